"""The black box: everything that a running server serves to one caller, as a picture.

Requests use HTTP alone, with the caller's own token or none. The picture holds nothing that the
caller is not served. A bloc is several States that pool their served data.
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
# Number of single reads in one request. The Secretariat reads one by one the answers that are not
# public.
READS = 10
READ = """readSharedAnswer(input: {{cycle: "{cycle}", state: "{state}", question: "{question}"}}) {{ answer {{ disposition
    value {{ ... on SingleChoiceValue {{ option }} ... on MultiChoiceValue {{ options }} ... on RankedChoiceValue {{ options }}
      ... on RecordListValue {{ records {{ fields {{ field options }} }} }} }} }} }}"""
OWN = """query($cycle: CycleKey!) { submission(cycle: $cycle) { stateCode editions { number document }
  consent { question countable reader } consentLedger { code reader } } }"""


class Refused(Exception):
    """The server refused."""


@dataclass
class Caller:
    """Caller; without a token, the public."""

    url: str
    token: str | None = None
    # True if the caller is a person of the Secretariat.
    secretariat: bool = False

    def ask(self, query: str, **variables: Any) -> Served:
        """Returns the data of a query. It waits if there were too many requests."""
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
        """Returns the number of answers in one request: as many as the caller's limits allow with
        full content.
        """
        return 20 if self.token is None else 50
