"""How long the binary takes to do nothing, and its size."""

import time
from statistics import median

from .programs import run

STARTS = 20


def start_milliseconds(binary):
    started = time.monotonic()
    run([binary, "--version"])
    return (time.monotonic() - started) * 1000


def measure(gauge, rows, runs):
    for _ in range(runs):
        times = [start_milliseconds(gauge.binary) for _ in range(STARTS)]
        rows.add("startup: --version", median(times), "ms", 30)
    stripped = gauge.folder / "stripped"
    run(["strip", "-o", stripped, gauge.binary])
    rows.add("startup: binary as built", gauge.binary.stat().st_size / 2**20, "MiB")
    rows.add("startup: binary stripped", stripped.stat().st_size / 2**20, "MiB")
