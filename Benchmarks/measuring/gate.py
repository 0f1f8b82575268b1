"""How often the gate fires rightly, by seeded histories of a target whose truth is known; and how long a list of ten
thousand runs takes.

HISTORIES (200 unless told) is how many of each kind are played.
"""

import json
import os
import subprocess
import sys
import time

from .decode import SCRATCH, swift
from .programs import run
from .result import MeasurementError

# What was promised.
FALSE_ALARMS, FOUND, RIGHT_PLACE, FLAT = 0.05, 0.9, 0.9, 0.95
FILES = 10_000


def measure(gauge, rows, runs):
    swift("build", *SCRATCH, "-c", "release", "--product", "GateHistories")
    path = swift("build", *SCRATCH, "-c", "release", "--show-bin-path").strip().splitlines()[-1]
    program = f"{path}/GateHistories"
    histories(program, rows)
    listing(gauge, program, rows, runs)


def histories(program, rows):
    """Prints the table of all conditions to standard error; the rows are what was promised."""
    count = os.environ.get("HISTORIES", "200")
    lines = run([program, count], limit_seconds=3600).output.splitlines()
    found = [json.loads(line) for line in lines]
    conditions = [entry for entry in found if "past" in entry]
    print(table(conditions), file=sys.stderr)
    confirmed = [entry for entry in conditions
                 if entry["confirm"] == 1 and not entry["same_sitting"] and not entry["spike"]]
    quiet = [entry for entry in confirmed if entry["change"] == 0]
    worst = max(quiet, key=lambda entry: entry["first"] / entry["histories"])
    rows.add("gate: false alarms, the worst kind of history",
             worst["first"] / worst["histories"], "", FALSE_ALARMS)
    changed = [entry for entry in confirmed if entry["change"] == 0.1 and not entry["of_all"]]
    least = min(changed, key=lambda entry: entry["second"] / entry["histories"])
    rows.add("gate: TTFT +10 % missed in two gates, the worst kind of history",
             1 - least["second"] / least["histories"], "", 1 - FOUND)
    for entry in found:
        if "creep" in entry:
            print(f"creep: {entry}", file=sys.stderr)
            rows.add("gate: 1 % a week not found by the release in ten weeks",
                     1 - (entry["found"] + entry["by_recent"]) / entry["histories"], "", 1 - FOUND)
        if "length" in entry:
            rows.add(f"gate: change point missed, three spreads in {entry['length']} runs",
                     1 - entry["right"] / entry["series"], "", 1 - RIGHT_PLACE)
            rows.add(f"gate: change point where none is, {entry['length']} runs",
                     1 - entry["flat"] / entry["series"], "", 1 - FLAT)


def table(conditions):
    lines = ["| history | what changes | again | fires at once | within two gates | cannot tell | ran again |",
             "|---|---|---|---:|---:|---:|---:|"]
    for entry in conditions:
        def share(key):
            return f"{100 * entry[key] / entry['histories']:.1f} %"

        change = "a spike of 50 %" if entry["spike"] else (
            "nothing" if entry["change"] == 0 else
            f"{'all' if entry['of_all'] else 'TTFT'} +{entry['change']:.0%}")
        again = "no" if entry["confirm"] == 0 else (
            "same sitting" if entry["same_sitting"] else "yes")
        lines.append("| " + " | ".join([
            entry["past"], change, again, share("first"), share("second"), share("untold"),
            share("confirmations")]) + " |")
    return "\n".join(lines)


def listing(gauge, program, rows, runs):
    folder = gauge.folder / "history"
    run([program, "write", str(folder), str(FILES)], limit_seconds=600)
    for _ in range(runs):
        started = time.monotonic()
        found = subprocess.run(
            [gauge.binary, "history", "list", "--history", folder], capture_output=True,
            timeout=120, check=False)
        rows.add(f"gate: a list of {FILES:,} runs", time.monotonic() - started, "s", 1)
        if found.returncode != 0 or b"older" not in found.stdout:
            raise MeasurementError(f"history list ended with {found.returncode}: {found.stderr[-300:]}")
