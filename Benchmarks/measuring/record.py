"""Reads what a run of streamgauge wrote."""

import csv
import json
import math

from .result import MeasurementError

MICROSECOND = 1e3
MILLISECOND = 1e6


def columns(path, *names):
    """Tuples of whole numbers, a row each; rows where one is absent are left out."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        header = next(rows)
        places = [header.index(name) for name in names]
        found = []
        for row in rows:
            cells = [row[place] for place in places]
            if "" not in cells:
                found.append(tuple(map(int, cells)))
    return found


def require_success(folder, count):
    """Every one of `count` requests ended well."""
    with open(folder / "requests.csv", newline="", encoding="utf-8") as file:
        outcomes = [row["outcome"] for row in csv.DictReader(file)]
    failed = [outcome for outcome in outcomes if outcome != "ok"]
    if failed or len(outcomes) != count:
        raise MeasurementError(
            f"{len(outcomes) - len(failed)} of {count} requests ended well; others: "
            f"{sorted(set(failed))}")


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def summary_value(folder, metric, statistic):
    """A number of the whole run from summary.json, in the unit it has there."""
    rows = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["rows"]
    for row in rows:
        if (row["metric"], row["statistic"], row.get("round")) == (metric, statistic, None):
            if "value" in row:
                return row["value"]
    raise MeasurementError(f"summary.json has no {statistic} of {metric}")


def quantile(ordered, q):
    """The nearest-rank quantile of values in ascending order."""
    if not ordered:
        raise MeasurementError("no sample")
    return ordered[max(math.ceil(q * len(ordered)), 1) - 1]
