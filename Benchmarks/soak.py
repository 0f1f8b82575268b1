#!/usr/bin/env python3
"""A long run at a steady load: memory, descriptors, threads and stamps must stay as they are. scripts/soak calls it."""

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path

from measuring.result import MeasurementError, Rows, table
from soaking.parts import BEHAVING, MISBEHAVING, soak

PARTS = {part.name: part for part in (BEHAVING, MISBEHAVING)}


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PART", help=", ".join(PARTS) + "; both unless told")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write rows, endings and samples there")
    parser.add_argument("--binary", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--minutes", type=float, default=30, help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in PARTS]
    if unknown:
        parser.error(f"no part '{unknown[0]}'; there are {', '.join(PARTS)}")
    if not given.minutes >= 1:
        parser.error("SOAK_MINUTES is a number from 1")
    return given


def told(sample):
    """A line to standard error, so that a soak that goes wrong is seen before its end."""
    print(
        f"{sample.seconds:7.0f} s  {sample.resident_bytes / 2**20:8.1f} MiB  {sample.descriptors:6d} descriptors  "
        f"{sample.threads:3d} threads  {sample.cpu_seconds:8.1f} s of CPU", file=sys.stderr, flush=True)


def main():
    given = arguments()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    rows, endings, failures = Rows(), [], []
    for name in given.names or PARTS:
        # Misbehaviour shows soon: each stream meets it within seconds.
        minutes = given.minutes if name == BEHAVING.name else max(1.0, given.minutes / 3)
        print(f"{name}: {minutes:g} minutes", file=sys.stderr, flush=True)
        try:
            endings.append(soak(given.binary.resolve(), PARTS[name], minutes, rows, told))
        except (MeasurementError, OSError, ValueError, subprocess.SubprocessError) as error:
            failures.append(f"scripts/soak: {name} could not be judged: {error}")
    if list(rows):
        print(table(rows))
    for ending in endings:
        print(f"{ending['part']}: " + ", ".join(
            f"{count:,} {outcome}" for outcome, count in sorted(ending["outcomes"].items(), key=lambda pair: -pair[1])))
    if given.json:
        result = {"minutes": given.minutes, "rows": [row.as_json() for row in rows], "parts": endings}
        given.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    failures += [f"scripts/soak: not met: {row.what}" for row in rows if row.is_met is False]
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
