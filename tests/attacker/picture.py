"""From what is served to evidence: who is hidden where, what is told of them, and what is known anyhow.

A **picture** is everything that one caller was served, in the words of the API: questions, and releases with their
respondents, tables, lattice and the answers that were shared when it was read. A file of simulated releases holds the same. A
picture may say in `own` what States know of themselves; nobody but an attacker who is one of them is given it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from answers import Served, held, offered
from bands import counts
from evidence import Evidence, Part, Sheet, Told
from search import LEFT_OUT
from shapes import Levels, Shape, shape

# What a table calls the States in no class of its partition.
REST = "_rest"
REGIONAL = "un_regional_group"


@dataclass
class Picture:
    """Everything that one caller was served."""

    served: Served

    def __post_init__(self) -> None:
        self.releases: list[Served] = self.served["releases"]
        self.questions: dict[str, Served] = {one["code"]: one for one in self.served["questions"]}
        # An answer is known by its cycle, State, edition and question, whichever release it was shared beside.
        self.known: dict[tuple[str, str, int, str], Served] = {}
        for release in self.releases:
            for answer in release["shared"]:
                self.known[(release["cycle"], answer["stateCode"], answer["edition"], answer["question"])] = answer

    def evidences(self) -> Iterator[Evidence]:
        """What is known of each question, question by question."""
        for code, question in self.questions.items():
            sheets = [sheet for release in self.releases if (sheet := self._sheet(release, question))]
            if any(told.bounds for sheet in sheets for told in sheet.told):
                yield Evidence(code, tuple(sheets), self._own(code, sheets), self._regions())

    def _regions(self) -> dict[str, str]:
        """The regions within which few answers changed, where the picture says that this is known."""
        if not self.served.get("fewChanges"):
            return {}
        lattice = next(one for one in self.releases[0]["lattice"] if one["key"] == REGIONAL)
        return {state: one["key"] for one in lattice["classes"] for state in one["states"]}

    def _sheet(self, release: Served, question: Served) -> Sheet | None:
        tables = [table for table in release["tables"] if table["question"] == question["code"]]
        rows = [(table["partition"], row) for table in tables for row in table["rows"]]
        whole = next((row for partition, row in rows if partition is None), None)
        if whole is None or whole["base"] == whole["publishedBase"]:
            return None
        levels = [cell["level"] for cell in whole["cells"]]
        parts = self._parts(release, question, whole, levels)
        told = [_told(self._members(release, partition, row["classes"]), row) for partition, row in rows]
        return Sheet(
            str(release["number"]),
            release["cycle"],
            self._shape(question, levels),
            tuple(one for one in told if one.hidden),
            parts,
            self._public(release, question, parts, levels),
        )

    def _public(self, release: Served, question: Served, parts: dict[str, Part], levels: list[str]) -> dict[str, Levels]:
        """The answers in the published part."""
        found = {}
        for one in release["respondents"]:
            state = one["stateCode"]
            answer = self.known.get((release["cycle"], state, one["edition"], question["code"]))
            if state not in parts and answer is not None:
                found[state] = held(levels, question["options"], answer)
        return found

    def _shape(self, question: Served, levels: list[str]) -> Shape:
        # Of records it is not served whether each must name an area.
        empty = any(level.startswith("recorded:") for level in levels)
        return shape(levels, question["exclusiveOptions"], question.get("most"), empty)

    def _members(self, release: Served, partition: str | None, classes: list[str]) -> frozenset[str]:
        everybody = {one["stateCode"] for one in release["respondents"]}
        if partition is None:
            return frozenset(everybody)
        lattice = next(one for one in release["lattice"] if one["key"] == partition)
        states = {one["key"]: set(one["states"]) for one in lattice["classes"]}
        if REST in classes:
            states[REST] = everybody.difference(*states.values())
        return frozenset(everybody & set().union(*(states[key] for key in classes)))

    def _parts(self, release: Served, question: Served, whole: Served, levels: list[str]) -> dict[str, Part]:
        """Who is hidden, or may be: the counted States without those whose answer is in the published part."""
        code, cycle = question["code"], release["cycle"]
        editions = {one["stateCode"]: one["edition"] for one in release["respondents"]}
        shared = {
            one["stateCode"]
            for one in release["shared"]
            if one["question"] == code and one["reader"] == "PUBLIC" and editions.get(one["stateCode"]) == one["edition"]
        }
        hidden = whole["base"] - whole["publishedBase"]
        if len(shared) == whole["publishedBase"]:
            possible, sure = set(editions) - shared, hidden == len(editions) - len(shared)
        else:
            # Published and not counted, or published since: nobody can tell from one reading.
            possible, sure = set(editions), False
        parts = {}
        for state in possible:
            known = self.known.get((cycle, state, editions[state], code))
            asked = self._asked(cycle, state, editions[state], question) if "not_asked" in levels else None
            answer = {"disposition": "NOT_ASKED"} if asked is False else known
            levels_of = None if answer is None else held(levels, question["options"], answer)
            parts[state] = Part(levels_of, not sure, asked is True and levels_of is None, editions[state])
        return parts

    def _asked(self, cycle: str, state: str, edition: int, question: Served) -> bool | None:
        return offered(question.get("condition"), lambda code: self.known.get((cycle, state, edition, code)))

    def _own(self, code: str, sheets: list[Sheet]) -> dict[str, dict[str, Levels]]:
        """What States know of themselves, for each sheet in which they are hidden."""
        order = self.questions[code]["options"]
        own: dict[str, dict[str, Levels]] = {}
        for answer in self.served.get("own", []):
            if answer["question"] != code:
                continue
            state = answer["stateCode"]
            for sheet in sheets:
                part = sheet.parts.get(state)
                if part is not None and (sheet.cycle, part.edition) == (answer["cycle"], answer["edition"]):
                    levels = list(sheet.shape.levels)
                    said = held(levels, order, answer) if answer["counted"] else LEFT_OUT
                    own.setdefault(state, {})[sheet.name] = said
        return own


def _told(states: frozenset[str], row: dict[str, Any]) -> Told:
    hidden = row["base"] - row["publishedBase"]
    bounds = {}
    for cell in row["cells"]:
        if cell["hidden"] == "EXACT":
            bounds[cell["level"]] = (cell["count"], cell["count"])
        elif cell["hidden"] == "BAND":
            bounds[cell["level"]] = counts(cell["lowerPercent"], cell["upperPercent"], hidden)
    return Told(states, hidden, bounds)
