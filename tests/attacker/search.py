"""The search for determined answers.

A State's answer is determined at a level if it is the same in every consistent assignment. Integer
programs find assignments, and the search keeps them. One assignment shows for many answers at once
that they may be different, and most assignments also serve attackers with more knowledge. Only if
no kept assignment serves is another program run. Only an answer whose change the program proves
impossible is reported.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from evidence import Attacker, Determined
from links import know, left
from pairs import know as know_pairs
from program import Block, Contradiction, Program
from shapes import Levels

# Own answer of a State that knows that it was not counted.
LEFT_OUT = frozenset(["left_out"])
# Number of assignments in random directions, before the first cell is tested.
FIRST = 30


@dataclass(frozen=True)
class Target:
    """Target: the States of an atom hold a level in one of their blocks, or do not."""

    atom: int
    block: Block
    level: str


@dataclass
class Findings:
    """Results: the determined answers, and the size of the test."""

    determined: list[Determined]
    questions: int = 0
    # Number of answers, each with every attacker and both values.
    asked: int = 0
    # Number of attackers that are two pooling States.
    pairs: int = 0
    # Number of programs that ran out of time.
    undecided: int = 0
    # Number of questions whose evidence was not all of one moment.
    moved: int = 0

    def add(self, other: "Findings") -> None:
        self.determined += other.determined
        self.questions += other.questions
        self.moved += other.moved
        self.asked += other.asked
        self.pairs += other.pairs
        self.undecided += other.undecided


class Search:
    """Assignments of one question, and the conclusions from them."""

    def __init__(self, program: Program, seed: int = 0) -> None:
        self.program = program
        self.targets = list(_targets(program))
        spread = [self._level(target) for target in self.targets]
        self.levels = np.array(spread) if spread else np.zeros((0, program.size))
        self.outside = np.zeros_like(self.levels)
        for at, target in enumerate(self.targets):
            if target.block.left_out is not None:
                self.outside[at, target.block.left_out] = 1
        self.numbers = np.array([len(program.atoms[target.atom].states) for target in self.targets])
        self.worlds = np.zeros((0, program.size))
        self.random = np.random.default_rng(seed)
        for _ in range(FIRST if self.targets else 0):
            try:
                world = program.solve(self._anywhere(), np.zeros(program.size), [])
            except TimeoutError:
                # It is tested again if it is needed, and counted there.
                continue
            if world is None:
                raise Contradiction(f"{program.evidence.question}: no world fits what is released")
            self.worlds = np.vstack([self.worlds, world])

    def _anywhere(self) -> np.ndarray:
        """Returns a random direction. A few assignments that are far apart serve many targets."""
        return self.random.normal(size=self.program.size)

    def _towards(self, rows: np.ndarray) -> np.ndarray:
        """Returns a direction in which many of these grow. It halves the number of programs."""
        return self.random.random(len(rows)) @ rows + self._anywhere() / 10

    def _level(self, target: Target) -> np.ndarray:
        row = np.zeros(self.program.size)
        row[target.block.places] = target.block.shape.levels[target.level]
        return row

    def attack(self, attacker: Attacker) -> Findings:
        """Returns everything that the attacker determines about States whose answers it does not
        know.
        """
        floor, fits, known = self._knowledge(attacker)
        numbers = self.numbers - np.array([known.get(target.atom, 0) for target in self.targets])
        findings = Findings([], asked=int((numbers > 0).sum()) * 2)
        fitting = self.worlds[self._fit(floor, fits)]
        possible = False
        # For every target: an assignment has a State that holds the level, and one that does not.
        sides = [(self.levels + self.outside, np.zeros(len(numbers)), True), (-self.levels, numbers, False)]
        for rows, offsets, holds in sides:
            offsets = offsets - rows @ floor
            served = (fitting @ rows.T + offsets >= 0.5).any(axis=0) | (numbers <= 0)
            while not served.all():
                at = int(np.argmin(served))
                served[at] = True
                try:
                    world = self.program.solve(self._towards(rows[~served]), floor, [*fits, (rows[at], 1 - offsets[at], np.inf)])
                except TimeoutError:
                    findings.undecided += 1
                    continue
                if world is not None:
                    served |= rows @ world + offsets >= 0.5
                    self.worlds = np.vstack([self.worlds, world])
                    fitting = np.vstack([fitting, world])
                    continue
                # The attacker's own answers must be consistent, or everything would follow from
                # them.
                try:
                    possible = possible or self.program.solve(self._anywhere(), floor, fits) is not None
                except TimeoutError:
                    findings.undecided += 1
                    continue
                if not possible:
                    raise Contradiction(f"{self.program.evidence.question}: what {attacker.name} knows does not fit")
                findings.determined += self._report(attacker, self.targets[at], not holds)
        return findings

    def _fit(self, floor: np.ndarray, fits: list[tuple[np.ndarray, float, float]]) -> np.ndarray:
        """Returns the known assignments that are consistent with the attacker's knowledge."""
        good = (self.worlds >= floor - 0.5).all(axis=1)
        for condition, low, high in fits:
            value = self.worlds @ condition
            good &= (value >= low - 0.5) & (value <= high + 0.5)
        return good

    def _knowledge(self, attacker: Attacker) -> tuple[np.ndarray, list, dict[int, int]]:
        """Returns the attacker's knowledge: least values, further conditions, and numbers of States
        by atom.
        """
        program = self.program
        floor = np.zeros(program.size)
        known: dict[int, int] = {}
        touched: list[Block] = []
        stayed: dict[int, np.ndarray] = {}
        for state in attacker.knows:
            atom = program.atom_of.get(state)
            if atom is None:
                continue
            known[atom] = known.get(atom, 0) + 1
            answers: dict[int, Levels | None] = {}
            for block in program.atoms[atom].blocks:
                said = program.evidence.own[state][program.evidence.sheets[block.sheets[0]].name]
                if said == LEFT_OUT:
                    floor[block.left_out] += 1
                else:
                    floor[block.places] += block.shape.vector(said)
                answers[block.start] = None if said == LEFT_OUT else said
                touched.append(block)
            know(program, state, floor, stayed)
            know_pairs(program, state, floor, answers)
        fits = list(left(program, floor, stayed))
        for block in {block.start: block for block in touched}.values():
            for row in block.shape.at_most:
                wide = np.zeros(program.size)
                wide[block.places] = row
                # The other States of the atom must be able to hold the rest.
                fits.append((wide, -np.inf, float(row @ floor[block.places])))
        return floor, fits, known

    def _report(self, attacker: Attacker, target: Target, holds: bool) -> Iterator[Determined]:
        program = self.program
        for state in program.atoms[target.atom].states:
            if state not in attacker.knows:
                sheet = program.evidence.sheets[target.block.sheets[0]].name
                yield Determined(program.evidence.question, sheet, attacker.name, state, target.level, holds)

    def alike(self, attackers: Iterable[Attacker]) -> Iterator[Attacker]:
        """Returns one attacker of each kind: equal knowledge of the same atoms determines the same.
        """
        seen = set()
        for attacker in attackers:
            floor, fits, known = self._knowledge(attacker)
            kind = (tuple(floor), tuple((*row, low) for row, low, _ in fits), tuple(sorted(known.items())))
            if kind not in seen:
                seen.add(kind)
                yield attacker


def _targets(program: Program) -> Iterator[Target]:
    """Returns the targets that the question alone leaves open."""
    for place, atom in enumerate(program.atoms):
        for block in atom.blocks:
            if program.evidence.sheets[block.sheets[0]].parts[atom.states[0]].known is not None:
                continue
            shape = block.shape
            open_places = [at for at, name in enumerate(shape.names) if name not in block.barred]
            for level, row in shape.levels.items():
                values = {row[at] for at in open_places if shape.total[at] == 1}
                if len(values) > 1 or any(row[at] for at in open_places if shape.total[at] == 0):
                    yield Target(place, block, level)
