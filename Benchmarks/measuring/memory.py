"""Memory of an open stream: 15,000 at once against one, in a client apart from the server."""

from .record import manifest, require_success
from .result import MeasurementError

STREAMS = 15_000
# Long enough for all connections to be opened before the first answer ends.
EMULATOR = {"ttft_ms": 10_000, "gap_ms": 100, "tokens": 3}


def peaks(gauge, streams, emulator):
    """Peak bytes at the end of measuring, and of the whole process with its report."""
    with gauge.server() as server:
        folder, usage = gauge.measure(
            emulator, "--base-url", server.url, "--concurrency", streams, "--requests", streams,
            "--workers", 1)
    require_success(folder, streams)
    client = manifest(folder)["client"]
    if client["peak_streams"] != streams:
        raise MeasurementError(f"only {client['peak_streams']} of {streams} streams were open")
    return client["peak_memory_bytes"], usage.peak_bytes


def measure(gauge, rows, runs):
    for _ in range(runs):
        measure_once(gauge, rows)


def measure_once(gauge, rows):
    one, one_process = peaks(gauge, 1, {**EMULATOR, "ttft_ms": 100})
    many, many_process = peaks(gauge, STREAMS, EMULATOR)
    rows.add("memory: an open stream", (many - one) / STREAMS / 1024, "KiB", 40)
    rows.add(
        "memory: a stream, report included",
        (many_process - one_process) / STREAMS / 1024, "KiB")
    rows.add("memory: 15,000 streams in all", many / 2**20, "MiB")
