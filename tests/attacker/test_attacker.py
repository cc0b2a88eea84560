"""Cases by hand, whose outcome anybody can check; and the shapes against all possible answers."""

import itertools
import unittest

import numpy as np

from bands import counts
from evidence import Attacker, Evidence, Part, Sheet, Told
from program import Contradiction, Program
from search import LEFT_OUT, Search
from shapes import shape

YES_NO = ("chosen:yes", "chosen:no", "non_response")


def states(number: int, letter: str = "A") -> list[str]:
    return [f"{letter}{place:02}" for place in range(number)]


def sheet(sets, levels=YES_NO, parts=None, name="1", cycle="c", **more) -> Sheet:
    """Returns a sheet. `sets` gives the States of each row, and the figures of each level."""
    told = tuple(Told(frozenset(of), more.get("hidden", len(of)), bounds) for of, bounds in sets)
    everybody = sorted({state for of, _ in sets for state in of})
    return Sheet(name, cycle, shape(levels), told, parts or {state: Part() for state in everybody})


def attack(*sheets: Sheet, knows=(), own=None) -> set[str]:
    search = Search(Program(Evidence("Q", sheets, own or {})))
    found = search.attack(Attacker("somebody", tuple(knows)))
    return {f"{one.state} {'holds' if one.holds else 'not'} {one.level}" for one in found.determined}


class Bands(unittest.TestCase):
    def test_a_boundary_belongs_outwards_and_a_half_to_the_lower(self) -> None:
        ends = (0, 25, 50, 75, 100)
        for hidden, wanted in [
            (10, [(0, 2), (3, 5), (6, 7), (8, 10)]),
            (12, [(0, 3), (4, 6), (7, 8), (9, 12)]),
            (13, [(0, 3), (4, 6), (7, 9), (10, 13)]),
        ]:
            self.assertEqual([counts(low, high, hidden) for low, high in itertools.pairwise(ends)], wanted)
        self.assertEqual([counts(0, 50, 5), counts(50, 100, 5)], [(0, 2), (3, 5)])


class Shapes(unittest.TestCase):
    def test_what_n_states_can_hold_is_what_n_answers_add_up_to(self) -> None:
        for levels, alone, most, empty in [
            (("answered", "non_response"), (), None, False),
            (("chosen:a", "chosen:b", "declined"), (), None, False),
            (("answered", "at_least:b", "at_least:c", "declined"), (), None, False),
            (("chosen:a", "not_chosen:a", "chosen:b", "not_chosen:b", "chosen:c", "not_chosen:c", "declined"), (), None, False),
            (("chosen:a", "not_chosen:a", "chosen:b", "not_chosen:b", "chosen:c", "not_chosen:c"), ("a",), None, False),
            (("answered", "ranked:a", "ranked:b", "ranked:c"), (), 2, False),
            (("answered", "recorded:a", "recorded:b", "declined"), (), None, True),
        ]:
            one = shape(levels, alone, most, empty)
            cube = list(itertools.product(range(4), repeat=one.size))
            possible = [np.array(v) for v in cube if (one.at_most @ np.array(v) <= 0).all()]
            single = [v for v in possible if one.total @ v == 1]
            for number in (2, 3):
                sums = {tuple(sum(some)) for some in itertools.combinations_with_replacement(single, number)}
                self.assertEqual({tuple(v) for v in possible if one.total @ v == number}, sums, (levels, number))

    def test_an_answer_is_read_back_as_its_levels(self) -> None:
        for levels, held in [
            (("answered", "at_least:b", "at_least:c", "declined"), {"answered", "at_least:b"}),
            (("chosen:a", "not_chosen:a", "chosen:b", "not_chosen:b", "declined"), {"chosen:a", "not_chosen:b"}),
            (("chosen:a", "not_chosen:a", "chosen:b", "not_chosen:b", "declined"), {"declined"}),
        ]:
            one = shape(levels)
            vector = one.vector(frozenset(held))
            self.assertEqual({level for level in levels if one.levels[level] @ vector == 1}, held)
        with self.assertRaises(ValueError):
            shape(("chosen:a", "declined")).vector(frozenset(["chosen:z"]))


class Attacks(unittest.TestCase):
    def test_bands_of_one_set_give_nothing_away(self) -> None:
        told = {"chosen:yes": (6, 7), "chosen:no": (3, 5), "non_response": (0, 2)}
        self.assertEqual(attack(sheet([(states(10), told)])), set())

    def test_lower_ends_that_add_up_to_everybody_leave_nobody_for_the_rest(self) -> None:
        levels = ("chosen:a", "chosen:b", "chosen:c", "non_response")
        told = {"chosen:a": (4, 6), "chosen:b": (4, 6), "chosen:c": (4, 6), "non_response": (0, 3)}
        found = attack(sheet([(states(12), told)], levels))
        self.assertEqual(found, {f"{state} not non_response" for state in states(12)})

    def test_who_knows_himself_determines_the_rest_of_a_class_of_two(self) -> None:
        told = {"chosen:yes": (1, 1), "chosen:no": (1, 1), "non_response": (0, 0)}
        one = sheet([(["AAA", "BBB"], told)])
        own = {"AAA": {"1": frozenset(["chosen:yes"])}}
        self.assertEqual(attack(one), {"AAA not non_response", "BBB not non_response"})
        found = attack(one, knows=["AAA"], own=own)
        self.assertEqual(found, {"BBB not chosen:yes", "BBB holds chosen:no", "BBB not non_response"})

    def test_classes_subtracted_from_all_give_the_rest(self) -> None:
        told = {"chosen:yes": (5, 5)}
        whole = sheet([(states(11), {"chosen:yes": (6, 6)}), (states(10), told)])
        self.assertEqual(attack(whole), {"A10 holds chosen:yes", "A10 not chosen:no", "A10 not non_response"})

    def test_one_state_that_leaves_across_a_boundary_is_seen(self) -> None:
        before = sheet([(states(12), {"chosen:yes": (9, 12)})])
        after = sheet([(states(11), {"chosen:yes": (6, 8)})], name="2")
        self.assertEqual(attack(before, after), {"A11 holds chosen:yes", "A11 not chosen:no", "A11 not non_response"})
        # With different editions, the two releases may hold different answers.
        again = {state: Part(edition=2) for state in states(11)}
        amended = sheet([(states(11), {"chosen:yes": (6, 8)})], name="2", parts=again)
        self.assertEqual(attack(before, amended), set())

    def test_what_was_published_later_is_known_of_the_earlier_release(self) -> None:
        parts = {state: Part() for state in states(2)} | {"A00": Part(known=frozenset(["chosen:yes"]))}
        found = attack(sheet([(states(2), {"chosen:yes": (1, 1)})], parts=parts))
        self.assertEqual(found, {"A01 not chosen:yes"})

    def test_who_may_have_been_left_out_gives_nothing_away(self) -> None:
        maybe = {state: Part(maybe=True) for state in states(3)}
        told = [(states(3), {"chosen:yes": (2, 2)})]
        self.assertEqual(attack(sheet(told, parts=maybe, hidden=2)), set())
        # A State that knows that it was left out knows that the others were not.
        found = attack(sheet(told, parts=maybe, hidden=2), knows=["A00"], own={"A00": {"1": LEFT_OUT}})
        self.assertIn("A01 holds chosen:yes", found)

    def test_several_options_are_judged_together(self) -> None:
        levels = ("chosen:a", "not_chosen:a", "chosen:b", "not_chosen:b", "declined")
        found = attack(sheet([(states(3), {"chosen:a": (0, 0), "not_chosen:a": (3, 3)})], levels))
        self.assertEqual(found & {"A00 holds chosen:b", "A00 not declined"}, {"A00 holds chosen:b", "A00 not declined"})

    def test_who_was_asked_can_have_said_nothing_but_not_been_passed_over(self) -> None:
        levels = ("chosen:a", "not_asked")
        parts = {state: Part(asked=True) for state in states(4)}
        self.assertEqual(attack(sheet([(states(4), {})], levels, parts)), set())

    def test_evidence_of_two_moments_is_refused(self) -> None:
        with self.assertRaises(Contradiction):
            Program(Evidence("Q", (sheet([(states(3), {})], hidden=2),)))
        with self.assertRaises(Contradiction):
            attack(sheet([(states(3), {"chosen:yes": (3, 3), "chosen:no": (3, 3)})]))


if __name__ == "__main__":
    unittest.main()
