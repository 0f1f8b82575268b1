"""Measured values against their bars, and the table of them."""

from dataclasses import dataclass, field
from statistics import median


class MeasurementError(Exception):
    """A measurement that could not be made, with the reason."""


@dataclass
class Row:
    """One quantity: a value a run. `bar` is the largest median that meets it; none is only told."""

    what: str
    unit: str
    values: list = field(default_factory=list)
    bar: float | None = None
    # Where the bar is not a number: what must hold, and whether it did.
    promise: str = ""
    is_kept: bool | None = None

    @property
    def is_met(self):
        if self.bar is not None:
            return median(self.values) <= self.bar
        return self.is_kept

    def cells(self):
        bar = self.promise
        if self.bar is not None:
            bar = f"<= {number(self.bar)} {self.unit}".rstrip()
        measured = f"{number(median(self.values))} {self.unit}".rstrip()
        if len(self.values) > 1:
            measured += f" ({number(min(self.values))}..{number(max(self.values))})"
        return self.what, bar or "-", measured, {True: "yes", False: "NO", None: "-"}[self.is_met]

    def as_json(self):
        return {
            "what": self.what, "unit": self.unit, "bar": self.bar, "median": median(self.values),
            "values": self.values, "is_met": self.is_met,
        }


class Rows:
    """The rows of one measurement, in the order in which they were first named."""

    def __init__(self):
        self.rows = {}

    def add(self, what, value, unit, bar=None):
        row = self.rows.setdefault(what, Row(what, unit, bar=bar))
        row.values.append(value)
        return row

    def __getitem__(self, what):
        return self.rows[what]

    def __iter__(self):
        return iter(self.rows.values())


def number(value):
    """Three significant digits, and no exponent."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    digits = 2 if abs(value) < 10 else 1
    return f"{value:.{digits}f}" if abs(value) >= 0.1 else f"{value:.2g}"


def table(rows):
    """The rows as lines of equal columns."""
    lines = [("what", "bar", "measured (min..max)", "met")] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
        for line in lines)
