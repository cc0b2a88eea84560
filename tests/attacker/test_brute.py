"""The attacker against brute force: all assignments, one by one, in small random cases."""

import itertools
import random
import unittest

from evidence import Attacker, Evidence, Moved, Part, Sheet, Told
from program import Program
from search import Search
from shapes import Levels, shape

SINGLE = ("chosen:a", "chosen:b", "declined")
SCALE = ("answered", "at_least:b", "at_least:c", "declined")
SEVERAL = ("chosen:a", "not_chosen:a", "chosen:b", "not_chosen:b", "declined")
ANSWERS: dict[tuple[str, ...], list[Levels]] = {
    levels: [frozenset(text.split()) for text in answers]
    for levels, answers in {
        SINGLE: ["chosen:a", "chosen:b", "declined"],
        SCALE: ["answered", "answered at_least:b", "answered at_least:b at_least:c", "declined"],
        SEVERAL: ["chosen:a not_chosen:b", "not_chosen:a chosen:b", "chosen:a chosen:b", "declined"],
    }.items()
}

World = dict[str, Levels]


class Case:
    """Some States with answers, and two or three sets with coarse figures."""

    def __init__(self, dice: random.Random, levels: tuple[str, ...] | None = None) -> None:
        self.levels = levels or dice.choice(list(ANSWERS))
        self.states = [f"S{place}" for place in range(dice.randint(3, 5))]
        self.truth = {state: dice.choice(ANSWERS[self.levels]) for state in self.states}
        self.told = [self.tell(dice, self.states)]
        for _ in range(dice.randint(0, 2)):
            some = [state for state in self.states if dice.random() < 0.6]
            self.told += [self.tell(dice, some)] if some else []

    def tell(self, dice: random.Random, some: list[str]) -> Told:
        bounds = {}
        for level in self.levels:
            count = sum(level in self.truth[state] for state in some)
            slack = dice.choice([0, 1, 1, 2])
            bounds[level] = (max(0, count - slack), min(len(some), count + dice.choice([0, 1, 2])))
        return Told(frozenset(some), len(some), bounds)

    def worlds(self) -> list[World]:
        """Returns every consistent assignment."""
        everything = itertools.product(ANSWERS[self.levels], repeat=len(self.states))
        return [world for some in everything if self._fits(world := dict(zip(self.states, some)))]

    def _fits(self, world: World) -> bool:
        return all(
            low <= sum(level in world[state] for state in told.states) <= high
            for told in self.told
            for level, (low, high) in told.bounds.items()
        )

    def determined(self, worlds: list[World], knows: tuple[str, ...]) -> set[tuple[str, str, bool]]:
        """Returns the answers that are the same in every assignment in which the known States
        answer truly.
        """
        fit = [world for world in worlds if all(world[state] == self.truth[state] for state in knows)]
        found = set()
        for state, level in itertools.product(set(self.states) - set(knows), self.levels):
            values = {level in world[state] for world in fit}
            found |= {(state, level, values.pop())} if len(values) == 1 else set()
        return found


class Brute(unittest.TestCase):
    def test_the_attacker_finds_what_is_the_same_in_all_worlds_and_nothing_else(self) -> None:
        found_something = 0
        for seed in range(40):
            case = Case(random.Random(seed))
            parts = {state: Part() for state in case.states}
            sheet = Sheet("1", "c", shape(case.levels), tuple(case.told), parts)
            own = {state: {"1": said} for state, said in case.truth.items()}
            search = Search(Program(Evidence("Q", (sheet,), own)))
            worlds = case.worlds()
            for knows in [(), ("S0",), ("S1",), ("S0", "S2")]:
                found = search.attack(Attacker("somebody", knows)).determined
                wanted = case.determined(worlds, knows)
                self.assertEqual({(one.state, one.level, one.holds) for one in found}, wanted, (seed, knows))
                found_something += bool(wanted)
        self.assertGreater(found_something, 40)


class BruteOverCycles(unittest.TestCase):
    """Two cycles, between which it is known that at most two answers changed."""

    def test_over_two_cycles_too(self) -> None:
        found_something = 0
        for seed in range(30):
            dice = random.Random(seed)
            first = Case(dice)
            second = Case(dice, first.levels)
            if len(first.states) + len(second.states) > 7:
                continue
            states = sorted(set(first.states) & set(second.states))
            for state in states[2:]:
                second.truth[state] = first.truth[state]
            hidden = [set(first.states), set(second.states) - ({"S0"} if dice.random() < 0.5 else set())]
            second.told = [second.tell(dice, sorted(hidden[1]))]
            found_something += self.agree(first, second, hidden, states, seed)
        self.assertGreater(found_something, 4)

    def agree(self, first: Case, second: Case, hidden: list[set[str]], states: list[str], seed: int) -> bool:
        cases, names = (first, second), ("1", "2")
        sheets = [
            Sheet(name, name, shape(case.levels), tuple(case.told), {state: Part() for state in of},
                  {state: said for state, said in case.truth.items() if state not in of})
            for name, case, of in zip(names, cases, hidden)
        ]
        own = {state: {name: case.truth[state] for name, case in zip(names, cases) if state in case.truth} for state in states}
        evidence = Evidence("Q", tuple(sheets), own, {state: "region" for state in first.states + second.states})
        worlds = [
            (one, other)
            for one, other in itertools.product(first.worlds(), others(second, hidden[1]))
            if sum(one[state] != other[state] for state in states) <= 2
        ]
        search = Search(Program(evidence))
        for knows in ((), ("S0",), ("S1",), ("S0", "S1"), ("S2",)):
            if not set(knows) <= set(states):
                continue
            found = search.attack(Attacker("somebody", knows)).determined
            fit = [pair for pair in worlds if all(pair[at][who] == cases[at].truth[who] for who in knows for at in (0, 1))]
            wanted = set()
            for at, case in enumerate(cases):
                for state, level in itertools.product(hidden[at] - set(knows), case.levels):
                    values = {level in pair[at][state] for pair in fit}
                    wanted |= {(names[at], state, level, values.pop())} if len(values) == 1 else set()
            self.assertEqual({(one.sheet, one.state, one.level, one.holds) for one in found}, wanted, (seed, knows))
        return bool(wanted)


def others(case: Case, hidden: set[str]) -> list[World]:
    """Returns the assignments of a case in which every State that is not hidden answers as known.
    """
    public = set(case.states) - hidden
    return [world for world in case.worlds() if all(world[state] == case.truth[state] for state in public)]


class BruteWithinACycle(unittest.TestCase):
    """Two releases of a cycle, between which some States amend and some publish."""

    def test_who_amended_may_have_said_anything_before_and_who_did_not_the_same(self) -> None:
        found_something = 0
        for seed in range(20):
            dice = random.Random(seed)
            first = Case(dice)
            second = Case(dice, first.levels)
            second.states = first.states
            amended = {state for state in first.states if dice.random() < 0.4}
            second.truth = {state: second.truth.get(state, said) if state in amended else said for state, said in first.truth.items()}
            public = {state for state in first.states if dice.random() < 0.3}
            hidden = [state for state in first.states if state not in public]
            second.told = [second.tell(dice, hidden)] if hidden else []
            found_something += self.agree(first, second, amended, public, seed)
        self.assertGreater(found_something, 8)

    def agree(self, first: Case, second: Case, amended: set[str], public: set[str], seed: int) -> bool:
        constant = {state for state in public if state not in amended}
        before = {state: Part(first.truth[state] if state in constant else None) for state in first.states}
        after = {state: Part(edition=1 + (state in amended)) for state in first.states if state not in public}
        shown = {state: second.truth[state] for state in public}
        sheets = [Sheet("1", "c", shape(first.levels), tuple(first.told), before),
                  Sheet("2", "c", shape(first.levels), tuple(second.told), after, shown)]
        own = {state: {"1": first.truth[state]} | ({"2": second.truth[state]} if state in after else {}) for state in first.states}
        worlds = [
            (one, other)
            for one, other in itertools.product(first.worlds(), others(second, set(after)))
            if all(one[state] == other[state] for state in first.states if state not in amended)
        ]
        search = Search(Program(Evidence("Q", tuple(sheets), own)))
        for knows in ((), ("S0",), ("S0", "S1")):
            found = search.attack(Attacker("somebody", knows)).determined
            truths = (first.truth, second.truth)
            fit = [pair for pair in worlds if all(pair[at][who] == truths[at][who] for who in knows for at in (0, 1))]
            wanted = set()
            for at, of in enumerate((set(first.states) - constant, set(after))):
                for state, level in itertools.product(of - set(knows), first.levels):
                    values = {level in pair[at][state] for pair in fit}
                    wanted |= {("12"[at], state, level, values.pop())} if len(values) == 1 else set()
            # For a State with the same answer in both, the finding is reported once.
            twice = {one for one in wanted if one[0] == "2" and one[1] not in amended}
            self.assertEqual({(one.sheet, one.state, one.level, one.holds) for one in found}, wanted - twice, (seed, knows))
        return bool(wanted)


class Changing:
    """Two cycles with answers that exclude each other, and coarse changes between them."""

    def __init__(self, dice: random.Random) -> None:
        self.cases = (first := Case(dice, dice.choice([SINGLE, SCALE])), second := Case(dice, first.levels))
        self.both = sorted(set(first.states) & set(second.states))
        for state in self.both:
            second.truth[state] = first.truth[state] if dice.random() < 0.6 else second.truth[state]
        public = [{state for state in case.states if dice.random() < 0.25} for case in self.cases]
        self.hidden = [set(case.states) - some for case, some in zip(self.cases, public)]
        for case, of in zip(self.cases, self.hidden):
            case.told = [case.tell(dice, sorted(of))] if of else []
        self.followed = [state for state in self.both if any(state in of for of in self.hidden)]
        self.bounds = self.tell(dice)
        # True if it is known that few answers changed, and few did.
        self.few = sum(first.truth[state] != second.truth[state] for state in self.both) <= 2 and dice.random() < 0.5

    def tell(self, dice: random.Random) -> dict[tuple[frozenset[Levels], frozenset[Levels]], tuple[int, int]]:
        *values, declined = ANSWERS[self.cases[0].levels]
        steps = [frozenset([value]) for value in values] + [frozenset([declined])]
        bounds = {}
        for before, after in itertools.product(steps, steps):
            count = self.went(self.cases[0].truth, self.cases[1].truth, before, after)
            if dice.random() < 0.8:
                bounds[before, after] = (max(0, count - dice.choice([0, 0, 1])), count + dice.choice([0, 0, 1, 2]))
        return bounds

    def went(self, one: World, other: World, before: frozenset[Levels], after: frozenset[Levels]) -> int:
        return sum(one[state] in before and other[state] in after for state in self.followed)

    def evidence(self) -> Evidence:
        sheets = [
            Sheet(name, name, shape(case.levels), tuple(case.told), {state: Part() for state in sorted(of)},
                  {state: said for state, said in case.truth.items() if state not in of})
            for name, case, of in zip("12", self.cases, self.hidden)
        ]
        own = {state: {n: c.truth[state] for n, c in zip("12", self.cases) if state in c.truth} for state in self.both}
        regions = {state: "region" for case in self.cases for state in case.states} if self.few else {}
        moved = Moved("1", "2", len(self.followed), self.bounds)
        return Evidence("Q", tuple(sheets), own, regions, (moved,))

    def worlds(self) -> list[tuple[World, World]]:
        """Returns every consistent pair of assignments."""
        pairs = itertools.product(*(others(case, of) for case, of in zip(self.cases, self.hidden)))
        return [(one, other) for one, other in pairs if self._fits(one, other)]

    def _fits(self, one: World, other: World) -> bool:
        changed = sum(one[state] != other[state] for state in self.both)
        cells = self.bounds.items()
        told = all(low <= self.went(one, other, *steps) <= high for steps, (low, high) in cells)
        return told and (changed <= 2 or not self.few)

    def determined(self, worlds: list[tuple[World, World]], knows: tuple[str, ...]) -> set[tuple[str, str, str, bool]]:
        truth = [case.truth for case in self.cases]
        fit = [pair for pair in worlds if all(pair[at][who] == truth[at][who] for who in knows for at in (0, 1))]
        found = set()
        for at, case in enumerate(self.cases):
            for state, level in itertools.product(self.hidden[at] - set(knows), case.levels):
                values = {level in pair[at][state] for pair in fit}
                found |= {("12"[at], state, level, values.pop())} if len(values) == 1 else set()
        return found


class BruteOverChanges(unittest.TestCase):
    """Two cycles with released changes from each answer to each."""

    def test_what_is_told_of_changes_is_used_to_the_full_and_not_beyond(self) -> None:
        found_something = more_than_before = 0
        for seed in range(40):
            case = Changing(random.Random(seed))
            if sum(len(one.states) for one in case.cases) > 8 or not any(case.hidden):
                continue
            evidence, worlds = case.evidence(), case.worlds()
            search = Search(Program(evidence))
            for knows in ((), ("S0",), ("S1",), ("S0", "S1")):
                if not set(knows) <= set(case.both):
                    continue
                found = search.attack(Attacker("somebody", knows)).determined
                wanted = case.determined(worlds, knows)
                self.assertEqual({(one.sheet, one.state, one.level, one.holds) for one in found}, wanted, (seed, knows))
                found_something += bool(wanted)
            without = Search(Program(Evidence("Q", evidence.sheets, evidence.own, evidence.regions)))
            more_than_before += len(without.attack(Attacker("outsider")).determined) < len(case.determined(worlds, ()))
        self.assertGreater(found_something, 40)
        self.assertGreater(more_than_before, 5)


if __name__ == "__main__":
    unittest.main()
