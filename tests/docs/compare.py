"""Compares what a page shows with what a command or a query answers.

`…` on a page stands for anything. An identifier, a digest, a download link and a time differ from run to run. So the first one that a page
shows is bound to the one that the run answers at its place. Where the page shows it again, the run must answer the bound one again.
"""

import json
import re

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DIGEST = r"[0-9a-f]{64}"
LINK = r"/export/[A-Za-z0-9_-]{5,}…"
# Varying texts: the form on a page, and the form in a run.
KINDS = {UUID: UUID, DIGEST: DIGEST, LINK: r"/export/[A-Za-z0-9_-]{16,}"}
TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC|[+-]\d\d:\d\d)?"
VARYING = re.compile(f"(?P<bound>{UUID}|{DIGEST}|{LINK})|(?P<time>{TIME})|[0-9a-f]{{8}}…|…")
ELLIPSIS = "\0…"


class Bindings(dict):
    """The identifiers, digests and links of a page, and those of the run."""

    def fill(self, text):
        """Replaces the texts of a page by the run's answers at the same places."""
        for shown, actual in self.items():
            text = text.replace(shown, actual)
        return text

    def match_text(self, shown, actual):
        """Compares two texts, and binds the varying parts."""
        pattern, names, end = "", [], 0
        for found in VARYING.finditer(shown):
            pattern += re.escape(shown[end : found.start()])
            end = found.end()
            if found["bound"]:
                names.append(found["bound"])
                pattern += next(f"({of_run})" for of_page, of_run in KINDS.items() if re.fullmatch(of_page, found["bound"]))
            else:
                pattern += TIME if found["time"] else ".*?" if found[0] == "…" else "[0-9a-f]{64}"
        matched = re.fullmatch(pattern + re.escape(shown[end:]), actual, re.DOTALL)
        if not matched:
            return False
        return all(self.setdefault(name, value) == value for name, value in zip(names, matched.groups()))

    def match_json(self, shown, actual, at="$"):
        """Compares two JSON values; returns the first difference as a sentence, or None."""
        if shown == ELLIPSIS:
            return None
        if isinstance(shown, str) and isinstance(actual, str):
            return None if self.match_text(shown, actual) else f"{at}: the page shows {shown!r}, the answer has {actual!r}"
        if isinstance(shown, dict) and isinstance(actual, dict):
            missing = [key for key in shown if key != ELLIPSIS and key not in actual]
            extra = [] if ELLIPSIS in shown else [key for key in actual if key not in shown]
            if missing or extra:
                return f"{at}: the answer lacks {missing} and has {extra} besides"
            differences = (self.match_json(shown[key], actual[key], f"{at}.{key}") for key in shown if key != ELLIPSIS)
            return next((difference for difference in differences if difference), None)
        if isinstance(shown, list) and isinstance(actual, list):
            return self.match_list(shown, actual, at)
        return None if shown == actual else f"{at}: the page shows {shown!r}, the answer has {actual!r}"

    def match_list(self, shown, actual, at):
        """Compares two lists. `…` as an element stands for any number of elements."""
        if not shown:
            return None if not actual else f"{at}: {len(actual)} more elements than the page shows"
        if shown[0] == ELLIPSIS:
            tails = [Bindings(self) for _ in range(len(actual) + 1)]
            for skipped, tail in enumerate(tails):
                if tail.match_list(shown[1:], actual[skipped:], at) is None:
                    self.update(tail)
                    return None
            return f"{at}: what the page shows after … is not in the answer"
        if not actual:
            return f"{at}: the page shows {len(shown)} more elements than the answer has"
        difference = self.match_json(shown[0], actual[0], f"{at}[{len(actual)} from the end]")
        return difference or self.match_list(shown[1:], actual[1:], at)


def parse(text):
    """Reads the JSON of a page, in which `…` stands for an element, for further members of an object, or for a value."""
    out, brackets, in_string, escaped = [], [], False, False
    for character in text:
        if in_string:
            out.append(character)
            in_string, escaped = escaped or character != '"', character == "\\" and not escaped
        elif character == "…":
            token = json.dumps(ELLIPSIS)
            is_member = brackets and brackets[-1] == "{" and "".join(out).rstrip()[-1:] in "{,"
            out.append(f"{token}: {token}" if is_member else token)
        else:
            out.append(character)
            if character == '"':
                in_string = True
            elif character in "{[":
                brackets.append(character)
            elif character in "}]":
                brackets.pop()
    return json.loads("".join(out))
