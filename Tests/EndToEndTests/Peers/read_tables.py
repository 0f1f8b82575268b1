"""Reads a record's tables with what people use: pandas, DuckDB and LibreOffice, told nothing but the file.

Usage: read_tables.py FOLDER

Python's own csv module says what stands in a file. Prints a JSON list of what the readers understood
otherwise; exits with 0 whenever they could be run. Needs the Debian package libreoffice-calc and what
scripts/peers installs.
"""

import csv
import json
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import duckdb
import pandas

TABLES = ("summary.csv", "requests.csv", "chunks.csv")
WHOLE = re.compile(r"-?\d+$")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?$")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
# Older columns that hide a method of a frame; the others can be written frame.name.
HIDING = {"index", "mode", "round"}
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def kind(cells):
    """What a column holds, by the cells that hold something; None when none does."""
    cells = [cell for cell in cells if cell != ""]
    if not cells:
        return None
    if all(WHOLE.match(cell) for cell in cells):
        return "whole"
    if all(NUMBER.match(cell) for cell in cells):
        return "number"
    if all(cell in ("true", "false") for cell in cells):
        return "truth"
    if all(TIME.match(cell) for cell in cells):
        return "time"
    return "text"


class Table:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        self.header, self.rows = rows[0], rows[1:]
        self.kinds = [kind(column) for column in zip(*self.rows)] or [None] * len(self.header)
        self.problems = []

    def note(self, reader, text):
        self.problems.append(f"{self.path.name}, {reader}: {text}")

    def compare(self, reader, columns, count, accepts):
        if list(columns) != self.header:
            self.note(reader, f"columns are {list(columns)}, not {self.header}")
            return
        if count != len(self.rows):
            self.note(reader, f"{count} rows, not {len(self.rows)}")
        for name, wanted in zip(self.header, self.kinds):
            if wanted and not accepts(name, wanted):
                self.note(reader, f"{name} is not read as {wanted}")

    def check_text(self):
        if len({len(row) for row in [self.header] + self.rows}) != 1:
            self.note("csv", "rows of different lengths")
        for row in self.rows:
            for cell, wanted in zip(row, self.kinds):
                if wanted == "text" and cell.startswith(STARTS_FORMULA):
                    self.note("csv", f"a spreadsheet would run {cell!r}")


def read_with_pandas(table):
    frame = pandas.read_csv(table.path)
    for name in table.header:
        if hasattr(pandas.DataFrame, name) and name not in HIDING:
            table.note("pandas", f"{name} hides what every frame has")
    for name, wanted in zip(table.header, table.kinds):
        if wanted == "time" and pandas.to_datetime(frame[name], utc=True).isna().all():
            table.note("pandas", f"{name} is no time")

    def accepts(name, wanted):
        types = pandas.api.types
        column = frame[name]
        if wanted == "whole":
            # Where cells are empty, pandas has whole numbers as floating ones.
            return types.is_integer_dtype(column) or (
                types.is_float_dtype(column) and column.isna().any()
            )
        if wanted == "number":
            return types.is_float_dtype(column)
        if wanted == "truth":
            return types.is_bool_dtype(column)
        return types.is_string_dtype(column)

    table.compare("pandas", frame.columns, len(frame), accepts)


def read_with_duckdb(table):
    relation = duckdb.sql(f"select * from read_csv_auto('{table.path}')")
    found = dict(zip(relation.columns, map(str, relation.types)))
    types = {"whole": "BIGINT", "number": "DOUBLE", "truth": "BOOLEAN", "text": "VARCHAR"}
    types["time"] = "TIMESTAMP WITH TIME ZONE"
    table.compare(
        "DuckDB",
        relation.columns,
        len(relation.fetchall()),
        lambda name, wanted: found[name] == types[wanted],
    )


def soffice(profile, target, folder, files):
    program = shutil.which("soffice")
    if program is None:
        sys.exit("soffice is missing; install the Debian package libreoffice-calc")
    # A profile of its own: LibreOffice runs once a profile, and a test must not meet another.
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", target, "--outdir", folder, *files]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=100)


def is_same(cell, found):
    if cell == found or cell.lower() == found.lower() and cell in ("true", "false"):
        return True
    if NUMBER.match(cell) and NUMBER.match(found):
        # LibreOffice shows 15 significant digits.
        return math.isclose(float(cell), float(found), rel_tol=1e-9, abs_tol=1e-9)
    return False


def read_with_libreoffice(tables):
    """To a workbook and back, so that what is compared is what the workbook holds."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        soffice(folder / "profile", "xlsx", folder, [table.path for table in tables])
        books = [folder / f"{table.path.stem}.xlsx" for table in tables]
        soffice(folder / "profile", "csv", folder / "back", books)
        for table in tables:
            back = Table(folder / "back" / table.path.name)
            table.compare("LibreOffice", back.header, len(back.rows), lambda *_: True)
            pairs = zip(sum(table.rows, []), sum(back.rows, []))
            lost = [(cell, found) for cell, found in pairs if not is_same(cell, found)]
            if lost:
                table.note("LibreOffice", f"{len(lost)} cells differ: {lost[:5]}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tables = [Table(pathlib.Path(sys.argv[1], name).resolve()) for name in TABLES]
    for table in tables:
        table.check_text()
        read_with_pandas(table)
        read_with_duckdb(table)
    read_with_libreoffice(tables)
    problems = [problem for table in tables for problem in table.problems]
    print(json.dumps(problems, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
