"""Evidence: a plain description of everything released on one question, and of an attacker's
knowledge.

It knows neither files nor servers. `picture` writes evidence from them, and `program` turns it into
equations.
"""

from dataclasses import dataclass, field

from shapes import Levels, Shape


@dataclass(frozen=True)
class Told:
    """One row of one table: the figures of a set of States."""

    states: frozenset[str]
    # Exact number of counted and hidden States among them.
    hidden: int
    # For each level: the least and the greatest number of hidden States. Levels without a figure
    # are absent.
    bounds: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Part:
    """Part of a State among the hidden States of one release."""

    # The answer, if everybody knows it, for example because it was published later.
    known: Levels | None = None
    # True if the State may have been left out of counting. Nobody can tell.
    maybe: bool = False
    # True if everybody knows that the State was asked.
    asked: bool = False
    # In one cycle, the same edition holds the same response.
    edition: int = 1


@dataclass(frozen=True)
class Sheet:
    """One question in one release."""

    name: str
    cycle: str
    shape: Shape
    told: tuple[Told, ...]
    # The States that are hidden, or may be.
    parts: dict[str, Part]
    # The answers in the published part.
    public: dict[str, Levels] = field(default_factory=dict)

    def constant(self, state: str) -> Levels | None:
        """Returns the State's response here, if everybody knows it."""
        part = self.parts.get(state)
        return self.public.get(state) if part is None else None if part.maybe else part.known


@dataclass(frozen=True)
class Moved:
    """Released changes between two releases.

    They count all States that both releases count, except States with two published answers.
    """

    # Names of the sheets.
    earlier: str
    later: str
    # Exact number of these States.
    hidden: int
    # From one of some answers to one of some others: the least and the greatest number of States.
    bounds: dict[tuple[frozenset[Levels], frozenset[Levels]], tuple[int, int]]


@dataclass(frozen=True)
class Evidence:
    """Everything released on one question, oldest first, and the further knowledge of its
    attackers.
    """

    question: str
    sheets: tuple[Sheet, ...]
    # The States' own levels, by State and name of the sheet. Only attackers who know them use them.
    own: dict[str, dict[str, Levels]] = field(default_factory=dict)
    # Regions, if it is known that few answers of each changed from one cycle to the next.
    regions: dict[str, str] = field(default_factory=dict)
    # Released changes.
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Attacker:
    """Attacker, with the States whose own answers it knows."""

    name: str
    knows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Determined:
    """Determined answer: in every consistent assignment the State holds the level, or does not."""

    question: str
    sheet: str
    attacker: str
    state: str
    level: str
    holds: bool

    def __str__(self) -> str:
        verb = "holds" if self.holds else "does not hold"
        return f"{self.question}, {self.sheet}: {self.attacker} knows that {self.state} {verb} {self.level}"
