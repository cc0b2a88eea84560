"""What the programs of this folder share: the served demonstration, and its tokens."""

import json
import sys

ADDRESS, DEMO = sys.argv[1], sys.argv[2]
ORIGIN = ADDRESS.removesuffix("/graphql")
CYCLE = "2026"


def token(*path):
    """Returns the token at a path of demo.json, such as `states`, `KEN`, `focal_point`."""
    with open(DEMO) as file:
        value = json.load(file)["tokens"]
    for name in path:
        value = value[name]
    return value


def authorization(*path):
    """Returns the header with the token at a path of demo.json."""
    return {"Authorization": f"Bearer {token(*path)}"}


def check(holds, sentence):
    """Ends the program if a claim does not hold."""
    if not holds:
        sys.exit(f"It does not hold: {sentence}")
