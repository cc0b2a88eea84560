"""The independent attacker: rebuilds the releases as equations, and reports every determined
answer.

    python attack.py files FILE…                      simulated releases, one file a cycle
    python attack.py api --demo data/demo.json        a running demonstration: the public, the
                                                      Secretariat, some States, a bloc
    python attack.py api --url URL [--token TOKEN]…   a running server, as the public, or as these
                                                      States together

The exit code is 1 if an answer is determined.
"""

import argparse
import itertools
import json
import pathlib
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from blackbox import views
from evidence import Attacker, Determined, Evidence
from picture import Picture
from program import Contradiction, Program
from reading import picture
from search import Findings, Search

OUTSIDER = Attacker("an outsider")
ANALYST = Attacker("an analyst")


def pictures(served: dict) -> Iterator[tuple[Picture, bool, bool]]:
    """Returns the picture of each kind of readers.

    The two flags are true if outsiders, and if States, read exactly this picture.
    """
    readers = {answer["reader"] for release in served["releases"] for answer in release["shared"]}
    if "MEMBER_STATES" in readers:
        yield Picture(served, "PUBLIC"), True, False
        yield Picture(served, "MEMBER_STATES"), False, True
    else:
        yield Picture(served, "PUBLIC"), True, True
    if any(release.get("analystTables") for release in served["releases"]):
        yield Picture(served, "SECRETARIAT"), False, False


def attackers(evidence: Evidence, blocs: dict[str, list[str]], single: int) -> Iterator[Attacker]:
    """Returns every single State (K1), or about `single` of them, and the blocs (K2)."""
    alone = sorted(evidence.own)
    yield from (Attacker(state, (state,)) for state in alone[:: max(1, len(alone) // single)])
    for bloc, members in sorted(blocs.items()):
        yield Attacker(bloc, tuple(state for state in members if state in evidence.own))


@dataclass(frozen=True)
class Pooled:
    """K4: any two States.

    At most `most` pairs with different knowledge are drawn. The same `drawn` gives the same pairs.
    """

    most: int
    drawn: str

    def of(self, search: Search) -> list[Attacker]:
        """Returns the pairs for a question."""
        two = itertools.combinations(sorted(search.program.evidence.own), 2)
        kinds = list(search.alike(Attacker(" and ".join(pair), pair) for pair in (two if self.most else ())))
        dice = random.Random(f"{self.drawn} {search.program.evidence.question}")
        return kinds if len(kinds) <= self.most else dice.sample(kinds, self.most)


def attack(evidence: Evidence, who: Iterable[Attacker], first: bool = False, pooled: Pooled | None = None) -> Findings:
    """Returns everything that the attackers determine; with `first`, only the findings up to the
    first.
    """
    search = Search(Program(evidence))
    findings = Findings([])
    for attacker in alone_then_two(search, who, pooled, findings):
        found = search.attack(attacker)
        if found.determined:
            found.determined = given_away(evidence, attacker, found.determined)
        findings.add(found)
        if first and findings.determined:
            break
    return findings


def given_away(evidence: Evidence, attacker: Attacker, found: list[Determined]) -> list[Determined]:
    """Returns the findings that the releases disclose.

    An attacker also knows answers without them: from shown answers, and from the fact that few
    changed.
    """
    silent = replace(evidence, sheets=tuple(replace(sheet, told=()) for sheet in evidence.sheets), moved=())
    anyway = set(Search(Program(silent)).attack(attacker).determined)
    return [one for one in found if one not in anyway]


def alone_then_two(
    search: Search, who: Iterable[Attacker], pooled: Pooled | None, findings: Findings
) -> Iterator[Attacker]:
    """Returns the single attackers, and then the pooling pairs if none ended the search. Pairs are
    counted.
    """
    yield from search.alike(who)
    for pair in pooled.of(search) if pooled else ():
        findings.pairs += 1
        yield pair


def judge(evidence: Evidence, found: Iterable[Determined]) -> None:
    """Compares findings with the truth, if a simulation gives it. An attacker with an error proves
    nothing.
    """
    for one in found:
        said = evidence.own.get(one.state, {}).get(one.sheet)
        if said is not None and (one.level in said) != one.holds:
            raise AssertionError(f"not true: {one}")


def files(options: argparse.Namespace) -> int:
    """Attacks simulated releases."""
    total = Findings([])
    for path in options.paths:
        for found in attacks(json.loads(path.read_text()), options, path.stem):
            total.add(found)
            if not options.json:
                for determined in found.determined[: options.show]:
                    print(f"{path.name}: {determined}")
            if options.first and total.determined:
                break
        if options.first and total.determined:
            break
    if options.json:
        print(json.dumps(figures(total, options.show)))
        return 1 if total.determined else 0
    return report("all files", total)


def attacks(served: dict, options: argparse.Namespace, drawn: str) -> Iterator[Findings]:
    """Returns the findings of each kind of readers on each question."""
    for one, outsiders, states in pictures(served):
        for evidence in one.evidences():
            known = attackers(evidence, served["blocs"], options.single) if states else ()
            who = [*([OUTSIDER] if outsiders else []), *known, *([] if outsiders or states else [ANALYST])]
            found = attack(evidence, who, options.first, Pooled(options.pairs, drawn) if states else None)
            judge(evidence, found.determined)
            found.questions = int(outsiders)
            yield found


def figures(found: Findings, show: int) -> dict:
    """Returns the figures in a form for programs."""
    kinds = Counter(kind(one.attacker) for one in found.determined)
    return {
        "questions": found.questions,
        "asked": found.asked,
        "pairs": found.pairs,
        "undecided": found.undecided,
        "determined": len(found.determined),
        "by": kinds,
        "examples": [str(one) for one in found.determined[:show]],
    }


def kind(attacker: str) -> str:
    """Returns the knowledge model of an attacker."""
    if attacker == ANALYST.name:
        return "analyst"
    if attacker == OUTSIDER.name:
        return "K0"
    return "K4" if " and " in attacker else "K1" if len(attacker) == 3 else "K2"


def api(options: argparse.Namespace) -> int:
    """Attacks a running server as several callers, one after the other."""
    wrong = 0
    for name, callers in views(options.demo, options.url, options.token, options.states, options.bloc):
        start = time.monotonic()
        one = Picture(picture(callers, options.within, options.every))
        read = time.monotonic() - start
        found = Findings([])
        for evidence in one.evidences():
            found.questions += 1
            try:
                found.add(attack(evidence, [Attacker(name, tuple(sorted(evidence.own)))]))
            except Contradiction as why:
                found.moved += 1
                print(f"{name}: left aside: {why}")
        for determined in found.determined[: options.show]:
            print(determined)
        wrong |= report(f"{name} (read in {read:.1f} s)", found)
    return wrong


def report(name: str, found: Findings) -> int:
    """Prints the closing line, and returns the exit code."""
    by = Counter(one.attacker for one in found.determined)
    print(
        f"{name}: {found.questions} questions, {found.asked} answers asked about, {found.undecided} undecided in time,"
        f" {found.moved} questions left aside, {len(found.determined)} determined {dict(by.most_common(4)) or ''}"
    )
    return 1 if found.determined else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("files", help="simulated releases")
    one.add_argument("paths", nargs="+", type=pathlib.Path)
    one.add_argument("--first", action="store_true", help="stop at the first attacker who finds anything")
    one.add_argument("--json", action="store_true", help="figures for a program")
    one.add_argument("--single", type=int, default=10_000, help="about so many States by themselves, of each question")
    one.add_argument("--pairs", type=int, default=0, help="K4 too: any two States, at most so many kinds of each question")
    other = commands.add_parser("api", help="a running server")
    other.add_argument("--demo", type=pathlib.Path, help="demo.json of a running demonstration")
    other.add_argument("--url", help="address of GraphQL")
    other.add_argument("--token", action="append", default=[], help="of a State; several pool what they are served")
    other.add_argument("--states", type=int, default=3, help="so many States of the demonstration, one by one")
    other.add_argument("--bloc", default="EU", help="an organization whose States pool what they are served")
    other.add_argument("--within", nargs="+", default=[], help="parts, sections or questions; all if left out")
    other.add_argument("--every", type=int, default=1, help="of the questions every N-th alone")
    for command in (one, other):
        command.add_argument("--show", type=int, default=5, help="findings to print, of each file or caller")
    options = parser.parse_args()
    return files(options) if options.command == "files" else api(options)


if __name__ == "__main__":
    sys.exit(main())
