"""Links between cycles (K3): few answers of a region changed, but it is not known which.

The States of an atom that changed answered `before` in the earlier cycle and `after` in the later
one. All others answered the same twice. So the later vector is the earlier one without `before` and
with `after`. Both are vectors of equally many States.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pairs import differ, is_of
from shapes import Shape

if TYPE_CHECKING:
    from program import Atom, Program

# Greatest number of changed answers in a region.
CHANGES = 2

Condition = tuple[np.ndarray, float, float]


@dataclass
class Link:
    """Answers of an atom in two cycles, of which at least one is hidden."""

    atom: Atom
    shape: Shape
    earlier: int
    later: int
    before: int
    after: int
    region: str


def _pairs(program: Program) -> Iterator[tuple[int, int]]:
    """Returns the places of consecutive releases of different cycles."""
    sheets = program.evidence.sheets
    for later in range(1, len(sheets) if program.evidence.regions else 0):
        one, other = sheets[later - 1], sheets[later]
        if one.cycle != other.cycle and one.shape.names == other.shape.names:
            yield later - 1, later


def links(program: Program) -> Iterator[Link]:
    """Adds variables for the changed States in every atom that can be followed."""
    for earlier, later in _pairs(program):
        shape = program.evidence.sheets[earlier].shape
        for atom in program.atoms:
            region = program.evidence.regions.get(atom.states[0])
            values = [_value(program, atom, place) for place in (earlier, later)]
            paired = any(pair.atom is atom and is_of(pair, earlier, later) for pair in program.pairs)
            if region is None or None in [value and value[0] for value in values] or _both_known(values) or paired:
                continue
            before, after = program.size, program.size + shape.size
            program.size += 2 * shape.size
            yield Link(atom, shape, earlier, later, before, after, region)


def _value(program: Program, atom: Atom, place: int) -> tuple[str, int | np.ndarray] | None:
    """Returns the atom's response in a sheet: the place of its variables, or the known answer."""
    for block in atom.blocks:
        if place in block.sheets:
            return None if block.left_out is not None else ("hidden", block.start)
    sheet = program.evidence.sheets[place]
    known = sheet.constant(atom.states[0])
    return None if known is None else ("known", sheet.shape.vector(known) * len(atom.states))


def _both_known(values: list) -> bool:
    return all(kind == "known" for kind, _ in values)


def changes(program: Program) -> Iterator[Condition]:
    """Returns the conditions that link the answers of two cycles."""
    left = {pair: Counter() for pair in _pairs(program)}
    for link in program.links:
        yield from _tie(program, link)
        left[link.earlier, link.later].setdefault(link.region, 0)
    for pair, region in [(pair, program.evidence.regions.get(pair.atom.states[0])) for pair in program.pairs]:
        for between in [between for between in left if region is not None and is_of(pair, *between)]:
            left[between].setdefault(region, 0)
    for (earlier, later), regions in left.items():
        for region in regions:
            row = differ(program, earlier, later, region)
            for link in program.links:
                if (link.earlier, link.later, link.region) == (earlier, later, region):
                    row[link.before : link.before + link.shape.size] += link.shape.total
            yield row, 0, CHANGES - _known_changes(program, earlier, later, region)


def _known_changes(program: Program, earlier: int, later: int, region: str) -> int:
    """Returns the number of changes that everybody knows."""
    sheets = program.evidence.sheets
    states = [state for state, where in program.evidence.regions.items() if where == region]
    said = [(sheets[earlier].constant(state), sheets[later].constant(state)) for state in states]
    return sum(one is not None and other is not None and one != other for one, other in said)


def _tie(program: Program, link: Link) -> Iterator[Condition]:
    size, shape = link.shape.size, link.shape

    def wide(*terms: tuple[int, np.ndarray]) -> np.ndarray:
        return _wide(program, size, *terms)

    yield wide((link.before, shape.total), (link.after, -shape.total)), 0, 0
    for row in shape.at_most:
        yield wide((link.before, row)), -np.inf, 0
        yield wide((link.after, row)), -np.inf, 0
    kind, first = _value(program, link.atom, link.earlier)
    other_kind, second = _value(program, link.atom, link.later)
    start = [] if kind == "known" else [first]
    end = [] if other_kind == "known" else [second]
    for place in range(size):
        one = np.eye(size)[place]
        known = float(first[place]) if not start else 0.0
        # The States that did not change are the rest of the earlier vector.
        yield wide(*((at, one) for at in start), (link.before, -one)), -known, np.inf
        known -= float(second[place]) if not end else 0.0
        row = wide(*((at, one) for at in start), (link.before, -one), (link.after, one), *((at, -one) for at in end))
        yield row, -known, -known
    for row in shape.at_most:
        known = float(row @ first) if not start else 0.0
        yield wide(*((at, row) for at in start), (link.before, -row)), -np.inf, -known


def know(program: Program, state: str, floor: np.ndarray, stayed: dict[int, np.ndarray]) -> None:
    """Adds a State's knowledge of its own change: it changed, or it did not.

    `stayed` gives, for each link by its place, the known answers of the States that did not change.
    """
    for place, link in enumerate(program.links):
        if state not in link.atom.states:
            continue
        sheets = [program.evidence.sheets[at] for at in (link.earlier, link.later)]
        said = [sheet.constant(state) or program.evidence.own[state][sheet.name] for sheet in sheets]
        vectors = [link.shape.vector(one) for one in said]
        if said[0] == said[1]:
            stayed[place] = stayed.get(place, np.zeros(link.shape.size)) + vectors[0]
        else:
            floor[link.before : link.before + link.shape.size] += vectors[0]
            floor[link.after : link.after + link.shape.size] += vectors[1]


def left(program: Program, floor: np.ndarray, stayed: dict[int, np.ndarray]) -> Iterator[Condition]:
    """Returns the conditions that the other States of each atom can hold the remaining answers."""
    for place, link in enumerate(program.links):
        size = link.shape.size
        for start in (link.before, link.after):
            known = floor[start : start + size]
            for row in link.shape.at_most if known.any() else []:
                yield _wide(program, size, (start, row)), -np.inf, float(row @ known)
        if place in stayed:
            kind, first = _value(program, link.atom, link.earlier)
            for row, low in [*((one, 0.0) for one in np.eye(size)), *((-one, 0.0) for one in link.shape.at_most)]:
                terms = [(link.before, -row)] + ([] if kind == "known" else [(first, row)])
                constant = float(row @ first) if kind == "known" else 0.0
                yield _wide(program, size, *terms), low + float(row @ stayed[place]) - constant, np.inf


def _wide(program: Program, size: int, *terms: tuple[int, np.ndarray]) -> np.ndarray:
    row = np.zeros(program.size)
    for start, factors in terms:
        row[start : start + size] += factors
    return row
