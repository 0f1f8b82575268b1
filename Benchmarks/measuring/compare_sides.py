"""How often two sides are judged rightly, by seeded comparisons of targets whose truth is known, by real
comparisons of an address with itself beside a busy processor, and how long two large records take.

COMPARISONS (200 unless told) is how many of each kind are played; REAL (0 unless told) how many real ones.
"""

import json
import os
import subprocess
import sys
import time

from .decode import SCRATCH, swift
from .programs import run
from .record import require_success
from .result import MeasurementError

# What was promised: of comparisons without a change, and of those with one.
FALSE_ALARMS, FOUND = 0.05, 0.9
REQUESTS, TOKENS = 2_500, 400
LARGE = {"ttft_ms": 50, "gap_ms": "normal(8,2)", "tokens": TOKENS, "truth": False}
REGRESSION, UNTOLD, NOTHING = 3, 1, 5


def measure(gauge, rows, runs):
    large_records(gauge, rows, runs)
    seeded(rows)
    real(gauge, rows)


def large_records(gauge, rows, runs):
    folders = []
    for side in "base", "new":
        folder, _ = gauge.measure(
            LARGE, "--emulator", "--concurrency", "300", "--requests", str(REQUESTS),
            "--workers", "1", "--name", side)
        require_success(folder, REQUESTS)
        folders.append(folder)
    for _ in range(runs):
        started = time.monotonic()
        found = subprocess.run(
            [gauge.binary, "compare", folders[0], "--to", folders[1], "--quiet", "--out",
             gauge.folder], capture_output=True, timeout=120, check=False)
        rows.add(
            "compare-sides: two records of 1,000,000 chunk rows", time.monotonic() - started, "s",
            3)
        if found.returncode not in (0, REGRESSION, UNTOLD, NOTHING):
            raise MeasurementError(f"compare ended with {found.returncode}: {found.stderr[-300:]}")


def seeded(rows):
    """Prints the table of all conditions to standard error; the rows are what was promised."""
    swift("build", *SCRATCH, "-c", "release", "--product", "CompareSides")
    path = swift("build", *SCRATCH, "-c", "release", "--show-bin-path").strip().splitlines()[-1]
    count = os.environ.get("COMPARISONS", "200")
    lines = run([f"{path}/CompareSides", count], limit_seconds=7200).output.splitlines()
    conditions = [json.loads(line) for line in lines]
    print(table(conditions), file=sys.stderr)
    nothing = [condition for condition in conditions if condition["effect"] == 0]
    worst = max(nothing, key=alarms)
    rows.add("compare-sides: false alarms, the worst condition", alarms(worst), "", FALSE_ALARMS)
    for design, count, spread, effect in (
            ("rounds", 10, 0.02, 0.1), ("blocks", 10, 0.01, 0.05), ("blocks", 20, 0.02, 0.05)):
        for condition in conditions:
            if (condition["design"], condition["count"], condition["spread"],
                    condition["effect"]) == (design, count, spread, effect):
                rows.add(
                    f"compare-sides: missed, {design}, {count} a side, spread {spread:.0%}, "
                    f"TTFT +{effect:.0%}", 1 - alarms(condition), "", 1 - FOUND)


def alarms(condition):
    return condition["verdicts"].get("regression", 0) / condition["trials"]


def table(conditions):
    lines = ["| target | measured in | a side | spread | matters | TTFT | worse (exit 3) | TTFT p50 same "
             "| TTFT p50 open | not comparable |",
             "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for condition in conditions:
        def share(count):
            return f"{100 * count / condition['trials']:.1f} %"

        verdicts, words = condition["verdicts"], condition["ttft_p50"]
        lines.append("| " + " | ".join([
            condition["name"], condition["design"], str(condition["count"]),
            f"{condition['spread']:.0%}", f"{condition['smallest_effect']:.0%}",
            f"+{condition['effect']:.0%}", share(verdicts.get("regression", 0)),
            share(words.get("same", 0)), share(words.get("unfit", 0) + words.get("cannot_tell", 0)),
            share(verdicts.get("not_comparable", 0))]) + " |")
    return "\n".join(lines)


def real(gauge, rows):
    """An address against itself, while another process keeps a processor busy."""
    count = int(os.environ.get("REAL", "0"))
    if count == 0:
        return
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    ended = {}
    try:
        for number in range(count):
            found = subprocess.run(
                [gauge.binary, "ab", "--emulator", "--aa", "--quiet", "--chunks", "none",
                 "--requests", "400", "--concurrency", "4", "--settle", "0s", "--seed",
                 str(number + 1), "--emulator-ttft", "normal(20,1)", "--emulator-gap", "2",
                 "--emulator-tokens", "6", "--reports", gauge.folder / "real"],
                capture_output=True, timeout=120, check=False)
            ended[found.returncode] = ended.get(found.returncode, 0) + 1
    finally:
        busy.kill()
        busy.wait()
    print(f"real comparisons of an address with itself, by exit code: {ended}", file=sys.stderr)
    rows.add(
        f"compare-sides: false alarms of {count} real ones beside a busy loop",
        ended.get(REGRESSION, 0) / count, "", FALSE_ALARMS)
