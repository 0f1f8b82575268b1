"""How late requests of an open loop are sent."""

from .record import MILLISECOND, columns, quantile, require_success

RATE = 1000
SECONDS = 4


def measure(gauge, rows, runs):
    for _ in range(runs):
        measure_once(gauge, rows)


def measure_once(gauge, rows):
    folder, _ = gauge.measure(
        {"ttft_ms": 5, "tokens": 1}, "--emulator", "--rate", RATE, "--arrival", "constant",
        "--duration", f"{SECONDS}s")
    require_success(folder, RATE * SECONDS)
    times = columns(folder / "requests.csv", "scheduled_ns", "sent_ns")
    lags = sorted(sent - scheduled for scheduled, sent in times)
    for label, q in ("p50", 0.5), ("p99", 0.99):
        rows.add(f"schedule: lag {label}", quantile(lags, q) / MILLISECOND, "ms")
