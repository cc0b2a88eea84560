"""The shape of answers: what several States can hold together, as sums.

How many of some States gave which answer is a vector of whole numbers. A shape says which vectors are possible and how each level
is read from one, by linear conditions alone: a vector is possible for n States if and only if n single answers add up to it. For
answers that exclude each other that is plain. Of a set of options each option is counted by itself: where B States choose among
options, c_o <= B of them choose option o, all choices together are at least B (nobody gives the empty set) and at most B times
what one may choose. Then the choices can be dealt out in turn, so the counts are possible; and nothing finer is ever released.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Levels = frozenset[str]

# Said instead of a value; a State gives exactly one of these, or a value.
OTHERWISE = ("non_response", "not_applicable", "declined", "nothing_new", "not_asked")


@dataclass(frozen=True)
class Shape:
    """What can be answered to one question; a vector has one place for each of `names`."""

    names: tuple[str, ...]
    # Of each level: these times the vector are the States that hold it.
    levels: dict[str, np.ndarray]
    # These times the vector are all States.
    total: np.ndarray
    # Each row times the vector is 0 or less.
    at_most: np.ndarray
    # For answers that exclude each other, the levels that go with each place.
    exclusive: tuple[Levels, ...] | None = None

    @property
    def size(self) -> int:
        """How many places a vector has."""
        return len(self.names)

    def vector(self, held: Levels) -> np.ndarray:
        """One State that holds these levels."""
        if self.exclusive is not None:
            found = [float(held == one) for one in self.exclusive]
        else:
            given = not held.intersection(OTHERWISE)
            found = [float(name in held or (given and name == "given")) for name in self.names]
        vector = np.array(found)
        if self.total @ vector != 1:
            raise ValueError(f"{sorted(held)} is not an answer")
        return vector


def shape(levels: Sequence[str], alone: Sequence[str] = (), most: int | None = None, may_be_empty: bool = False) -> Shape:
    """The shape of a question whose tables have these levels; `alone` are the options that can't go with another."""
    otherwise = [level for level in levels if level in OTHERWISE]
    values = [level for level in levels if level not in OTHERWISE]
    options = [level for level in values if level.startswith(("chosen:", "ranked:", "recorded:"))]
    several = any(level.startswith(("not_chosen:", "ranked:", "recorded:")) for level in values)
    if several:
        return _several(levels, otherwise, options, alone, most, may_be_empty)
    if options:
        return _exclusive(levels, [frozenset([option]) for option in options], otherwise)
    # A scale, or whether there is a value at all: whoever is on a step has taken all before it.
    steps = [frozenset(values[: taken + 1]) for taken in range(len(values))]
    return _exclusive(levels, steps, otherwise)


def _exclusive(levels: Sequence[str], values: list[Levels], otherwise: list[str]) -> Shape:
    kinds = [*values, *(frozenset([level]) for level in otherwise)]
    names = tuple("+".join(sorted(kind)) for kind in kinds)
    read = {level: np.array([float(level in kind) for kind in kinds]) for level in levels}
    return Shape(names, read, np.ones(len(kinds)), np.zeros((0, len(kinds))), tuple(kinds))


def _several(
    levels: Sequence[str], otherwise: list[str], options: list[str], alone: Sequence[str], most: int | None, may_be_empty: bool
) -> Shape:
    names = (*otherwise, "given", *options)
    place = {name: at for at, name in enumerate(names)}

    def one(name: str) -> np.ndarray:
        vector = np.zeros(len(names))
        vector[place[name]] = 1.0
        return vector

    read = {}
    for level in levels:
        if level in place:
            read[level] = one(level)
        elif level == "answered":
            read[level] = one("given")
        else:
            read[level] = one("given") - one(level.replace("not_chosen:", "chosen:"))
    by_itself = [option for option in options if option.split(":", 1)[1] in alone]
    among = [option for option in options if option not in by_itself]
    choosing = one("given") - sum((one(option) for option in by_itself), np.zeros(len(names)))
    choices = sum((one(option) for option in among), np.zeros(len(names)))
    rows = [one(option) - choosing for option in among]
    rows.append(-choosing)
    if not may_be_empty:
        rows.append(choosing - choices)
    if most is not None:
        rows.append(choices - most * choosing)
    total = one("given") + sum((one(name) for name in otherwise), np.zeros(len(names)))
    return Shape(names, read, total, np.array(rows))
