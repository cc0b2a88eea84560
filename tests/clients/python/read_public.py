"""Reads States and public answers, without a token.

    python read_public.py http://127.0.0.1:8080/graphql 2026
"""

import itertools
import sys

from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport

STATES = gql("""
  query States {
    states(group: {grouping: "sids", code: "SIDS"}) { code name(language: FR) }
  }
""")

ANSWERS = gql("""
  query Answers($cycle: CycleKey!, $after: String) {
    sharedAnswers(cycle: $cycle, first: 50, after: $after) {
      nodes { stateCode disposition edition }
      pageInfo { hasNextPage endCursor }
    }
  }
""")


def public_answers(client, cycle):
    """Yields the public answers of a cycle. It asks for the next page only when it is needed."""
    after = None
    while True:
        page = client.execute(ANSWERS, variable_values={"cycle": cycle, "after": after})["sharedAnswers"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


if __name__ == "__main__":
    # After 429 or 503 the transport waits as long as `Retry-After` says, and tries again.
    transport = RequestsHTTPTransport(url=sys.argv[1], retries=3)
    client = Client(transport=transport)
    for state in client.execute(STATES)["states"]:
        print(state["code"], state["name"])
    # The first 120 answers. Without `islice`, all of them.
    for answer in itertools.islice(public_answers(client, sys.argv[2]), 120):
        print(answer["stateCode"], answer["disposition"])
