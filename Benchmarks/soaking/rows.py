"""The errors of a record's exact arrivals by thirds of the load, and how its requests ended."""

import csv
from collections import Counter

MICROSECOND = 1000


def stamp_errors(path):
    """Counts of |arrived_ns - sent_ns| in whole microseconds, of each third of the time that rows cover.

    Files have millions of rows, so that they are read twice and never kept.
    """
    first, last = bounds(path)
    third = max(1, (last - first) // 3 + 1)
    counts = [Counter(), Counter(), Counter()]
    for arrived, sent in times(path):
        counts[(arrived - first) // third][abs(arrived - sent) // MICROSECOND] += 1
    return counts


def bounds(path):
    first, last = None, 0
    for arrived, _ in times(path):
        first = arrived if first is None else min(first, arrived)
        last = max(last, arrived)
    if first is None:
        raise ValueError(f"{path.name} has no row with the server's own time")
    return first, last


def times(path):
    """Times of arrival and of sending, row by row.

    Left out are rows without the server's time, and those that are told as an interval: a client that came late knows
    no more, whatever it was that kept it.
    """
    with open(path, encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split(",")
        arrived, sent, earliest = (header.index(name) for name in ("arrived_ns", "sent_ns", "earliest_ns"))
        for line in file:
            cells = line.rstrip("\n").split(",")
            if cells[arrived] and cells[sent] and not cells[earliest]:
                yield int(cells[arrived]), int(cells[sent])


def quantile(counts, q):
    """The nearest-rank quantile of counted microseconds."""
    wanted = max(1, -(-counts.total() * q // 1))
    seen = 0
    for microseconds in sorted(counts):
        seen += counts[microseconds]
        if seen >= wanted:
            return microseconds
    raise ValueError("no sample")


def outcomes(path):
    """How many requests ended in which way."""
    with open(path, newline="", encoding="utf-8") as file:
        return Counter(row["outcome"] for row in csv.DictReader(file))
