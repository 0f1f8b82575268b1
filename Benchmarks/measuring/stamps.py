"""Chunk stamps against the server's own time of sending, and what stamping later would have cost."""

from .record import MICROSECOND, columns, quantile, require_success

STREAMS = 1000
# All streams send at the same instants, 50 times a second: the hardest case for a client.
LOCK_STEP = {"lock_step_ms": 20, "tokens": 250, "ttft_ms": 2000}


def measure(gauge, rows, runs):
    for _ in range(runs):
        measure_once(gauge, rows)


def measure_once(gauge, rows):
    folder, _ = gauge.measure(
        LOCK_STEP, "--emulator", "--concurrency", STREAMS, "--requests", STREAMS)
    require_success(folder, STREAMS)
    times = columns(folder / "chunks.csv", "sent_ns", "arrived_ns", "read_ns")
    stamped = sorted(abs(arrived - sent) for sent, arrived, _ in times)
    read = sorted(read - sent for sent, _, read in times)
    for name, q, bar in ("p50", 0.5, 5), ("p99", 0.99, 50), ("p99.9", 0.999, 1000):
        error = quantile(stamped, q) / MICROSECOND
        rows.add(f"stamps: error {name}", error, "us", bar)
    for name, q in ("p50", 0.5), ("p99", 0.99):
        rows.add(f"stamps: a stamp at reading, {name}", quantile(read, q) / MICROSECOND, "us")
