"""Reads a running server into a picture, as one caller or as several States together."""

import json
from collections.abc import Iterator
from typing import Any

from answers import Served, offered
from served import ANALYSTS, CATALOGUE, CHANGES, CYCLES, OWN, READ, READS, RELEASES, SHARED, TABLES, Caller

# A State's knowledge of its own edition, if the edition holds nothing.
NOT_ASKED = {"disposition": "NOT_ASKED"}
UNANSWERED = {"disposition": "UNANSWERED"}


def picture(callers: list[Caller], within: list[str], every: int = 1) -> Served:
    """Returns everything that the callers are served on the counted questions of these parts, or of
    all.
    """
    first = callers[0]
    # The API gives the newest cycle first; a picture holds the oldest first.
    cycles = first.ask(CYCLES)["cycles"][::-1]
    within = within or sorted({section for cycle in cycles for section in _sections(cycle["instrumentVersion"]["document"])})
    questions = [one for one in _questions(first, cycles, within) if one["counted"]][::every]
    releases = [release for cycle in cycles for release in _releases(first, cycle, within)]
    # If any release has figures on a question, the shown answers of every cycle are read, because
    # changes link the cycles.
    told = {code for release in releases for code in _told(release)} & {one["code"] for one in questions}
    for release in releases:
        release["shared"] = _shared(callers, release, questions, told)
    own = [answer for caller in callers if caller.token and not caller.secretariat for answer in _own(caller, releases, questions)]
    return {"questions": questions, "releases": releases, "own": own}


def _questions(caller: Caller, cycles: list[Served], within: list[str]) -> list[Served]:
    """Returns the counted questions of every cycle, each once, with further facts from the
    instrument.
    """
    found: dict[str, Served] = {}
    for part in within:
        for cycle in caller.ask(CATALOGUE, within=part)["cycles"]:
            for question in cycle["instrumentVersion"]["questions"]:
                found.setdefault(question["code"], question)
    for cycle in cycles:
        for code, most in _most(cycle["instrumentVersion"]["document"]):
            if code in found:
                found[code]["most"] = most
    return list(found.values())


def _sections(document: Any) -> Iterator[str]:
    """Returns the codes of everything that holds questions."""
    if isinstance(document, dict):
        if "code" in document and "questions" in document:
            yield document["code"]
        document = list(document.values())
    for one in document if isinstance(document, list) else []:
        yield from _sections(one)


def _most(document: Any) -> Iterator[tuple[str, int]]:
    """Returns the greatest number of options of a question, if the document gives it."""
    if isinstance(document, dict):
        if "code" in document and "options" in document and isinstance(document.get("max"), int):
            yield document["code"], document["max"]
        document = list(document.values())
    for one in document if isinstance(document, list) else []:
        yield from _most(one)


def _releases(caller: Caller, cycle: Served, within: list[str]) -> Iterator[Served]:
    for release in caller.ask(RELEASES, cycle=cycle["key"])["releases"]:
        asked = {"tables": TABLES, "changes": CHANGES, **({"analystTables": ANALYSTS} if caller.secretariat else {})}
        told = {
            name: [
                one for part in within for one in caller.ask(query, number=release["number"], within=part)["release"][name]
            ]
            for name, query in asked.items()
        }
        yield {**release, "cycle": cycle["key"], "lattice": cycle["lattice"], **told}


def _told(release: Served) -> set[str]:
    """Returns the questions on which a release has figures."""
    figures = [(table["question"], row["cells"]) for table in release["tables"] for row in table["rows"]]
    figures += [(change["question"], change["cells"]) for change in release["changes"]]
    banded = {question for question, cells in figures if any(cell["hidden"] == "BAND" for cell in cells)}
    return banded | {table["question"] for table in release.get("analystTables", []) if table["standing"] != "NOT_AVAILABLE"}


def _shared(callers: list[Caller], release: Served, questions: list[Served], told: set[str]) -> list[Served]:
    """Returns the answers to these questions and to the questions of their conditions, as any
    caller reads them.
    """
    asked_about = {code for one in questions if one["code"] in told for code in _asked_about(one.get("condition"))}
    found: dict[tuple[str, str], Served] = {}
    for caller in callers:
        for code in sorted(told | asked_about):
            for answer in _answers(caller, release["cycle"], code):
                found[(answer["stateCode"], code)] = answer
        if caller.secretariat:
            _read(caller, release["cycle"], [answer for answer in found.values() if answer["disposition"] is None])
    return list(found.values())


def _read(caller: Caller, cycle: str, answers: list[Served]) -> None:
    """Reads the content that a list leaves out."""
    for start in range(0, len(answers), READS):
        some = answers[start : start + READS]
        reads = [
            f"r{place}: " + READ.format(cycle=cycle, state=one["stateCode"], question=one["question"])
            for place, one in enumerate(some)
        ]
        read = caller.ask(f"mutation {{ {' '.join(reads)} }}")
        for place, one in enumerate(some):
            one.update(read[f"r{place}"]["answer"])


def _answers(caller: Caller, cycle: str, question: str) -> Iterator[Served]:
    after = None
    while True:
        page = caller.ask(SHARED, cycle=cycle, question=question, after=after, first=caller.page())["sharedAnswers"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def _asked_about(condition: Served | None) -> Iterator[str]:
    if condition and "question" in condition:
        yield condition["question"]
    for inner in (condition or {}).get("all", []) + (condition or {}).get("any", []):
        yield from _asked_about(inner)


def _own(caller: Caller, releases: list[Served], questions: list[Served]) -> Iterator[Served]:
    """Returns a State's own answers in the counted editions."""
    for cycle in dict.fromkeys(release["cycle"] for release in releases):
        submission = caller.ask(OWN, cycle=cycle)["submission"]
        if submission is None:
            continue
        consent = {one["question"]: one for one in submission["consent"]}
        shown = [line["code"] for line in submission["consentLedger"] if line["reader"] == "PUBLIC"]
        for edition in submission["editions"]:
            document = edition["document"]
            answers = json.loads(document)["answers"] if isinstance(document, str) else document["answers"]
            for question in questions:
                stands = consent.get(question["code"])
                if stands is None or (stands["reader"] != "PUBLIC" and _covered(question["code"], shown)):
                    # An answer that may have been public once, and is not any more, may have been
                    # left out of counting. The attacker does not rely on it.
                    continue
                said = answers.get(question["code"])
                if said is None:
                    asked = offered(question.get("condition"), answers.get, UNANSWERED)
                    said = UNANSWERED if asked else NOT_ASKED
                yield {
                    **said,
                    "stateCode": submission["stateCode"],
                    "cycle": cycle,
                    "question": question["code"],
                    "edition": edition["number"],
                    "counted": stands["countable"],
                }


def _covered(question: str, codes: list[str]) -> bool:
    """Returns whether a choice was made for the question, or for a scope that holds it."""
    return any(code in ("", question) or question.startswith(f"{code}.") for code in codes)
