"""Reads the blocks of a page, and runs them.

A block may have a mark: an HTML comment on a line of its own before it, which a reader of the page does not see.

    <!-- as: .tokens.analyst -->      a ```graphql block is sent with the token at this path of demo.json; `nobody` sends none
    <!-- again as: .tokens.analyst -->  before a ```json block: the query before is sent once more, as another caller
    <!-- wait: 600 -->                a query is repeated for as many seconds until its answer is the one of the page
    <!-- only: postgresql -->         the block is run where the page is run on PostgreSQL
    <!-- skip: why -->                the block is not run
    <!-- copy of: tests/a.py -->      the block is the text of this file; copies.py writes it anew

```sh        run in the page's one bash session; a ```json or ```text block that follows is what it prints
```console   each line that begins with `$ ` is run in that session; the lines below it are what it prints
```graphql   sent to the service; the ```json block that follows is the answer; without one it must answer without an error
"""

import json
import os
import queue
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

from compare import Bindings, parse
from copies import source

MARK = re.compile(r"<!-- (.*?) -->")
END = "\x01end of block"


class Block:
    """A fenced block, with the marks before it."""

    def __init__(self, language, line, marks):
        self.language, self.line, self.marks, self.text = language, line, marks, ""


def blocks(text):
    """Returns the blocks of a page."""
    found, marks, block = [], {}, None
    for number, line in enumerate(text.splitlines(), 1):
        if block is not None:
            if line.startswith("```"):
                found.append(block)
                block = None
            else:
                block.text += line + "\n"
        elif line.startswith("```"):
            block, marks = Block(line[3:].strip(), number, marks), {}
        elif mark := MARK.fullmatch(line.strip()):
            marks.update(part.strip().split(": ", 1) for part in mark[1].split(";"))
        elif line.strip():
            marks = {}
    return found


class Shell:
    """One bash session. What a block starts in the background ends with it."""

    def __init__(self, folder, environment):
        self.script = os.path.join(folder, ".block.sh")
        self.process = subprocess.Popen(
            ["bash"], cwd=folder, env=environment, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)

    def run(self, script, seconds):
        """Runs a script; returns its exit status and what it prints. Raises `queue.Empty` when the time is over."""
        with open(self.script, "w") as file:
            file.write(script)
        self.process.stdin.write(f". ./.block.sh </dev/null; printf '\\n{END} %s\\n' $?\n")
        self.process.stdin.flush()
        printed, until = "", time.monotonic() + seconds
        while True:
            line = self.lines.get(timeout=max(0.1, until - time.monotonic()))
            if line.startswith(END):
                return int(line.split()[-1]), printed.removesuffix("\n")
            printed += line

    def end(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


class Page:
    """A page that is run in a folder."""

    def __init__(self, name, text, folder, environment, *, addresses, demo=None, on="sqlite"):
        self.name, self.blocks, self.shell = name if on == "sqlite" else f"{name} ({on})", blocks(text), Shell(folder, environment)
        self.addresses, self.demo, self.on = addresses, demo, on
        self.bindings, self.passed, self.failed, self.query = Bindings(), 0, 0, None

    def actual(self, text):
        """Puts the run's addresses and identifiers in the place of the page's."""
        for shown, actual in self.addresses.items():
            text = text.replace(shown, actual)
        return self.bindings.fill(text)

    def shown(self, text):
        """Puts the page's addresses in the place of the run's."""
        for shown, actual in self.addresses.items():
            text = text.replace(actual, shown)
        return text

    def check(self, block, difference):
        if difference is None:
            self.passed += 1
            print(f"ok      {self.name}:{block.line} {block.language}", flush=True)
        else:
            self.failed += 1
            print(f"FAILED  {self.name}:{block.line} {block.language}: {difference}", flush=True)

    def run(self):
        """Runs every block, in the order of the page."""
        following = None
        for block, following in zip(self.blocks, [*self.blocks[1:], Block("", 0, {})]):
            if "skip" in block.marks or block.marks.get("only", self.on) != self.on:
                print(f"skipped {self.name}:{block.line} {block.language}", flush=True)
                continue
            if path := block.marks.get("copy of"):
                self.check(block, None if block.text == source(path) else f"it is not {path}: run `python3 tests/docs/copies.py`")
                continue
            try:
                match block.language:
                    case "sh":
                        expected = following if following.language in ("json", "text") else None
                        self.check(block, self.run_script(block, expected))
                    case "console":
                        self.run_console(block)
                    case "graphql":
                        again = "again as" in following.marks
                        expected = following if following.language == "json" and not again else None
                        self.query = block
                        self.check(block, self.send(block, block.marks["as"], expected))
                    case "json" if "again as" in block.marks:
                        self.check(block, self.send(self.query, block.marks["again as"], block))
            except queue.Empty:
                self.check(block, "it does not end")
                return
        return

    def run_script(self, block, expected):
        status, printed = self.shell.run(self.actual(block.text), 240)
        if status != 0:
            return f"exit status {status}: {printed}"
        return None if expected is None else self.compare(expected, printed)

    def compare(self, expected, printed):
        if expected.language == "text":
            return None if self.matches_text(expected.text, printed) else f"it prints {printed!r}"
        try:
            difference = self.match_json(expected, json.loads(self.shown(printed)))
            return difference and f"{difference}; it prints {printed}"
        except ValueError:
            return f"no JSON: {printed!r}"

    def matches_text(self, shown, printed):
        """Compares two texts. Bindings are kept only if they match."""
        trial = Bindings(self.bindings)
        if matches := trial.match_text(shown.strip(), self.shown(printed).strip()):
            self.bindings = trial
        return matches

    def match_json(self, expected, answer):
        """Compares two JSON values. Bindings are kept only if they match."""
        trial = Bindings(self.bindings)
        difference = trial.match_json(parse(expected.text), answer)
        if difference is None:
            self.bindings = trial
        return difference

    def run_console(self, block):
        commands = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
        for command in commands:
            line, _, shown = command.partition("\n")
            _, printed = self.shell.run(self.actual(line), 240)
            self.check(block, None if self.matches_text(shown, printed) else f"`{line}` prints {printed!r}")

    def send(self, query, caller, expected):
        until = time.monotonic() + float((expected or query).marks.get("wait", query.marks.get("wait", 0)))
        while True:
            answer = self.post(query, caller)
            if expected is None:
                difference = None if answer.get("data") and "errors" not in answer else f"it answers {answer}"
            else:
                difference = self.match_json(expected, answer)
            if difference is None or time.monotonic() > until:
                return difference if difference is None else f"{difference}; the whole answer: {json.dumps(answer)[:2000]}"
            time.sleep(2)

    def post(self, query, caller):
        headers = {"content-type": "application/json"}
        if caller != "nobody":
            token = self.demo
            for name in caller.lstrip(".").split("."):
                token = token[name]
            headers["authorization"] = f"Bearer {token}"
        body = json.dumps({"query": self.actual(query.text)}).encode()
        request = urllib.request.Request(self.demo["graphql"], body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            return json.load(error)
