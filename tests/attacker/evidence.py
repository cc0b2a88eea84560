"""What an attacker holds: a plain description of everything released on one question, and of what he knows besides.

It knows neither files nor servers. Whatever reads them (`picture`) writes these, and `program` turns them into equations.
"""

from dataclasses import dataclass, field

from shapes import Levels, Shape


@dataclass(frozen=True)
class Told:
    """One row of one table: what is said of a set of States."""

    states: frozenset[str]
    # How many of them are counted and hidden, exactly.
    hidden: int
    # Of a level: the least and the greatest number of hidden States that hold it. A level that nothing is said of is absent.
    bounds: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Part:
    """A State's part among the hidden of one release."""

    # The answer, where everybody knows it, such as one that was published later.
    known: Levels | None = None
    # Whether it may have been left out of counting; nobody can tell.
    maybe: bool = False
    # Whether everybody knows that the question was put to it.
    asked: bool = False
    # In one cycle the same edition says the same.
    edition: int = 1


@dataclass(frozen=True)
class Sheet:
    """One question in one release."""

    name: str
    cycle: str
    shape: Shape
    told: tuple[Told, ...]
    # Whoever is hidden, or may be.
    parts: dict[str, Part]
    # The answers in the published part.
    public: dict[str, Levels] = field(default_factory=dict)

    def constant(self, state: str) -> Levels | None:
        """What everybody knows that the State said here."""
        part = self.parts.get(state)
        return self.public.get(state) if part is None else None if part.maybe else part.known


@dataclass(frozen=True)
class Moved:
    """What is told of changes between two releases: of all States that both count, but for those with two published answers."""

    # The names of the sheets.
    earlier: str
    later: str
    # How many they are, exactly.
    hidden: int
    # From one of some answers to one of some others: the least and the greatest number of them.
    bounds: dict[tuple[frozenset[Levels], frozenset[Levels]], tuple[int, int]]


@dataclass(frozen=True)
class Evidence:
    """Everything released on one question, oldest first, and what its attackers know besides."""

    question: str
    sheets: tuple[Sheet, ...]
    # What States hold by themselves: the levels, by State and name of the sheet. Only for who knows them.
    own: dict[str, dict[str, Levels]] = field(default_factory=dict)
    # Regions, where it is known that in each of them few answers changed from one cycle to the next.
    regions: dict[str, str] = field(default_factory=dict)
    # What is told of changes.
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Attacker:
    """Somebody, by the States whose own answers he knows."""

    name: str
    knows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Determined:
    """An answer that is given away: in every world that fits, the State holds the level, or it does not."""

    question: str
    sheet: str
    attacker: str
    state: str
    level: str
    holds: bool

    def __str__(self) -> str:
        verb = "holds" if self.holds else "does not hold"
        return f"{self.question}, {self.sheet}: {self.attacker} knows that {self.state} {verb} {self.level}"
