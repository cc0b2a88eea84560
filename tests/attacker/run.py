"""Runs the attacker on simulated cycles.

If all rules are on, no answer may be determined. If a rule is switched off, an answer must be.

    python3 tests/attacker/run.py          a few seeds: some minutes
    python3 tests/attacker/run.py --full   50 seeds, responses of 30 to 95 %, 0 to 95 % published: hours
    … --full --seed 10 --seeds 5 --rates 45 --cells --release
                                           a slice of it, with a line for each rate and share

Within one cycle, two pooling States are among the attackers: for each question as many pairs as
`--pairs` says, drawn by seed.

The program creates an environment under `target/attacker`, with the packages of `requirements.txt`.
Each line is one variant; `tests/bench/attacker/play.rs` describes the variants. The last line gives
the numbers of passed and failed variants.
"""

import argparse
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterable

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLACE = ROOT / "target" / "attacker"

# All rules, or the gate alone: no answer may be determined.
HELD = ("all", "timeline", "analysts", "cycles", "changes", "gate-alone")
# A rule is switched off: an answer must be determined.
CRIPPLED = ("r1", "r2", "r3", "r3-classes", "r4", "r5", "r6", "pairs-ungated", "changes-ungated", "analysts-ungated")
# One cycle, for which the product promises protection against any two pooling States.
PAIRED = ("all", "timeline", "analysts", "gate-alone")
# An answer must be determined by two pooling States and by no other attacker.
BY_PAIRS = "pairs-ungated"
# Over two cycles, few assignments fit a State's knowledge of its own change, so each takes many
# programs.
OVER_CYCLES = ("cycles", "changes", "changes-ungated")

# First seeds of variants with rare findings; 0 for the others. With odd seeds, analysts read two
# releases between which States publish.
RARE = {"changes-ungated": 6, "analysts": 401}

# Shares of States that respond, shares of published answers, and number of cycles for each.
FEW = ([45, 95], [0, 45], 1)
FULL = ([30, 45, 60, 80, 95], [0, 20, 45, 70, 95], 50)


def environment() -> str:
    """Returns the interpreter with the packages. It is created once for each list of packages."""
    wanted = (HERE / "requirements.txt").read_text()
    mark = PLACE / "environment" / "requirements.txt"
    python = PLACE / "environment" / "bin" / "python"
    if not mark.exists() or mark.read_text() != wanted:
        venv.create(PLACE / "environment", with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(HERE / "requirements.txt")]
        subprocess.run(pip, check=True)
        mark.write_text(wanted)
    return str(python)


def simulator(release: bool) -> str:
    """Builds the program that draws cycles, and returns it."""
    build = ["cargo", "build", "--package", "disclosure", "--bench", "attacker", "--locked", "--message-format=json"]
    build += ["--profile", "release"] if release else []
    built = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    artifacts = [one for line in built.splitlines() if (one := json.loads(line)).get("executable")]
    return next(one["executable"] for one in artifacts if one["target"]["name"] == "attacker")


def attack(python: str, paths: list[pathlib.Path], more: list[str]) -> dict:
    """Returns the attacker's findings on some files."""
    command = [python, str(HERE / "attack.py"), "files", "--json", *more, *map(str, paths)]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if said.returncode not in (0, 1):
        raise SystemExit(f"the attacker broke down on {paths[0].parent}")
    return json.loads(said.stdout.splitlines()[-1])


class Variant:
    """One variant, drawn and attacked rate by rate, so that few files exist at a time."""

    def __init__(self, name: str, options: argparse.Namespace) -> None:
        self.name = name
        self.options = options
        self.seed = RARE.get(name, 0) if options.seed is None else options.seed
        self.sums = {"cycles": 0, "questions": 0, "asked": 0, "pairs": 0, "undecided": 0, "determined": 0}
        self.by: dict[str, int] = {}

    def run(self, python: str, program: str) -> bool:
        """Runs the variant, and returns whether its result is as expected."""
        start = time.monotonic()
        # If one finding is enough, the search ends there.
        ends = self.name in CRIPPLED and not self.options.count
        for rate, share in itertools.product(self.options.rates, self.options.published):
            if not (ends and self.sums["determined"]):
                more = ["--first"] if ends else []
                more += ["--single", str(self.options.single)] if self.name in OVER_CYCLES else []
                more += ["--pairs", str(self.options.pairs)] if self.name in PAIRED else []
                more += ["--pairs", "1000000"] if self.name == BY_PAIRS else []
                self.cell(python, program, rate, share, more)
        held = self.name in HELD
        passed = (self.sums["determined"] == 0) == held and self.sums["questions"] > 0
        passed &= self.name != BY_PAIRS or list(self.by) == ["K4"]
        verdict = ("holds" if passed else "DOES NOT HOLD") if held else ("caught" if passed else "NOT CAUGHT")
        figures = written(self.sums)
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.by.items()))
        print(f"{self.name:<16} {verdict:<13} {figures}{f' ({kinds})' if kinds else ''}, {time.monotonic() - start:.0f} s", flush=True)
        return passed

    def cell(self, python: str, program: str, rate: int, share: int, more: list[str]) -> None:
        start = time.monotonic()
        files = PLACE / "releases" / self.name
        shutil.rmtree(files, ignore_errors=True)
        draw = [program, "--out", str(files), "--variant", self.name, "--seeds", str(self.options.seeds)]
        draw += ["--from", str(self.seed), *(["--one"] if self.options.one else [])]
        draw += ["--plain"] if self.options.plain else []
        draw += ["--rates", str(rate), "--published", str(share), "--questions", str(self.options.questions)]
        subprocess.run(draw, check=True)
        paths = sorted(files.glob("*.json"))
        drawn = time.monotonic() - start
        found = {"cycles": len(paths), **attack(python, paths, more)}
        for name in self.sums:
            self.sums[name] += found[name]
        if self.options.cells:
            seconds = f"{drawn:.0f} s to draw, {time.monotonic() - start - drawn:.0f} s to attack"
            seeds = f"seeds {self.seed} to {self.seed + self.options.seeds - 1}"
            print(f"  {self.name}, {rate} % respond, {share} % published, {seeds}: {written(found, self.sums)}, {seconds}", flush=True)
        for kind, number in found["by"].items():
            self.by[kind] = self.by.get(kind, 0) + number
        for one in found["examples"] if self.name in HELD else []:
            print(f"  {self.name}, {rate} % respond, {share} % published: {one}", flush=True)
        if self.name in HELD and found["determined"]:
            shutil.copytree(files, PLACE / "found" / f"{self.name}-{rate}-{share}", dirs_exist_ok=True)


def written(numbers: dict, names: Iterable[str] | None = None) -> str:
    """Returns numbers with their names."""
    return ", ".join(f"{numbers[name]} {name}" for name in names or numbers)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    numbers = {"type": lambda text: [int(one) for one in text.split(",")]}
    parser.add_argument("--seeds", type=int, help="cycles drawn for each rate and share")
    parser.add_argument("--seed", type=int, help="the first of them")
    parser.add_argument("--one", action="store_true", help="one question in a cycle, of a kind that depends on the seed")
    parser.add_argument("--rates", help="shares of States that respond, in per cent", **numbers)
    parser.add_argument("--published", help="shares of answers that are published, in per cent", **numbers)
    parser.add_argument("--plain", action="store_true", help="draws no more than `cargo bench --bench frontier` does")
    parser.add_argument("--questions", type=int, default=5, help="in a cycle: one of each kind, of which a plain draw has three")
    parser.add_argument("--single", type=int, default=4, help="about so many single States over two cycles, of each question")
    parser.add_argument("--pairs", type=int, default=50, help="at most so many kinds of two States who pool, of each question")
    parser.add_argument("--variants", nargs="+", default=[*HELD, *CRIPPLED], choices=[*HELD, *CRIPPLED])
    parser.add_argument("--full", action="store_true", help="the whole matrix, or what is not narrowed down of it")
    parser.add_argument("--cells", action="store_true", help="a line for each rate and share")
    parser.add_argument("--release", action="store_true", help="the drawing program built with optimisations: for many cycles")
    parser.add_argument("--no-tests", action="store_true", help="the attacker's own tests are not run first")
    parser.add_argument("--count", action="store_true", help="of crippled variants too, everything and not the first finding alone")
    options = parser.parse_args()
    rates, published, seeds = FULL if options.full else FEW
    options.rates, options.published = options.rates or rates, options.published or published
    options.seeds = options.seeds or seeds
    python, program = environment(), simulator(options.release)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    tests = [python, "-m", "unittest", "discover", "--quiet", "-s", str(HERE)]
    results = [] if options.no_tests else [subprocess.run(tests, cwd=HERE, check=False).returncode == 0]
    results += [Variant(name, options).run(python, program) for name in options.variants]
    failed = results.count(False)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
