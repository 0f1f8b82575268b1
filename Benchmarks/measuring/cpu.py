"""CPU time a chunk, beside wrk reading the same streams from the same server."""

import json

from .programs import run
from .record import manifest, require_success
from .result import MeasurementError

TOKENS = 200
EMULATOR = {"lock_step_ms": 20, "tokens": TOKENS, "ttft_ms": 1000}
# One wave of streams lasts 5 s, and wrk takes whole seconds: its second wave has sent nothing yet.
WRK_SECONDS = 6
# On a busy machine wrk is stopped before its streams have ended; a chunk's cost is then still that of many.
LEAST_READ = 0.25


def wrk(server, streams, folder, emulator=EMULATOR, seconds=WRK_SECONDS):
    """Microseconds of CPU a chunk."""
    body = json.dumps({
        "model": "m", "stream": True, "messages": [{"role": "user", "content": "hello"}],
        "emulator": emulator})
    script = folder / "post.lua"
    script.write_text(
        f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
        f"wrk.body = [==[{body}]==]\n", encoding="utf-8")
    before = server.chunks()
    usage = run([
        "wrk", "-t1", f"-c{streams}", f"-d{seconds}s", "--timeout", "30s", "-s", script,
        server.url + "/chat/completions"])
    chunks = server.chunks() - before
    wanted = streams * emulator["tokens"]
    if chunks < wanted * LEAST_READ:
        raise MeasurementError(f"wrk got only {chunks} chunks of {wanted}")
    return usage.cpu_seconds * 1e6 / chunks


def streamgauge(gauge, server, streams, *options, emulator=EMULATOR):
    """Microseconds of CPU a chunk: of the whole process, and of its measuring threads alone."""
    before = server.chunks()
    folder, usage = gauge.measure(
        emulator, "--base-url", server.url, "--concurrency", streams, "--requests", streams,
        "--workers", 1, *options)
    require_success(folder, streams)
    chunks = server.chunks() - before
    wanted = streams * emulator["tokens"]
    if chunks != wanted:
        raise MeasurementError(f"the server sent {chunks} chunks, not {wanted}")
    client = manifest(folder)["client"]
    measuring = client["worker_cpu_seconds"] + client["writer_cpu_seconds"]
    return usage.cpu_seconds * 1e6 / chunks, measuring * 1e6 / chunks


def measure(gauge, rows, runs):
    for number in range(runs):
        for streams in 500, 1000:
            with gauge.server() as server:
                measure_pair(gauge, server, streams, rows, is_wrk_first=number % 2 == 0)


def measure_pair(gauge, server, streams, rows, is_wrk_first):
    """Both read the same streams, one after the other; who comes first alternates."""
    if is_wrk_first:
        theirs = wrk(server, streams, gauge.folder)
    whole, measuring = streamgauge(gauge, server, streams)
    if not is_wrk_first:
        theirs = wrk(server, streams, gauge.folder)
    without_rows, _ = streamgauge(gauge, server, streams, "--chunks", "none")
    name = f"cpu: {streams} streams"
    rows.add(f"{name}, streamgauge / wrk", whole / theirs, "x", 1.5)
    rows.add(f"{name}, streamgauge --chunks none / wrk", without_rows / theirs, "x")
    rows.add(f"{name}, its measuring threads / wrk", measuring / theirs, "x")
    rows.add(f"{name}, streamgauge a chunk", whole, "us")
    rows.add(f"{name}, wrk a chunk", theirs, "us")
