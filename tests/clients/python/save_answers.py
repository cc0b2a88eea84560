"""Saves answers into the draft of a State.

    python save_answers.py http://127.0.0.1:8080 2026 N.a INTEGRATION KEY_ID private.pem
"""

import pathlib
import sys

from gql import Client, gql
from gql.transport.requests import RequestsHTTPTransport

from sign_in import access_token

TASKS = gql("""
  query Tasks($cycle: CycleKey!, $section: String) {
    cycle(key: $cycle) {
      phase
      instrumentVersion { questions(within: $section) { code kind } }
    }
    submission(cycle: $cycle) { status }
  }
""")

CURRENT = gql("""
  query Current($cycle: CycleKey!, $question: QuestionCode!) {
    submission(cycle: $cycle) {
      answer(question: $question) { revision value { ... on SingleChoiceValue { option } } }
    }
  }
""")

SAVE = gql("""
  mutation Save($input: SaveAnswersInput!) {
    saveAnswers(input: $input) {
      outcomes {
        __typename
        ... on AnswerSaved { revision }
        ... on AnswerConflict { theirRevision theirAuthor { name } theirValue { ... on SingleChoiceValue { option } } }
        ... on AnswerRefused { writtenQuestion code sentence }
      }
    }
  }
""")


def current(client, cycle, question):
    """Returns the revision and the option of the current answer. Without an answer, the revision is 0."""
    submission = client.execute(CURRENT, variable_values={"cycle": cycle, "question": question})["submission"]
    answer = submission and submission["answer"]
    return (answer["revision"], (answer["value"] or {}).get("option")) if answer else (0, None)


def save(client, cycle, answers):
    """Saves answers. Returns their outcomes, in the same order."""
    variables = {"input": {"cycle": cycle, "answers": answers}}
    return client.execute(SAVE, variable_values=variables)["saveAnswers"]["outcomes"]


if __name__ == "__main__":
    origin, cycle, section, integration, key_id, key_file = sys.argv[1:]
    token = access_token(origin, integration, key_id, pathlib.Path(key_file).read_text())
    transport = RequestsHTTPTransport(url=f"{origin}/graphql", headers={"Authorization": f"Bearer {token}"}, retries=3)
    client = Client(transport=transport)

    tasks = client.execute(TASKS, variable_values={"cycle": cycle, "section": section})
    choices = [question["code"] for question in tasks["cycle"]["instrumentVersion"]["questions"] if question["kind"] == "SINGLE_CHOICE"]
    print(f"The cycle is {tasks['cycle']['phase']}. {section} has {len(choices)} questions with one choice.")

    question = choices[0]
    revision, option = current(client, cycle, question)
    new = "planned" if option == "partly" else "partly"
    # All three edits are based on the same revision. The first makes a new revision, so the second is a conflict.
    for written in (new, "in_place", "no_such_option"):
        edit = {"question": question, "basedOn": revision, "value": {"singleChoice": {"option": written}}}
        [outcome] = save(client, cycle, [edit])
        match outcome["__typename"]:
            case "AnswerSaved":
                print(f"Saved as revision {outcome['revision']}.")
            case "AnswerConflict":
                print(f"Conflict: the answer is {outcome['theirValue']['option']}, by {outcome['theirAuthor']['name']}.")
            case "AnswerRefused":
                print(f"Refused: {outcome['code']}.")
