"""The black box: everything that a running server serves to one caller, as a picture.

Asked is over HTTP alone, with the caller's own token or none, and nothing that the caller is not served gets in. A bloc is several
States that put what they are served together.
"""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from answers import Served

CATALOGUE = """query($within: String!) { cycles { key instrumentVersion { questions(within: $within) {
    code counted options exclusiveOptions condition } } } }"""
CYCLES = "{ cycles { key lattice { key classes { key states } } instrumentVersion { document(language: \"en\") } } }"
RELEASES = "query($cycle: CycleKey!) { releases(cycle: $cycle) { number status respondents { stateCode edition } } }"
TABLES = """query($number: Int!, $within: String!) { release(number: $number) { tables(within: $within) {
    question partition standing rows { classes base publishedBase
    cells { level published hidden count lowerPercent upperPercent } } } } }"""
CHANGES = """query($number: Int!, $within: String!) { release(number: $number) { changes(within: $within) {
    question sinceRelease sinceQuestion standing base publishedBase
    cells { from to published hidden count lowerPercent upperPercent } } } }"""
ANALYSTS = """query($number: Int!, $within: String!) { release(number: $number) { analystTables(within: $within) {
    question partition standing rows { classes base sharedBase cells { level shared least most } } } } }"""
SHARED = """query($cycle: CycleKey!, $question: QuestionCode!, $after: String, $first: Int!) {
  sharedAnswers(cycle: $cycle, question: $question, after: $after, first: $first) { pageInfo { hasNextPage endCursor }
    nodes { stateCode question edition disposition reader value { ... on SingleChoiceValue { option }
      ... on MultiChoiceValue { options } ... on RankedChoiceValue { options }
      ... on RecordListValue { records { fields { field options } } } } } } }"""
# What is shown to the Secretariat alone or with States it reads one by one; so many reads are asked for at once.
READS = 10
READ = """readSharedAnswer(input: {{cycle: "{cycle}", state: "{state}", question: "{question}"}}) {{ answer {{ disposition
    value {{ ... on SingleChoiceValue {{ option }} ... on MultiChoiceValue {{ options }} ... on RankedChoiceValue {{ options }}
      ... on RecordListValue {{ records {{ fields {{ field options }} }} }} }} }} }}"""
OWN = """query($cycle: CycleKey!) { submission(cycle: $cycle) { stateCode editions { number document }
  consent { question countable reader } consentLedger { code reader } } }"""


class Refused(Exception):
    """The server said no."""


@dataclass
class Caller:
    """Somebody who asks: the public without a token."""

    url: str
    token: str | None = None
    # Whether it is somebody of the Secretariat, and of no State.
    secretariat: bool = False

    def ask(self, query: str, **variables: Any) -> Served:
        """The data; waits where too many requests were made."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"content-type": "application/json", "accept": "application/json"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url, body, headers)
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as response:
                    answer = json.load(response)
                break
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503):
                    raise Refused(f"{error.code}: {error.read().decode(errors='replace')[:300]}") from error
                time.sleep(float(error.headers.get("retry-after", "1")))
        if answer.get("errors"):
            raise Refused(json.dumps(answer["errors"])[:300])
        return answer["data"]

    def page(self) -> int:
        """How many answers to ask for at once: what a caller's limits bear with everything that an answer may hold."""
        return 20 if self.token is None else 50
