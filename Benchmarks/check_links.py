#!/usr/bin/env python3
"""Tries over links whether what streamgauge says of arrivals is true, for `scripts/bench links`."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from links import judgement, trial
from links.conditions import CONDITIONS
from links.namespaces import missing
from measuring.result import MeasurementError, number

HEADER = (
    "condition", "events", "unmatched", "intervals", "outside", "by 1 ms", "exact off", "by 1 ms",
    "worst", "bracket", "lost", "TTFT", "stated", "true", "verdict")
LEGEND = f"""
outside, off: by more than {judgement.TOLERANCE / 1000:.0f} us beyond the bracket in which the link delivered
bracket: p99 of its width; lost: on the way to the client
stated, true: the highest percentile of TTFT that is told, between its ends
NOT TRUE: more than {judgement.ALLOWED_SHARE:.1%} of the events by 1 ms, or trusted with a wrong percentile"""


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench links", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="CONDITION",
        help="only these, or all whose names hold this; there are: "
        + "; ".join(one.name for one in CONDITIONS).replace("%", "%%"))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all findings there")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave records there")
    parser.add_argument("--binary", type=Path, required=True, help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.chosen = chosen(given.names)
    if not given.chosen:
        parser.error("no condition has such a name")
    if why := missing():
        parser.error(why)
    return given


def chosen(names):
    """The conditions of these names; where a name is none's own, those that hold it."""
    if not names:
        return CONDITIONS
    known = {one.name for one in CONDITIONS}
    return [
        one for one in CONDITIONS
        if any(name == one.name or (name not in known and name in one.name) for name in names)]


def cells(found):
    # The highest percentile that is told.
    last = found.percentiles[-1] if found.percentiles else None
    stated = true = ""
    if last:
        stated = span(last.least, last.stated)
        true = span(last.true_low, last.true_high)
    return (
        found.condition, f"{found.events:,}", str(found.unmatched), f"{found.intervals:,}",
        str(found.intervals_outside), str(found.intervals_far), str(found.exact_off),
        str(found.exact_far), f"{found.worst:.2f} ms",
        f"{found.bracket_p99:.2f} ms", found.lost or "-", last.name if last else "-", stated, true,
        found.verdict.replace("_", " ") + ("" if found.holds else "  NOT TRUE"))


def span(low, high):
    if number(low) == number(high):
        return f"{number(high)} ms"
    return f"{number(low)}..{number(high)} ms"


def table(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def main():
    given = arguments()
    results, failures = [], []
    with tempfile.TemporaryDirectory(prefix="streamgauge-links-") as temporary:
        folder = given.keep or Path(temporary)
        for count, condition in enumerate(given.chosen):
            started = time.monotonic()
            try:
                left = trial.run(given.binary.resolve(), condition, folder / f"{count:02}")
                results.append(judgement.judge(condition, left))
            except (MeasurementError, OSError) as error:
                failures.append(f"scripts/bench: '{condition.name}' could not be tried: {error}")
            print(f"{condition.name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    if results:
        print(table([HEADER] + [cells(found) for found in results]))
        print(LEGEND)
        for found in results:
            print(f"\n{found.condition}: {found.text}")
    if given.json:
        text = json.dumps([found.as_json() for found in results], indent=2) + "\n"
        given.json.write_text(text, encoding="utf-8")
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
