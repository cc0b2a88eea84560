"""Changes between cycles, as a release gives them: the number of States from each answer to each.

If an atom is hidden in both cycles, it has a **table** of variables. Each variable is the number of
its States that gave one answer in the first cycle and another in the second. The rows add up to the
vector of the earlier block, and the columns to that of the later one. Any such table of whole
numbers can be assigned to single States. If one of the two answers is known, the other block is
enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evidence import Moved, Sheet
from shapes import Levels

if TYPE_CHECKING:
    from links import Condition
    from program import Atom, Block, Program


@dataclass
class Pair:
    """Answers of the States of an atom in two cycles, hidden in both."""

    atom: Atom
    earlier: Block
    later: Block
    # Place of its first variable.
    start: int

    @property
    def shape(self) -> tuple[int, int]:
        """Returns the numbers of rows and columns: the answers, and being left out if that is
        possible.
        """
        return _width(self.earlier), _width(self.later)

    @property
    def places(self) -> slice:
        return slice(self.start, self.start + self.shape[0] * self.shape[1])

    def place(self, before: int, after: int) -> int:
        """Returns the variable of two answers, by their places in the shapes."""
        return self.start + before * self.shape[1] + after


def _width(block: Block) -> int:
    return block.shape.size + (block.left_out is not None)


def pairs(program: Program) -> Iterator[Pair]:
    """Adds variables for every atom that is hidden in two releases with changes between them."""
    made = set()
    for moved in program.evidence.moved:
        for atom in program.atoms:
            ends = _ends(program, moved, atom.states[0])
            if ends is None or not all(_is_block(end) for end in ends) or (ends[0].start, ends[1].start) in made:
                continue
            made.add((ends[0].start, ends[1].start))
            pair = Pair(atom, *ends, program.size)
            program.size = pair.places.stop
            yield pair


def _sheet(program: Program, name: str) -> tuple[int, Sheet]:
    return next((place, sheet) for place, sheet in enumerate(program.evidence.sheets) if sheet.name == name)


def _ends(program: Program, moved: Moved, state: str) -> tuple[Block | Levels, Block | Levels] | None:
    """Returns the known parts of a State's two answers, if the changes count the State."""
    sheets = [_sheet(program, name) for name in (moved.earlier, moved.later)]
    if not any(state in sheet.parts for _, sheet in sheets):
        return None
    ends = [_end(program, place, state) for place, _ in sheets]
    return None if None in ends else tuple(ends)


def _end(program: Program, place: int, state: str) -> Block | Levels | None:
    atom = program.atom_of.get(state)
    blocks = program.atoms[atom].blocks if atom is not None else []
    block = next((block for block in blocks if place in block.sheets), None)
    return block if block is not None else program.evidence.sheets[place].constant(state)


def _is_block(end: Block | Levels) -> bool:
    return not isinstance(end, frozenset)


def tie(program: Program) -> Iterator[Condition]:
    """Returns the conditions that rows and columns of each table add up to the answers of each
    cycle.
    """
    for pair in program.pairs:
        table = np.arange(pair.places.start, pair.places.stop).reshape(pair.shape)
        for block, lines in ((pair.earlier, table), (pair.later, table.T)):
            places = [*range(block.start, block.start + block.shape.size)]
            places += [] if block.left_out is None else [block.left_out]
            for place, line in zip(places, lines, strict=True):
                row = np.zeros(program.size)
                row[line] = 1
                row[place] = -1
                yield row, 0, 0


def went(program: Program) -> Iterator[Condition]:
    """Returns the conditions of the released changes, without the known changes."""
    for moved in program.evidence.moved:
        number = Sum(program, moved, None, None)
        yield number.row, moved.hidden - number.known, moved.hidden - number.known
        for (before, after), (low, high) in moved.bounds.items():
            one = Sum(program, moved, before, after)
            yield one.row, low - one.known, high - one.known


class Sum:
    """Number of States from one of some answers to one of some others; from any to any if none are
    named.
    """

    def __init__(
        self, program: Program, moved: Moved, before: frozenset[Levels] | None, after: frozenset[Levels] | None
    ) -> None:
        self.row = np.zeros(program.size)
        self.known = 0
        wanted = (before, after)
        for state in sorted({state for sheet in program.evidence.sheets for state in {*sheet.parts, *sheet.public}}):
            ends = _ends(program, moved, state)
            if ends is None:
                continue
            atom = program.atom_of.get(state)
            if not any(_is_block(end) for end in ends):
                self.known += all(_is(end, some) for end, some in zip(ends, wanted))
            elif program.atoms[atom].states[0] == state:
                self._add(program, ends, wanted)

    def _add(self, program: Program, ends: tuple, wanted: tuple) -> None:
        """Adds an atom, once."""
        places = [_places(end, some) if _is_block(end) else _is(end, some) for end, some in zip(ends, wanted)]
        if all(_is_block(end) for end in ends):
            pair = next(one for one in program.pairs if one.earlier is ends[0] and one.later is ends[1])
            for before in places[0]:
                for after in places[1]:
                    self.row[pair.place(before, after)] = 1
            return
        hidden = 0 if _is_block(ends[0]) else 1
        if places[1 - hidden]:
            for place in places[hidden]:
                self.row[ends[hidden].start + place] = 1


def _is(answer: Levels, some: frozenset[Levels] | None) -> bool:
    return some is None or answer in some


def _places(block: Block, some: frozenset[Levels] | None) -> list[int]:
    return [place for place, answer in enumerate(block.shape.exclusive) if _is(answer, some)]


def differ(program: Program, earlier: int, later: int, region: str) -> np.ndarray:
    """Returns the sum of the States of a region whose answers in two releases differ."""
    row = np.zeros(program.size)
    for pair in program.pairs:
        if program.evidence.regions.get(pair.atom.states[0]) == region and is_of(pair, earlier, later):
            table = row[pair.places].reshape(pair.shape)
            table[:] = 1 - np.eye(*pair.shape)
    return row


def is_of(pair: Pair, earlier: int, later: int) -> bool:
    """Returns whether the answers are those of these releases, and every State was counted."""
    left_out = pair.earlier.left_out is not None or pair.later.left_out is not None
    return earlier in pair.earlier.sheets and later in pair.later.sheets and not left_out


def know(program: Program, state: str, floor: np.ndarray, said: dict[int, Levels]) -> None:
    """Adds a State's knowledge of its own change.

    `said` gives its answers by the place of their block; none if it was left out.
    """
    for pair in program.pairs:
        if state in pair.atom.states:
            ends = [_place_of(block, said[block.start]) for block in (pair.earlier, pair.later)]
            floor[pair.place(*ends)] += 1


def _place_of(block: Block, said: Levels | None) -> int:
    return block.shape.size if said is None else block.shape.exclusive.index(said)
