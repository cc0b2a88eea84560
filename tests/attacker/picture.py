"""From served data to evidence: the hidden States, their released figures, and the known answers.

A **picture** is everything that one caller was served, in the words of the API. It holds questions,
and releases with their respondents, tables, lattice and the answers that were shared at the time of
reading. A file of simulated releases holds the same. In `own`, a picture may hold the answers that
States know of themselves. Only an attacker that is one of these States gets them. A file holds the
data of all readers. Each reader sees it with its own **eyes**: the answers that are shown to the
public, to Member States or to the Secretariat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from answers import Served, held, offered
from bands import counts
from evidence import Evidence, Moved, Part, Sheet, Told
from search import LEFT_OUT
from shapes import OTHERWISE, Levels, Shape, shape

# Name of the States in no class of a partition, in a table.
REST = "_rest"
REGIONAL = "un_regional_group"
# From the fewest readers to the most.
READERS = ("STATE_ONLY", "SECRETARIAT", "MEMBER_STATES", "PUBLIC")


@dataclass
class Picture:
    """Everything that one caller was served."""

    served: Served
    # Reader level of the eyes. If the picture is of a single caller, they see everything.
    eyes: str | None = None

    def __post_init__(self) -> None:
        self.releases: list[Served] = self.served["releases"]
        self.questions: dict[str, Served] = {one["code"]: one for one in self.served["questions"]}
        # The key of an answer is its cycle, State, edition and question, in whatever release it was
        # shared.
        self.known: dict[tuple[str, str, int, str], Served] = {}
        for release in self.releases:
            for answer in release["shared"]:
                if self.eyes is None or READERS.index(answer["reader"]) >= READERS.index(self.eyes):
                    self.known[(release["cycle"], answer["stateCode"], answer["edition"], answer["question"])] = answer

    def evidences(self) -> Iterator[Evidence]:
        """Returns the evidence on each question."""
        for code in self.questions:
            called = self._called(code)
            releases = [release for release in self.releases if called.get(release["cycle"]) in self.questions]
            pairs = [(release, self._sheet(release, self.questions[called[release["cycle"]]])) for release in releases]
            sheets = {sheet.name: sheet for _, sheet in pairs if sheet}
            moved = [one for release, sheet in pairs if sheet for one in self._moved(release, sheet, called, sheets)]
            if any(told.bounds for sheet in sheets.values() for told in sheet.told) or any(one.bounds for one in moved):
                own = self._own(called, list(sheets.values()))
                yield Evidence(code, tuple(sheets.values()), own, self._regions(), tuple(moved))

    def _called(self, code: str) -> dict[str, str]:
        """Returns the code of a question in each cycle, followed back through the changes."""
        called: dict[str, str] = {}
        for release in reversed(self.releases):
            here = called.setdefault(release["cycle"], code)
            for change in release.get("changes", []):
                if change["question"] == here and change["sinceRelease"] is not None:
                    before = next((one for one in self.releases if one["number"] == change["sinceRelease"]), None)
                    if before is not None:
                        called.setdefault(before["cycle"], change["sinceQuestion"])
        return called

    def _moved(self, release: Served, sheet: Sheet, called: dict[str, str], sheets: dict[str, Sheet]) -> Iterator[Moved]:
        """Returns the changes of a question in a release."""
        code = called[release["cycle"]]
        for change in release.get("changes", []):
            before = sheets.get(str(change["sinceRelease"]))
            if change["question"] != code or before is None or not change["cells"]:
                continue
            of = [self.questions[called[one.cycle]]["options"] for one in (before, sheet)]
            sides = [_steps(one.shape, options) for one, options in zip((before, sheet), of)]
            hidden = change["base"] - change["publishedBase"]
            bounds = {}
            for cell in change["cells"]:
                told = _bounds(cell, hidden)
                if told is not None:
                    bounds[sides[0][cell["from"]], sides[1][cell["to"]]] = told
            yield Moved(before.name, sheet.name, hidden, bounds)

    def _regions(self) -> dict[str, str]:
        """Returns the regions in which few answers changed, if the picture says that this is known.
        """
        if not self.served.get("fewChanges"):
            return {}
        lattice = next(one for one in self.releases[0]["lattice"] if one["key"] == REGIONAL)
        return {state: one["key"] for one in lattice["classes"] for state in one["states"]}

    def _sheet(self, release: Served, question: Served) -> Sheet | None:
        tables = [table for table in release["tables"] if table["question"] == question["code"]]
        rows = [(table["partition"], row) for table in tables for row in table["rows"]]
        whole = next((row for partition, row in rows if partition is None), None)
        if whole is None or whole["base"] == 0:
            return None
        levels = [cell["level"] for cell in whole["cells"]]
        parts = self._parts(release, question, whole, levels)
        told = [_told(self._members(release, partition, row["classes"]), row) for partition, row in rows]
        told += self._for_analysts(release, question["code"], whole)
        return Sheet(
            str(release["number"]),
            release["cycle"],
            self._shape(question, levels),
            tuple(one for one in told if one.hidden),
            parts,
            self._public(release, question, parts, levels),
        )

    def _for_analysts(self, release: Served, code: str, whole: Served) -> Iterator[Told]:
        """Returns the figures for analysts.

        They concern the States whose answer the Secretariat may not read. For the others they give
        the part that is not public.
        """
        if self.eyes not in (None, "SECRETARIAT"):
            return
        editions = {one["stateCode"]: one["edition"] for one in release["respondents"]}
        seen: dict[bool, set[str]] = {False: set(), True: set()}
        for one in release["shared"]:
            if one["question"] == code and editions.get(one["stateCode"]) == one["edition"] and one["reader"] != "STATE_ONLY":
                seen[one["reader"] == "PUBLIC"].add(one["stateCode"])
        published = {cell["level"]: cell["published"] for cell in whole["cells"]}
        for table in release.get("analystTables", []):
            for row in table["rows"] if table["question"] == code else []:
                members = self._members(release, table["partition"], row["classes"])
                unseen = {cell["level"]: (cell["least"], cell["most"]) for cell in row["cells"] if cell["least"] is not None}
                yield Told(members - seen[True] - seen[False], row["base"] - row["sharedBase"], unseen)
                if table["partition"] is None:
                    shown = {cell["level"]: cell["shared"] - published[cell["level"]] for cell in row["cells"]}
                    exact = {level: (count, count) for level, count in shown.items()}
                    yield Told(frozenset(seen[False]), row["sharedBase"] - whole["publishedBase"], exact)

    def _public(self, release: Served, question: Served, parts: dict[str, Part], levels: list[str]) -> dict[str, Levels]:
        """Returns the answers in the published part."""
        found = {}
        for one in release["respondents"]:
            state = one["stateCode"]
            answer = self.known.get((release["cycle"], state, one["edition"], question["code"]))
            if state not in parts and answer is not None:
                found[state] = held(levels, question["options"], answer)
        return found

    def _shape(self, question: Served, levels: list[str]) -> Shape:
        # The API does not serve whether each record must name an area. A simulation gives it.
        empty = question.get("mayBeEmpty", any(level.startswith("recorded:") for level in levels))
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
        """Returns the hidden States, and those that may be: the counted States without the
        published ones.
        """
        code, cycle = question["code"], release["cycle"]
        # In a simulation everybody knows the States that left the question out of counting.
        left_out = release.get("leftOut", {}).get(code, ())
        editions = {one["stateCode"]: one["edition"] for one in release["respondents"] if one["stateCode"] not in left_out}
        shared = {
            one["stateCode"]
            for one in release["shared"]
            if one["question"] == code and one["reader"] == "PUBLIC" and editions.get(one["stateCode"]) == one["edition"]
        }
        hidden = whole["base"] - whole["publishedBase"]
        if len(shared) == whole["publishedBase"]:
            possible, sure = set(editions) - shared, hidden == len(editions) - len(shared)
        else:
            # The answer may be published and not counted, or published later. One reading cannot
            # tell.
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
        """Returns whether a State was asked a conditional question. A simulation does not give its
        conditions.
        """
        if not question.get("condition"):
            return None
        return offered(question["condition"], lambda code: self.known.get((cycle, state, edition, code)))

    def _own(self, called: dict[str, str], sheets: list[Sheet]) -> dict[str, dict[str, Levels]]:
        """Returns the States' own answers in each sheet that hides them, for States that know all
        of it.
        """
        own: dict[str, dict[str, Levels]] = {}
        for answer in self.served.get("own", []):
            if answer["question"] != called.get(answer["cycle"]):
                continue
            state, order = answer["stateCode"], self.questions[answer["question"]]["options"]
            for sheet in sheets:
                part = sheet.parts.get(state)
                if part is not None and (sheet.cycle, part.edition) == (answer["cycle"], answer["edition"]):
                    levels = list(sheet.shape.levels)
                    said = held(levels, order, answer) if answer["counted"] else LEFT_OUT
                    own.setdefault(state, {})[sheet.name] = said
        whole = {state: {sheet.name for sheet in sheets if state in sheet.parts} for state in own}
        return {state: said for state, said in own.items() if whole[state] == set(said)}


def _told(states: frozenset[str], row: dict[str, Any]) -> Told:
    hidden = row["base"] - row["publishedBase"]
    bounds = {}
    for cell in row["cells"]:
        told = _bounds(cell, hidden)
        if told is not None:
            bounds[cell["level"]] = told
    return Told(states, hidden, bounds)


def _bounds(cell: Served, hidden: int) -> tuple[int, int] | None:
    """Returns the limits that a cell gives for the hidden States, if any."""
    if cell["hidden"] == "EXACT":
        return cell["count"], cell["count"]
    return counts(cell["lowerPercent"], cell["upperPercent"], hidden) if cell["hidden"] == "BAND" else None


def _steps(one: Shape, options: list[str]) -> dict[str | None, frozenset[Levels]]:
    """Returns the answers that a change distinguishes: each option of a choice or scale, and no
    value.
    """
    steps: dict[str | None, set[Levels]] = {}
    for answer in one.exclusive or ():
        if answer & set(OTHERWISE):
            option = None
        elif any(level.startswith("chosen:") for level in answer):
            option = next(iter(answer)).split(":", 1)[1]
        else:
            # On a scale, an answer holds one level for each step up to its own.
            option = options[len(answer) - 1]
        steps.setdefault(option, set()).add(answer)
    return {option: frozenset(answers) for option, answers in steps.items()}
