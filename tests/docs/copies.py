"""Compares what the pages for integrators repeat with its sources, and writes copies of files anew.

    python3 tests/docs/copies.py

Without a server. A block after `<!-- copy of: PATH -->` is the text of that file. The table after `<!-- table: limits -->` has the numbers of
api/edge/src/query_limits/limits.rs. docs/integrate/errors.md names every code of api/src/error.rs.
"""

import glob
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COPY = re.compile(r"(<!-- copy of: (\S+) -->\n```\w+\n)(.*?)(^```$)", re.DOTALL | re.MULTILINE)
# The rows of the table, as the source names them.
LIMITS = """requests_per_minute body_bytes document_characters document_tokens bracket_nesting selection_depth fields root_fields aliases
directives cost page_default page_max mutations errors time_ms response_bytes""".split()


def source(path):
    """Returns the text of a file of the repository."""
    with open(os.path.join(ROOT, path)) as file:
        return file.read()


def write():
    """Writes every copy anew."""
    for page in sorted(glob.glob("docs/integrate/*.md", root_dir=ROOT)):
        text = source(page)
        anew = COPY.sub(lambda block: block[1] + source(block[2]) + block[4], text)
        if anew != text:
            with open(os.path.join(ROOT, page), "w") as file:
                file.write(anew)
            print(page)


def number(written):
    """Returns the value of a number as Rust or a page writes it: `1 << 20`, `8_000`, `8,000`."""
    base, _, shift = re.sub(r"[_, ]", "", written).partition("<<")
    return int(base) << int(shift or 0)


def limits():
    """Returns the default limits of the public, of a person and of an integration, by name."""
    text = source("api/edge/src/query_limits/limits.rs")
    found = {}
    for name in ("public", "signed_in", "integration"):
        body = re.search(rf"pub const fn {name}\(\) -> Self {{(.*?)^    }}", text, re.DOTALL | re.MULTILINE)[1]
        numbers = {limit: number(value) for limit, value in re.findall(r"(\w+): ([\d_ <]+),", body)}
        found[name] = {**(found["signed_in"] if "..Self::signed_in()" in body else {}), **numbers}
    return found.values()


def wrong():
    """Returns the differences between the pages and the source, as sentences."""
    page = "docs/integrate/limits.md"
    table = source(page).split("<!-- table: limits -->\n")[1].split("\n\n")[0].splitlines()[2:]
    rows = [[number(cell) for cell in row.split("|")[2:5]] for row in table]
    classes = list(limits())
    expected = [[numbers[name] for numbers in classes] for name in LIMITS]
    differences = [f"{page}: {name} is {right}, not {row}" for name, row, right in zip(LIMITS, rows, expected, strict=True) if row != right]
    page = "docs/integrate/errors.md"
    codes = re.findall(r'^    \w+ = "([A-Z_]+)", \d+,', source("api/src/error.rs"), re.MULTILINE)
    text = source(page)
    differences += [f"{page}: it does not name {code}" for code in codes if f"`{code}`" not in text]
    return differences if codes else [*differences, "api/src/error.rs: no codes are found"]


if __name__ == "__main__":
    write()
    if differences := wrong():
        raise SystemExit("\n".join(differences))
