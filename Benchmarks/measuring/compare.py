"""Whether the comparison of modes finds what the emulator really does: its intervals against the truth.

Each run has its own seed. A 95 % interval that keeps its word misses about 5 of 100; the bar is 10.
"""

import json

from .programs import run
from .result import MeasurementError

# What the server adds to a streamed answer, and so the difference that must be found.
EXTRA_MILLISECONDS = 4
EMULATOR = {
    "ttft_ms": "normal(8,2)", "gap_ms": "normal(2,0.6)", "tokens": "8..24", "truth": False,
}
SEEDS = 100


def difference(folder):
    """The paired difference of E2E in summary.json: milliseconds, and its bounds."""
    comparison = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["comparison"]
    for found in comparison["differences"]:
        if found["quantity"] == "e2e":
            return found["difference"], found["low"], found["high"]
    raise MeasurementError("summary.json has no paired difference of e2e")


def missed(gauge, emulator, truth):
    """How many of the seeded runs have intervals without the truth."""
    count = 0
    for seed in range(SEEDS):
        body = json.dumps({"emulator": emulator})
        folder = gauge.folder / f"{truth}-{seed}"
        run([
            gauge.binary, "compare-modes", "--emulator", "--quiet", "--reports", folder, "--body", body,
            "--requests", "80", "--concurrency", "8", "--seed", str(seed)])
        _, low, high = difference(next(folder.iterdir()))
        if not low <= truth <= high:
            count += 1
    return count


def measure(gauge, rows, runs):
    del runs  # A hundred seeds are the repetition.
    known = {**EMULATOR, "stream_extra_ttft_ms": EXTRA_MILLISECONDS}
    rows.add(
        f"compare: runs of {SEEDS} that miss a known {EXTRA_MILLISECONDS} ms",
        missed(gauge, known, EXTRA_MILLISECONDS), "", 10)
    rows.add(
        f"compare: runs of {SEEDS} that see a difference where none is",
        missed(gauge, EMULATOR, 0), "", 10)
