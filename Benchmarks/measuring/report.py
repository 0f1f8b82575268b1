"""A million chunk rows to summary.csv, summary.json and report.html: time and memory."""

import time

from .programs import run
from .record import require_success
from .result import MeasurementError

REQUESTS, TOKENS = 2_500, 400
EMULATOR = {"ttft_ms": 50, "gap_ms": "normal(8,2)", "tokens": TOKENS, "truth": False}


def measure(gauge, rows, runs):
    folder, _ = gauge.measure(
        EMULATOR, "--emulator", "--concurrency", "300", "--requests", str(REQUESTS), "--workers", "1")
    require_success(folder, REQUESTS)
    with open(folder / "chunks.csv", "rb") as file:
        count = sum(1 for _ in file) - 1
    if count != REQUESTS * TOKENS:
        raise MeasurementError(f"{count} chunk rows instead of {REQUESTS * TOKENS}")
    for _ in range(runs):
        started = time.monotonic()
        usage = run([gauge.binary, "report", "--quiet", folder])
        rows.add("report: 1,000,000 chunk rows", time.monotonic() - started, "s", 5)
        rows.add("report: its peak memory", usage.peak_bytes / 1e6, "MB", 500)
    page = (folder / "report.html").stat().st_size / 1e6
    rows.add("report: its page", page, "MB", 1.5)
