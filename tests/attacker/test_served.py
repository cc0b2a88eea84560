"""From served data to findings: changes and counts for analysts, in pictures made by hand."""

import unittest

import numpy as np

from attack import Pooled, attack, attackers, pictures
from evidence import Attacker, Evidence, Moved, Part, Sheet, Told
from picture import Picture
from program import Contradiction, Program
from search import LEFT_OUT, Search
from shapes import shape

STATES = [f"A{place:02}" for place in range(12)]
LEVELS = ["chosen:yes", "chosen:no", "non_response"]
YES, NO, NOTHING = (frozenset([level]) for level in LEVELS)
RANGES = {(0, 6): (0, 50), (7, 12): (50, 100)}


def table(least: dict[str, tuple[int, int]] | None = None, shown: int = 0, published: int = 0) -> dict:
    """Returns a table of all States: bands, and for analysts counts.

    The counts concern the States whose answer is not shown. No State with a shown answer says yes.
    """
    cells = [{"level": level, "published": 0, "hidden": "BAND", "lowerPercent": 0, "upperPercent": 100} for level in LEVELS]
    row = {"classes": [], "base": len(STATES), "publishedBase": published, "cells": cells}
    counted = [{"level": level, "shared": shown * (level == "chosen:no"), **ends((least or {}).get(level))} for level in LEVELS]
    analyst = {"classes": [], "base": len(STATES), "sharedBase": published + shown, "cells": counted}
    return {
        "tables": [{"question": "Q", "partition": None, "rows": [row]}],
        "analystTables": [{"question": "Q", "partition": None, "rows": [analyst]}] if least else [],
    }


def ends(told: tuple[int, int] | None) -> dict:
    return {"least": told and told[0], "most": told and told[1]}


def release(number: int, cycle: str, shared: list[dict], **more) -> dict:
    respondents = [{"stateCode": state, "edition": 1} for state in STATES]
    return {"number": number, "cycle": cycle, "lattice": [], "respondents": respondents, "shared": shared, "changes": [], **more}


def answer(state: str, option: str, reader: str, question: str = "Q") -> dict:
    value = {"option": option}
    return {"stateCode": state, "edition": 1, "question": question, "disposition": "ANSWERED", "value": value, "reader": reader}


def served(*releases: dict, codes: tuple[str, ...] = ("Q",)) -> dict:
    questions = [{"code": code, "options": ["yes", "no"], "exclusiveOptions": []} for code in codes]
    return {"questions": questions, "releases": list(releases), "blocs": {}, "own": []}


def determined(one: Picture, knows: tuple[str, ...] = ()) -> set[str]:
    found = set()
    for evidence in one.evidences():
        said = Search(Program(evidence)).attack(Attacker("somebody", knows)).determined
        found |= {f"{one.sheet} {one.state} {'holds' if one.holds else 'not'} {one.level}" for one in said}
    return found


class Analysts(unittest.TestCase):
    def test_the_secretariat_alone_uses_its_counts_and_what_it_is_shown(self) -> None:
        shared = [answer(state, "no", "SECRETARIAT") for state in STATES[:2]]
        picture = served(release(1, "c", shared, **table({"chosen:yes": (10, 10)}, shown=2)))
        self.assertEqual(determined(Picture(picture, "PUBLIC")), set())
        found = determined(Picture(picture, "SECRETARIAT"))
        self.assertIn("1 A02 holds chosen:yes", found)
        # A shown answer is no finding, and an answer that is not shown is one of ten.
        self.assertEqual({line.split()[1] for line in found}, set(STATES[2:]))
        self.assertEqual(determined(Picture(picture)), found)

    def test_what_is_shown_to_states_is_known_to_states_and_the_secretariat_and_not_to_the_public(self) -> None:
        shared = [answer(state, "no", "MEMBER_STATES") for state in STATES[:11]]
        picture = served(release(1, "c", shared, **table({"chosen:no": (0, 1)}, shown=11)))
        known = {eyes: len(next(Picture(picture, eyes).evidences()).sheets[0].parts) for eyes in ("PUBLIC", "MEMBER_STATES")}
        self.assertEqual(known, {"PUBLIC": 12, "MEMBER_STATES": 12})
        sure = next(Picture(picture, "MEMBER_STATES").evidences()).sheets[0].parts
        self.assertEqual([state for state, part in sure.items() if part.known is None], STATES[11:])
        self.assertEqual([(one.eyes, out, states) for one, out, states in pictures(picture)],
                         [("PUBLIC", True, False), ("MEMBER_STATES", False, True), ("SECRETARIAT", False, False)])

    def test_counts_that_do_not_fit_what_is_shown_are_refused(self) -> None:
        shared = [answer(state, "no", "SECRETARIAT") for state in STATES[:2]]
        picture = served(release(1, "c", shared, **table({"chosen:yes": (4, 4)}, shown=3)))
        with self.assertRaises(Contradiction):
            determined(Picture(picture, "SECRETARIAT"))


def change(cells: dict[tuple[str | None, str | None], tuple[int, int]], question: str = "Q", since: str = "Q") -> dict:
    """Returns a change with bands of twelve States. A pair that is not named is below a half."""
    steps = ["yes", "no", None]
    told = [(before, after, RANGES[cells.get((before, after), (0, 6))]) for before in steps for after in steps]
    written = [
        {"from": before, "to": after, "published": 0, "hidden": "BAND", "lowerPercent": low, "upperPercent": high}
        for before, after, (low, high) in told
    ]
    return {"question": question, "sinceRelease": 1, "sinceQuestion": since, "base": 12, "publishedBase": 0, "cells": written}


class Counting(unittest.TestCase):
    def test_who_left_a_question_out_is_not_among_the_hidden_and_everybody_knows_it(self) -> None:
        tables = table()
        tables["tables"][0]["rows"][0]["base"] = 10
        one = release(1, "a", [], **tables, leftOut={"Q": STATES[:2]})
        sheet = next(Picture(served(one)).evidences()).sheets[0]
        self.assertEqual(sorted(sheet.parts), STATES[2:])
        self.assertEqual({part.maybe for part in sheet.parts.values()}, {False})
        # If this is not known, any of the States may be left out.
        del one["leftOut"]
        sheet = next(Picture(served(one)).evidences()).sheets[0]
        self.assertEqual({part.maybe for part in sheet.parts.values()}, {True})

    def test_records_may_come_without_an_area_unless_it_is_said_that_they_do_not(self) -> None:
        question = {"code": "Q", "options": ["x"], "exclusiveOptions": []}
        levels = ["answered", "recorded:x", "declined"]
        picture = Picture(served())
        empty = np.array([0, 1, 0])
        for told, possible in (({}, True), ({"mayBeEmpty": True}, True), ({"mayBeEmpty": False}, False)):
            one = picture._shape({**question, **told}, levels)
            self.assertEqual(bool((one.at_most @ empty <= 0).all()), possible, told)

    def test_who_amended_knows_what_it_said_in_each_edition_and_others_that_it_may_differ(self) -> None:
        again = release(2, "a", [answer(state, "no", "PUBLIC") for state in STATES[2:]], **table({}, published=10))
        for one in again["respondents"]:
            one["edition"] = 2
        for one in again["shared"]:
            one["edition"] = 2
        picture = served(release(1, "a", [], **table()), again)
        mine = {**answer("A00", "yes", "STATE_ONLY"), "counted": True, "cycle": "a"}
        picture["own"] = [mine, {**mine, "edition": 2, "value": {"option": "no"}}]
        evidence = next(Picture(picture).evidences())
        self.assertEqual(evidence.own, {"A00": {"1": YES, "2": NO}})
        # An answer published in the second edition is not known for the first.
        self.assertEqual({part.known for part in evidence.sheets[0].parts.values()}, {None})


class TwoWhoPool(unittest.TestCase):
    def evidence(self) -> Evidence:
        told = Told(frozenset(STATES), 12, {"chosen:yes": (0, 2)})
        sheet = Sheet("1", "a", shape(LEVELS), (told,), {state: Part() for state in STATES})
        return Evidence("Q", (sheet,), {state: {"1": YES if place < 2 else NO} for place, state in enumerate(STATES)})

    def test_two_who_say_yes_know_that_nobody_else_does_and_neither_knows_it_alone(self) -> None:
        alone = list(attackers(self.evidence(), {}, 100))
        self.assertEqual(attack(self.evidence(), alone).determined, [])
        found = attack(self.evidence(), alone, pooled=Pooled(100, "seed"))
        # Two who say yes, two who say no, and one of each are all the kinds of pairs.
        self.assertEqual(found.pairs, 3)
        self.assertEqual({(one.attacker, one.level, one.holds) for one in found.determined},
                         {("A00 and A01", "chosen:yes", False)})
        self.assertEqual({one.state for one in found.determined}, set(STATES[2:]))

    def test_of_many_pairs_the_same_are_tried_whenever_the_same_is_drawn(self) -> None:
        search = Search(Program(self.evidence()))
        names = {drawn: [one.name for one in Pooled(1, drawn).of(search)] for drawn in map(str, range(20))}
        self.assertEqual(names, {drawn: [one.name for one in Pooled(1, drawn).of(search)] for drawn in names})
        self.assertEqual({len(some) for some in names.values()}, {1})
        self.assertEqual(len({some[0] for some in names.values()}), 3)
        self.assertEqual(Pooled(0, "seed").of(search), [])


class Changes(unittest.TestCase):
    def test_what_was_published_the_one_time_and_changes_give_the_other_answer(self) -> None:
        # Eleven of twelve said yes publicly at first, and seven or more went from yes to no.
        # Nothing is certain about any one State.
        first = [answer(state, "yes", "PUBLIC") for state in STATES[:11]]
        told = change({("yes", "no"): (7, 12)})
        picture = served(release(1, "a", first, **table(published=11)), release(2, "b", [], **table(), changes=[told]))
        self.assertEqual(determined(Picture(picture)), set())
        # If five of them are known to still say yes, all the others must have changed.
        later = [answer(state, "yes", "MEMBER_STATES") for state in STATES[:5]]
        picture = served(release(1, "a", first, **table(published=11)), release(2, "b", later, **table(), changes=[told]))
        found = determined(Picture(picture))
        self.assertTrue({"1 A11 holds chosen:yes", "2 A11 holds chosen:no", "2 A05 holds chosen:no"} <= found, found)
        self.assertEqual(determined(Picture(picture, "PUBLIC")), set())

    def test_a_question_is_followed_to_what_it_was_called_before(self) -> None:
        shared = [answer(state, "yes", "PUBLIC", "OLD") for state in STATES[:11]]
        old = {"tables": [{**table(published=11)["tables"][0], "question": "OLD"}]}
        told = change({("yes", "no"): (7, 12)}, since="OLD")
        picture = served(release(1, "a", shared, **old), release(2, "b", [], **table(), changes=[told]), codes=("OLD", "Q"))
        evidence = {one.question: one for one in Picture(picture).evidences()}
        self.assertEqual([(one.name, one.cycle) for one in evidence["Q"].sheets], [("1", "a"), ("2", "b")])
        self.assertEqual([(one.earlier, one.later, one.hidden) for one in evidence["Q"].moved], [("1", "2", 12)])
        self.assertEqual(evidence["OLD"].moved, ())

    def test_who_may_have_been_left_out_once_went_nowhere(self) -> None:
        one = shape(LEVELS)
        maybe = {state: Part(maybe=True) for state in STATES[:3]}
        sure = {state: Part() for state in STATES[:3]}
        everybody = frozenset(STATES[:3])
        first = Sheet("1", "a", one, (Told(everybody, 2, {}),), maybe)
        second = Sheet("2", "b", one, (Told(everybody, 3, {}),), sure)
        went = {(frozenset([YES]), frozenset([NO])): (2, 2)}
        own = {"A00": {"1": LEFT_OUT, "2": NOTHING}}
        search = Search(Program(Evidence("Q", (first, second), own, moved=(Moved("1", "2", 2, went),))))
        self.assertEqual(search.attack(Attacker("an outsider")).determined, [])
        found = search.attack(Attacker("A00", ("A00",))).determined
        self.assertIn(("2", "A01", "chosen:no", True), {(one.sheet, one.state, one.level, one.holds) for one in found})

    def test_who_does_not_know_all_of_his_answers_is_no_attacker(self) -> None:
        picture = served(release(1, "a", [], **table()), release(2, "b", [], **table(), changes=[change({("yes", "yes"): (7, 12)})]))
        mine = {**answer("A00", "yes", "STATE_ONLY"), "counted": True}
        picture["own"] = [{**mine, "cycle": "a"}]
        self.assertEqual(list(attackers(next(Picture(picture).evidences()), {}, 9)), [])
        picture["own"] = [{**mine, "cycle": cycle} for cycle in "ab"]
        self.assertEqual([one.name for one in attackers(next(Picture(picture).evidences()), {}, 9)], ["A00"])


if __name__ == "__main__":
    unittest.main()
