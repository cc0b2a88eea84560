"""Reads the served files of a release with the programs that analysts use, and compares them row by row.

    python read_back.py ORIGIN CYCLE RELEASE...

Readers: csv of Python as the witness; pandas (CSV, Parquet, JSON Lines), openpyxl (XLSX), pyarrow (Parquet), pysdmx (SDMX-ML).
Besides: each content coding decodes to the same bytes, a range is a part, a known file is not sent again. It ends with 1 at the
first difference.
"""

import csv
import gzip
import hashlib
import io
import json
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request

import openpyxl
import pandas
import pyarrow.parquet
from pysdmx.io import get_datasets, read_sdmx

LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"]
csv.field_size_limit(1 << 24)
origin, cycle, *releases = sys.argv[1:]


def get(path, **headers):
    """Returns the status, the headers and the body of an address."""
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(origin + path, headers=own)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        if error.code in (429, 503):
            time.sleep(int(error.headers["Retry-After"]))
            return get(path, **headers)
        return error.code, error.headers, error.read()


def same(name, one, other):
    """Ends the run if two things differ."""
    if one != other:
        rows = [(a, b) for a, b in zip(one, other) if a != b] if isinstance(one, list) else [(one, other)]
        sys.exit(f"{name}: {len(one)} and {len(other)}; the first difference: {rows[:1]}")


def body(path):
    """Returns the bytes of a file."""
    status, headers, plain = get(path)
    same(f"{path}: status", str(status), "200")
    same(f"{path}: tag", headers["ETag"], f'"{hashlib.sha256(plain).hexdigest()}"')
    return plain


def transfer(path):
    """Checks the transfer of a file: known, in part, and compressed."""
    status, headers, plain = get(path)
    same(f"{path}: status", str(status), "200")
    digest = hashlib.sha256(plain).hexdigest()
    status, headers, _ = get(path, If_None_Match=headers["ETag"])
    same(f"{path}: known", str(status), "304")
    status, headers, part = get(path, Range="bytes=10-19")
    same(f"{path}: part", (status, part), (206, plain[10:20]))
    status, headers, coded = get(path, Accept_Encoding="gzip")
    if headers["Content-Encoding"] == "gzip":
        same(f"{path}: gzip", gzip.decompress(coded), plain)
        same(f"{path}: tag in gzip", headers["ETag"], f'"{digest}-gzip"')


def text(value):
    """Writes a cell as the comma-separated file does."""
    if value is None or (isinstance(value, float) and value != value) or value is pandas.NA:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def witness(data):
    """Returns header and rows of a comma-separated file, without apostrophes of spreadsheets and without the description."""
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    bare = lambda cell: cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r\n＝＋－＠" else cell
    last = -1 if header[-1] == "about" else len(header)
    return header[:last], [[bare(cell) for cell in row[:last]] for row in rows]


def frame(table):
    return [[text(cell) for cell in row] for row in table.astype(object).itertuples(index=False, name=None)]


def read_tables(base, language):
    book = openpyxl.load_workbook(io.BytesIO(body(f"{base}/{language}.xlsx")), read_only=True)
    count = 0
    for name, sheet in [("", "data"), ("changes.", "changes"), ("participation.", "participation")]:
        data = body(f"{base}/{language}.{name}csv")
        header, rows = witness(data)
        count += len(rows)
        in_pandas = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
        raw = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        same(f"{sheet} in pandas", frame(in_pandas), raw[1:])
        cells = [[text(cell) for cell in row] for row in book[sheet].iter_rows(values_only=True)]
        same(f"{sheet}: header in openpyxl", cells[0], header)
        same(f"{sheet} in openpyxl", cells[1:], rows)
        parquet = body(f"{base}/{language}.{name}parquet")
        arrow = pyarrow.parquet.read_table(io.BytesIO(parquet))
        same(f"{sheet}: header in pyarrow", arrow.column_names, header)
        same(f"{sheet} in pyarrow", [[text(cell) for cell in row.values()] for row in arrow.to_pylist()], rows)
        same(f"{sheet} in pandas from Parquet", frame(pandas.read_parquet(io.BytesIO(parquet))), rows)
        assert arrow.schema.metadata[b"licence"], "Parquet carries the licence"
    return count


def read_sdmx_messages(base, language, folder):
    structure = os.path.join(folder, "structure.xml")
    with open(structure, "wb") as file:
        file.write(body(f"{base}/structure.xml"))
    read_sdmx(structure, validate=True)
    keys = set()
    for name, ending in [("", "data.xml"), ("changes.", "changes.data.xml")]:
        path = os.path.join(folder, ending)
        with open(path, "wb") as file:
            file.write(body(f"{base}/{language}.{ending}"))
        (dataset,) = get_datasets(path, structure, validate=True)
        header, rows = witness(body(f"{base}/{language}.{name}csv"))
        place = {column.upper(): header.index(column) for column in header}
        columns = [column for column in dataset.data.columns if column in place]
        assert {"QUESTION", "HIDDEN", "STATUS"} <= set(columns), columns
        code = lambda column, cell: {
            "QUESTION": cell.replace(".", "_"),
            "CLASSES": cell.replace("+", "$"),
        }.get(column, cell.replace(":", "$").replace(".", "@") if column in ("LEVEL", "FROM_OPTION", "TO_OPTION") else cell)
        same(
            f"{ending} in pysdmx",
            frame(dataset.data[columns]),
            [[code(column, row[place[column]]) for column in columns] for row in rows],
        )
        dimensions = [c for c in ("QUESTION", "PARTITION", "CLASSES", "LEVEL", "FROM_OPTION", "TO_OPTION", "TIME_PERIOD") if c in dataset.data.columns]
        assert "TIME_PERIOD" in dimensions
        own = {(ending, *row) for row in frame(dataset.data[dimensions])}
        same(f"{ending}: keys", str(len(own)), str(len(rows)))
        keys |= own
    return keys


def read_answers():
    lines = body(f"/export/cycles/{cycle}/answers.jsonl").decode("utf-8")
    answers = [json.loads(line) for line in lines.split("\n")[:-1]]
    header, rows = witness(body(f"/export/cycles/{cycle}/answers.csv"))
    as_row = lambda one: [one["cycle"], one["state"], one["question"], str(one["edition"]), one["disposition"]]
    same("answers", [row[:5] for row in rows], [as_row(one) for one in answers])
    same("values", [json.loads(row[6]) if row[6] else None for row in rows], [one["value"] for one in answers])
    table = pandas.read_json(io.StringIO(lines), lines=True, dtype=False)
    same("answers in pandas", str(len(table)), str(len(answers)))
    return len(answers)


seen = set()
with tempfile.TemporaryDirectory() as folder:
    for release in releases:
        base = f"/export/releases/{release}"
        counts = [read_tables(base, language) for language in LANGUAGES]
        same(f"release {release}: rows of each language", counts, counts[:1] * len(LANGUAGES))
        for file in ["ar.csv", "en.xlsx", "structure.xml"]:
            transfer(f"{base}/{file}")
        keys = read_sdmx_messages(base, "ar", folder)
        assert not keys & seen, f"release {release} has the keys of another"
        seen |= keys
        print(f"release {release}: {counts[0]} rows in six languages, read back by pandas, openpyxl, pyarrow and pysdmx")
transfer(f"/export/cycles/{cycle}/answers.csv")
print(f"cycle {cycle}: {read_answers()} public answers, read back by pandas")
