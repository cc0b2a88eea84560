"""The shape of answers: possible answers of several States together, as sums.

The number of States that gave each answer is a vector of whole numbers. A shape defines the
possible vectors and reads each level from a vector, by linear conditions alone. A vector is
possible for n States if and only if n single answers add up to it.

For answers that exclude each other this is plain. For sets of options, each option is counted by
itself. Let B States choose among options. Then c_o <= B of them choose option o. All choices
together are at least B, because nobody gives the empty set, and at most B times the greatest number
of choices. The choices can then be assigned in turn, so the counts are possible. Nothing finer is
ever released.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Levels = frozenset[str]

# Responses without a value. A State gives exactly one of these, or a value.
OTHERWISE = ("non_response", "not_applicable", "declined", "nothing_new", "not_asked")


@dataclass(frozen=True)
class Shape:
    """Possible answers to one question. A vector has one place for each of `names`."""

    names: tuple[str, ...]
    # For each level: this row times the vector is the number of States that hold it.
    levels: dict[str, np.ndarray]
    # This row times the vector is the number of all States.
    total: np.ndarray
    # Each row times the vector is 0 or less.
    at_most: np.ndarray
    # For answers that exclude each other: the levels of each place.
    exclusive: tuple[Levels, ...] | None = None

    @property
    def size(self) -> int:
        """Returns the number of places of a vector."""
        return len(self.names)

    def vector(self, held: Levels) -> np.ndarray:
        """Returns the vector of one State that holds these levels."""
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
    """Returns the shape of a question whose tables have these levels.

    `alone` are the options that exclude all others.
    """
    otherwise = [level for level in levels if level in OTHERWISE]
    values = [level for level in levels if level not in OTHERWISE]
    options = [level for level in values if level.startswith(("chosen:", "ranked:", "recorded:"))]
    several = any(level.startswith(("not_chosen:", "ranked:", "recorded:")) for level in values)
    if several:
        return _several(levels, otherwise, options, alone, most, may_be_empty)
    if options:
        return _exclusive(levels, [frozenset([option]) for option in options], otherwise)
    # A scale, or a value of any kind. A State at a step holds all steps before it.
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
