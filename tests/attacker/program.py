"""The integer program: every assignment that is consistent with the evidence, as whole numbers.

Hidden States that no released figure tells apart are one **atom**. For each answer of an atom's
States (one for each edition) there is a **block** of variables, which is the vector of its shape.
Every row of every table is a condition on sums of blocks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from evidence import Evidence, Part, Sheet, Told
from links import changes, links
from pairs import pairs, tie, went
from shapes import Shape

# Seconds for one program. An undecided cell is not reported as determined, but counted apart.
PATIENCE = 20.0
# Accepted gap: any assignment far enough in a direction is good, and the best need not be proved.
GAP = 0.5


class Contradiction(Exception):
    """No assignment is consistent: the evidence was not all read at one moment."""


@dataclass
class Block:
    """Answers of an atom's States in some sheets, in which their answers are the same."""

    shape: Shape
    # Places of its vector among all variables.
    start: int
    # Places of the sheets.
    sheets: list[int]
    # Place of the number of States that were left out, if any may have been.
    left_out: int | None
    # Names in the shape that no State of the atom can have answered.
    barred: tuple[str, ...]

    @property
    def places(self) -> slice:
        return slice(self.start, self.start + self.shape.size)


@dataclass
class Atom:
    """States that no released figure tells apart."""

    states: list[str]
    blocks: list[Block]


class Program:
    """All variables and conditions of one question."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.atoms: list[Atom] = []
        self.atom_of: dict[str, int] = {}
        self.size = 0
        self._gather()
        self.pairs = list(pairs(self))
        self.links = list(links(self))
        self._write()

    def _gather(self) -> None:
        kinds: dict[tuple, list[str]] = {}
        for state in sorted({state for sheet in self.evidence.sheets for state in sheet.parts}):
            kinds.setdefault(_kind(self.evidence, state), []).append(state)
        for states in kinds.values():
            blocks: dict[tuple, Block] = {}
            for place, sheet in enumerate(self.evidence.sheets):
                part = sheet.parts.get(states[0])
                if part is None or (part.known is not None and not part.maybe):
                    continue
                # A State that may have been left out once need not have been another time, so its
                # block is separate.
                same = (sheet.cycle, part.edition, place if part.maybe else None)
                if same not in blocks:
                    blocks[same] = self._block(sheet.shape, part)
                blocks[same].sheets.append(place)
                if part.asked:
                    blocks[same].barred = (*blocks[same].barred, "not_asked")
            for state in states if blocks else []:
                self.atom_of[state] = len(self.atoms)
            if blocks:
                self.atoms.append(Atom(states, list(blocks.values())))

    def _block(self, shape: Shape, part: Part) -> Block:
        start = self.size
        self.size += shape.size
        left_out = None
        if part.maybe:
            left_out, self.size = self.size, self.size + 1
        return Block(shape, start, [], left_out, ())

    def _write(self) -> None:
        """Writes every condition as least <= row <= most."""
        rows: list[np.ndarray] = []
        least: list[float] = []
        most: list[float] = []
        self.upper = np.full(self.size, np.inf)

        def add(row: np.ndarray, low: float, high: float) -> None:
            rows.append(row)
            least.append(low)
            most.append(high)

        for atom in self.atoms:
            for block in atom.blocks:
                for row in block.shape.at_most:
                    add(self._spread(block, row), -np.inf, 0)
                everybody = self._spread(block, block.shape.total)
                if block.left_out is not None:
                    everybody[block.left_out] = 1
                add(everybody, len(atom.states), len(atom.states))
                for name in block.barred:
                    if name in block.shape.names:
                        self.upper[block.start + block.shape.names.index(name)] = 0
                self._know(atom, block)
        for place, sheet in enumerate(self.evidence.sheets):
            for told in sheet.told:
                self._tell(place, sheet, told, add)
        for row, low, high in (*changes(self), *tie(self), *went(self)):
            add(row, low, high)
        self.rows = csr_array(np.array(rows)) if rows else csr_array((0, self.size))
        self.least, self.most = np.array(least), np.array(most)

    def _spread(self, block: Block, row: np.ndarray) -> np.ndarray:
        wide = np.zeros(self.size)
        wide[block.places] = row
        return wide

    def _know(self, atom: Atom, block: Block) -> None:
        """Fixes the answer of a block if it is known and only the counting is unknown."""
        known = self.evidence.sheets[block.sheets[0]].parts[atom.states[0]].known
        if known is not None:
            vector = block.shape.vector(known)
            self.upper[block.places] = vector * len(atom.states)

    def _tell(self, place: int, sheet: Sheet, told: Told, add: Callable[[np.ndarray, float, float], None]) -> None:
        inside = [part for state, part in sheet.parts.items() if state in told.states]
        sure = [part.known for part in inside if part.known is not None and not part.maybe]
        members = [
            (atom, block)
            for atom in self.atoms
            if atom.states[0] in told.states
            for block in atom.blocks
            if place in block.sheets
        ]
        counted = np.zeros(self.size)
        for _, block in members:
            counted[block.places] += block.shape.total
        number = told.hidden - len(sure)
        if any(block.left_out is not None for _, block in members):
            add(counted, number, number)
        elif sum(len(atom.states) for atom, _ in members) != number:
            raise Contradiction(f"{self.evidence.question}, {sheet.name}: {len(inside)} States are hidden, said is {told.hidden}")
        for level, (low, high) in told.bounds.items():
            row = np.zeros(self.size)
            for _, block in members:
                row[block.places] += block.shape.levels[level]
            there = sum(level in known for known in sure)
            if row.any():
                add(row, low - there, high - there)
            elif not low <= there <= high:
                raise Contradiction(f"{self.evidence.question}, {sheet.name}: {level} does not fit what is known")

    def solve(self, want: np.ndarray, floor: np.ndarray, extra: list[tuple[np.ndarray, float, float]]) -> np.ndarray | None:
        """Returns a consistent assignment with a large `want` and at least `floor` everywhere; None
        if there is none.

        Raises TimeoutError if the search takes too long.
        """
        conditions = (self.rows, self.least, self.most)
        if extra:
            rows, least, most = (np.array(part) for part in zip(*extra))
            conditions = (vstack([self.rows, csr_array(rows)]), np.append(self.least, least), np.append(self.most, most))
        constraints = LinearConstraint(*conditions) if conditions[0].shape[0] else ()
        for presolve in (True, False):
            answer = milp(
                -want,
                integrality=np.ones(self.size),
                bounds=Bounds(floor, self.upper),
                constraints=constraints,
                options={"time_limit": PATIENCE, "presolve": presolve, "mip_rel_gap": GAP},
            )
            if answer.x is not None:
                return np.round(answer.x)
            if answer.status != 2:
                raise TimeoutError(answer.message)
        # Two methods found it infeasible.
        return None


def _kind(evidence: Evidence, state: str) -> tuple:
    """Returns everything by which a State can be told from another."""
    slots = []
    for sheet in evidence.sheets:
        told = frozenset(place for place, told in enumerate(sheet.told) if state in told.states)
        followed = evidence.regions or evidence.moved
        slots.append((sheet.parts.get(state), told, sheet.public.get(state) if followed else None))
    return evidence.regions.get(state), *slots
