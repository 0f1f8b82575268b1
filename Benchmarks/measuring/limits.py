"""Where the client's own limits are on this machine: chunks a second, streams at once, starts within 10 ms."""

import sys

from .record import MICROSECOND, MILLISECOND, columns, manifest, quantile, require_success
from .result import MeasurementError

# What a stamp may be off by, at p99, and still be called true.
ALLOWED_NS = MILLISECOND
RATE_STREAMS = 500
RATES = (10_000, 20_000, 40_000, 60_000, 80_000, 100_000, 150_000, 200_000)
RATE_SECONDS = 3
# A server that sends less than this share of what was asked is the limit, not the client.
LEAST_SENT = 0.9

# Others on the machine make a point worse and never better: the best of so many counts.
TRIES = 3

STREAMS = (100, 500, 1_000, 2_500, 5_000, 10_000, 15_000)
# Two runs differ by so many chunks, all streams together, or by so many a stream where that is more: the difference is
# chunks alone, without requests and start.
FEW, MORE, MORE_A_STREAM = 10_000, 60_000, 12
PACE = 10_000
# By so much a chunk may cost more among 15,000 streams than among 1,000, and the cost still counts as linear.
ALLOWED_GROWTH = 1.5

BURST = 3_000
BURST_NS = 10 * MILLISECOND
SECONDS_A_RUN = 400


def measure(gauge, rows, runs):
    print(f"limits takes some {SECONDS_A_RUN * runs / 60:.0f} minutes: {runs} times rates with 1 and 2 workers, "
          f"{len(STREAMS)} numbers of streams, and bursts", file=sys.stderr)
    for _ in range(runs):
        for workers in 1, 2:
            largest_rate(gauge, rows, workers)
        many_streams(gauge, rows)
        for workers in 1, 2:
            say(f"{workers} workers, a burst of {BURST:,}")
            bursts(gauge, rows, workers)
    growth = rows["limits: 15000 streams, a chunk"].values
    base = rows["limits: 1000 streams, a chunk"].values
    for many, few in zip(growth, base):
        if many <= 0 or few <= 0:
            raise MeasurementError("others took so much of the machine that a chunk's cost was lost in it")
        rows.add("limits: a chunk among 15,000 streams / among 1,000", many / few, "x", ALLOWED_GROWTH)


def say(what):
    print(f"limits: {what}", file=sys.stderr, flush=True)


def largest_rate(gauge, rows, workers):
    """Steps upward until the stamps' error passes the bound, or the server sends too little."""
    name = f"limits: {workers} worker" + ("s" if workers > 1 else "")
    held, stop = 0, "more than was tried"
    for rate in RATES:
        say(f"{workers} workers, {rate:,} chunks a second")
        for _ in range(TRIES):
            sent, error = rate_point(gauge, rate, workers)
            if error <= ALLOWED_NS:
                break
        rows.add(f"{name}, {rate:,} chunks/s asked, sent", sent, "/s")
        rows.add(f"{name}, {rate:,} chunks/s asked, stamps' error p99", error / MICROSECOND, "us")
        if error > ALLOWED_NS:
            stop = "the stamps' error"
            break
        held = sent
        if sent < LEAST_SENT * rate:
            stop = "the server sends no more"
            break
    rows.add(f"{name}, most chunks a second with p99 within 1 ms ({stop})", held, "/s")


def rate_point(gauge, rate, workers):
    """Chunks a second that were really sent, and the stamps' error at p99 in ns."""
    gap = RATE_STREAMS / rate * 1000
    tokens = max(2, round(RATE_SECONDS * 1000 / gap))
    emulator = {"ttft_ms": "500..600", "gap_ms": f"normal({gap:.3f},{gap / 5:.3f})", "tokens": tokens}
    with gauge.server() as server:
        folder, _ = gauge.measure(
            emulator, "--base-url", server.url, "--concurrency", RATE_STREAMS, "--requests", RATE_STREAMS,
            "--workers", workers)
    require_success(folder, RATE_STREAMS)
    times = columns(folder / "chunks.csv", "sent_ns", "arrived_ns")
    # The middle of the run, when all streams are under way.
    sent = sorted(instant for instant, _ in times)
    first, last = sent[len(sent) // 5], sent[len(sent) * 4 // 5]
    within = sum(first <= instant <= last for instant in sent)
    errors = sorted(abs(arrived - instant) for instant, arrived in times)
    return within / ((last - first) / 1e9), quantile(errors, 0.99)


def many_streams(gauge, rows):
    _, one = streams_point(gauge, 1, 10)
    for streams in STREAMS:
        say(f"{streams:,} streams")
        tokens = max(2, FEW // streams)
        more = max(MORE_A_STREAM, MORE // streams)
        few, _ = streams_point(gauge, streams, tokens)
        many, peak = streams_point(gauge, streams, tokens + more)
        name = f"limits: {streams} streams"
        chunk = (many - few) / (more * streams)
        rows.add(f"{name}, a chunk", chunk * 1e6, "us")
        rows.add(f"{name}, a request without its chunks", (few / streams - chunk * tokens) * 1e6, "us")
        rows.add(f"{name}, memory a stream", (peak - one) / streams / 1024, "KiB")


def streams_point(gauge, streams, tokens):
    """CPU seconds of the measuring threads, and the peak of memory when measuring ended."""
    gap = streams / PACE * 1000
    # Connections are opened meanwhile, some 10,000 a second.
    emulator = {"ttft_ms": 500 + streams / 5, "gap_ms": gap, "tokens": tokens}
    with gauge.server() as server:
        folder, _ = gauge.measure(
            emulator, "--base-url", server.url, "--concurrency", streams, "--requests", streams, "--workers", 1)
    require_success(folder, streams)
    client = manifest(folder)["client"]
    return client["worker_cpu_seconds"] + client["writer_cpu_seconds"], client["peak_memory_bytes"]


def bursts(gauge, rows, workers):
    """All streams at once on new connections, and again on kept ones when all answers have ended at one instant."""
    with gauge.server() as server:
        folder, _ = gauge.measure(
            {"ttft_ms": 1500, "lock_step_ms": 200, "tokens": 2}, "--base-url", server.url,
            "--concurrency", BURST, "--requests", 2 * BURST, "--workers", workers)
    require_success(folder, 2 * BURST)
    sent = sorted(instant for (instant,) in columns(folder / "requests.csv", "sent_ns"))
    name = f"limits: {workers} worker" + ("s" if workers > 1 else "")
    rows.add(f"{name}, starts within 10 ms on new connections", busiest(sent[:BURST]), "")
    rows.add(f"{name}, starts within 10 ms on kept connections", busiest(sent[BURST:]), "")


def busiest(instants):
    """The most instants in any 10 ms; they ascend."""
    most, first = 0, 0
    for place, instant in enumerate(instants):
        while instant - instants[first] > BURST_NS:
            first += 1
        most = max(most, place - first + 1)
    return most
