"""sgqlc: introspection over the wire without a token, code from it, and a typed query.

    python sgqlc_client.py http://127.0.0.1:8080/graphql data/demo.json
"""

import importlib.util
import pathlib
import subprocess
import sys
import tempfile

from sgqlc.endpoint.http import HTTPEndpoint
from sgqlc.operation import Operation

from clients import ADDRESS, CYCLE, authorization, check


def run(*command):
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, timeout=120)
    check(done.returncode == 0, f"{command[0]} ends well: {(done.stdout + done.stderr)[-2000:]}")


def generated(folder):
    """Introspects the service, writes code and loads it."""
    json, code = pathlib.Path(folder, "schema.json"), pathlib.Path(folder, "national_survey.py")
    run("sgqlc.introspection", ADDRESS, str(json))
    check(json.exists() and json.stat().st_size > 100_000, "introspection without a token answers the whole schema")
    run("sgqlc.codegen", "schema", str(json), str(code))
    spec = importlib.util.spec_from_file_location("national_survey", code)
    module = importlib.util.module_from_spec(spec)
    sys.modules["national_survey"] = module
    spec.loader.exec_module(module)
    return module


def ask(operation, headers=None):
    answer = HTTPEndpoint(ADDRESS, headers or {})(operation)
    check("errors" not in answer, f"the query is answered: {answer.get('errors')}")
    return operation + answer


with tempfile.TemporaryDirectory() as folder:
    schema = generated(folder)

query = Operation(schema.Query)
state = query.state(code="KEN")
state.code()
state.name(language="EN")
cycle = query.cycle(key=CYCLE)
cycle.phase()
cycle.opens_at()
answer = ask(query)
check(answer.state.name == "Kenya", "a typed query reads the name of a State")
check(answer.cycle.phase == "OPEN", "a typed query reads a cycle")

own = Operation(schema.Query)
own.submission(cycle=CYCLE).status()
answer = ask(own, authorization("states", "KEN", "focal_point"))
check(answer.submission.status in schema.SubmissionStatus.__choices__, "an enum has the values of the schema")
