#!/usr/bin/env python3
"""Measures streamgauge against the bars of docs/benchmarks.md. scripts/bench calls it."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import history
from measuring import (
    capacity, chunk_rows, compare, compare_sides, cpu, decode, first_token, floor, gate, instructions, limits, memory,
    report, schedule, shards, stamps, startup)
from measuring.programs import StreamGauge
from measuring.result import MeasurementError, Rows, table

MEASUREMENTS = {
    "stamps": stamps, "ttft": first_token, "cpu": cpu, "memory": memory, "startup": startup,
    "record": chunk_rows, "decode": decode, "schedule": schedule,
    "compare": compare, "report": report, "compare-sides": compare_sides, "gate": gate,
    "capacity": capacity, "shards": shards, "floor": floor, "instructions": instructions,
    "limits": limits,
}

# What takes long is measured when it is asked for.
ASKED_FOR = ("compare-sides", "gate", "capacity", "shards", "floor", "instructions", "limits")
USUAL = [name for name in MEASUREMENTS if name not in ASKED_FOR]


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows there")
    parser.add_argument(
        "--history", type=Path, metavar="FOLDER",
        help="also keep what a chunk costs there, and tell where it changed (docs/benchmarks.md, Over time)")
    parser.add_argument("--binary", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in MEASUREMENTS]
    if unknown:
        parser.error(f"no measurement '{unknown[0]}'; there are {', '.join(MEASUREMENTS)}")
    if given.runs < 1:
        parser.error("RUNS is a number from 1")
    return given


def busy_share():
    """The share of all processors' time that others take, over a second."""
    def times():
        fields = Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:9]
        return [int(field) for field in fields]

    before = times()
    time.sleep(1)
    spent = [after - earlier for after, earlier in zip(times(), before)]
    idle = spent[3] + spent[4]
    return 1 - idle / max(1, sum(spent))


def main():
    given = arguments()
    # 15,000 streams need as many descriptors, here and in the programs started from here.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    began = time.monotonic()
    busy = busy_share()
    print(f"others took {busy:.0%} of the processors before measuring", file=sys.stderr)
    rows, failures = [], []
    for name in given.names or USUAL:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="streamgauge-bench-") as folder:
            try:
                gauge = StreamGauge(given.binary.resolve(), Path(folder))
                found = Rows()
                MEASUREMENTS[name].measure(gauge, found, given.runs)
                rows += found
            except (MeasurementError, OSError, subprocess.SubprocessError) as error:
                failures.append(f"scripts/bench: {name} could not be measured: {error}")
        print(f"{name} took {time.monotonic() - started:.0f} s", file=sys.stderr)
    if rows:
        print(table(rows))
    if given.json:
        result = {"busy_share": busy, "runs": given.runs, "rows": [row.as_json() for row in rows]}
        text = json.dumps(result, indent=2) + "\n"
        given.json.write_text(text, encoding="utf-8")
    if given.history:
        with tempfile.TemporaryDirectory(prefix="streamgauge-bench-") as folder:
            gauge = StreamGauge(given.binary.resolve(), Path(folder))
            for said in history.keep(gauge, rows, given.history, time.monotonic() - began):
                print(said)
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
