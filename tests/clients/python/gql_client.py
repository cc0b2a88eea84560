"""gql: the examples of the documentation, as an integration that is minted here, and refusals as a program meets them.

    python gql_client.py http://127.0.0.1:8080/graphql data/demo.json
"""

import pathlib
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
import requests
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from jwt.utils import base64url_encode

from clients import ADDRESS, CYCLE, ORIGIN, authorization, check
from sign_in import access_token

HERE = pathlib.Path(__file__).parent
MINT = gql("""
  mutation Mint($input: MintIntegrationInput!) { mintIntegration(input: $input) { integration { id keys { kid } } } }
""")
TASKS = gql("""
  query Tasks($cycle: CycleKey!) { submission(cycle: $cycle) { status viewerCan progress { offered answered } } }
""")


def client(*path):
    """Returns a client with the token at a path of demo.json, or without one."""
    headers = authorization(*path) if path else None
    return Client(transport=RequestsHTTPTransport(url=ADDRESS, headers=headers, timeout=60))


def example(name, *arguments):
    """Runs an example of the documentation; returns what it prints, by line."""
    done = subprocess.run([sys.executable, HERE / name, *arguments], capture_output=True, text=True, timeout=120)
    check(done.returncode == 0, f"{name} ends well: {done.stderr[-2000:]}")
    return done.stdout.splitlines()


def refusal(client, document, **variables):
    """Returns the first error of a refused request."""
    try:
        answer = client.execute(gql(document), variable_values=variables)
    except TransportQueryError as error:
        return error.errors[0]
    sys.exit(f"It does not hold: {document} is refused. It answers {answer}")


def public_data():
    lines = example("read_public.py", ADDRESS, CYCLE)
    check("FJI Fidji" in lines, "Fiji is a small island State, with its name in French")
    check(len([line for line in lines if line.endswith((" ANSWERED", " DECLINED", " NOT_APPLICABLE", " NOTHING_NEW"))]) == 120,
          "three pages hold 120 public answers")  # fmt: skip


def mint(*scopes):
    """Mints an integration of Kenya; returns its id, the id of its key, and the private key."""
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    public = {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(raw).decode()}
    variables = {"input": {"name": "gql", "scopes": scopes, "keyExpiresAt": "2027-06-30T00:00:00Z", "key": public}}
    minted = client("states", "KEN", "focal_point").execute(MINT, variable_values=variables)["mintIntegration"]["integration"]
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return minted["id"], minted["keys"][0]["kid"], pem


def ask(token, query):
    """Sends a query without a library; returns the response."""
    return requests.post(ADDRESS, json={"query": query}, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def first_token():
    """The documented first token: it reads the cycle and its questions, and saves."""
    integration, key_id, pem = mint("OWN_ANSWERS_READ", "OWN_DRAFT_WRITE")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "private.pem")
        path.write_bytes(pem)
        lines = example("save_answers.py", ORIGIN, CYCLE, "N.a", integration, key_id, str(path))
    check(lines[0].startswith("The cycle is OPEN. N.a has "), f"the first token reads the cycle and its questions: {lines}")
    check(lines[1].startswith("Saved as revision "), f"the first edit is saved: {lines}")
    check(lines[2].startswith("Conflict: the answer is p"), f"the second edit is a conflict, as data: {lines}")
    check(lines[3].startswith("Refused: "), f"the third edit is refused, as data: {lines}")

    published = requests.get(f"{ORIGIN}/.well-known/oauth-authorization-server", timeout=30)
    check(published.ok and published.json()["token_endpoint"] == f"{ORIGIN}/auth/token", f"the token endpoint is published: {published.text}")
    answer = ask(access_token(ORIGIN, integration, key_id, pem), "{ credential { kind integration scopes } }")
    expected = {"kind": "INTEGRATION", "integration": integration, "scopes": ["OWN_ANSWERS_READ", "OWN_DRAFT_WRITE"]}
    check(answer.json().get("data") == {"credential": expected}, f"the token says who is asking: {answer.text}")
    check(all(name in answer.headers for name in ("RateLimit", "RateLimit-Policy")), f"the headers name what is left: {answer.headers}")


def missing_scope():
    token = access_token(ORIGIN, *mint("OWN_DRAFT_WRITE"))
    answer = ask(token, '{ cycles { key } submission(cycle: "2026") { status } }').json()
    [error] = answer["errors"]
    extensions = error["extensions"]
    check(extensions["code"] == "FORBIDDEN" and error.get("path") == ["submission"], f"the refusal names the path: {answer}")
    check(extensions.get("field") == "Query.submission", f"the refusal names the field: {answer}")
    check(extensions.get("parameters") == {"requiredScope": "own.answers.read"}, f"the refusal names the scope: {answer}")
    check(bool(answer["data"]["cycles"]) and answer["data"]["submission"] is None, f"the other field is answered: {answer}")


def task_list():
    submission = client("states", "KEN", "focal_point").execute(TASKS, variable_values={"cycle": CYCLE})["submission"]
    check("SAVE_ANSWERS" in submission["viewerCan"], "the focal point may save")
    check(sum(section["offered"] for section in submission["progress"]) > 100, "the sections offer questions")


def refusals():
    missing = refusal(client(), "query R($cycle: CycleKey!) { releases(cycle: $cycle) { number } }", cycle="1999")
    check(missing["extensions"]["code"] == "NOT_FOUND" and missing.get("path") == ["releases"], f"an unknown cycle is not found: {missing}")
    stranger = refusal(client(), "{ viewer { id } people { name } }")
    check(stranger["extensions"]["code"] == "UNAUTHENTICATED", f"the public must sign in to see people: {stranger}")
    check(stranger.get("path") == ["people"], f"the refusal names the refused field: {stranger}")
    reader = refusal(client("states", "KEN", "reader"), "{ submissions { status } participation(cycle: \"2026\") { stateCode } }")
    check(reader["extensions"]["code"] == "FORBIDDEN", f"a reader of a State does not read the participation of all: {reader}")
    check(reader.get("path") == ["participation"], f"the refusal names the refused field: {reader}")


public_data()
first_token()
missing_scope()
task_list()
refusals()
