"""Attackers of a running server: the public, the Secretariat, single States, and a bloc together.
"""

import json
import pathlib
from collections.abc import Iterator

from served import Caller

MEMBERS = "query($code: String!) { organization(code: $code) { members { state { code } } } }"
CYCLES = "{ cycles { key } }"
COUNTED = "query($cycle: CycleKey!) { releases(cycle: $cycle) { respondents { stateCode } } }"


def views(
    demo: pathlib.Path | None, url: str | None, tokens: list[str], states: int, bloc: str
) -> Iterator[tuple[str, list[Caller]]]:
    """Returns the attackers by name, each with the callers who pool their answers."""
    if demo is None:
        if url is None:
            raise SystemExit("either --demo or --url")
        yield ("these States" if tokens else "the public"), [Caller(url, token) for token in tokens] or [Caller(url)]
        return
    people = json.loads(demo.read_text())
    url = people["graphql"]
    public = Caller(url)
    focal = {state: Caller(url, of["focal_point"]) for state, of in people["tokens"]["states"].items()}
    yield "the public", [public]
    yield "the Secretariat", [Caller(url, people["tokens"]["analyst"], secretariat=True)]
    counted = sorted(_counted(public) & set(focal))
    # The States are spread over the alphabet, so that all regions are among them.
    for state in counted[:: max(1, len(counted) // max(1, states))][:states]:
        yield state, [focal[state]]
    members = [one["state"]["code"] for one in public.ask(MEMBERS, code=bloc)["organization"]["members"]]
    yield bloc, [focal[state] for state in sorted(members) if state in focal]


def _counted(caller: Caller) -> set[str]:
    cycles = caller.ask(CYCLES)["cycles"]
    releases = [release for cycle in cycles for release in caller.ask(COUNTED, cycle=cycle["key"])["releases"]]
    return {one["stateCode"] for release in releases for one in release["respondents"]}
