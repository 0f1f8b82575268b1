"""CPU time a chunk beside the least that a client can do: epoll and recv in C, without parsing (Benchmarks/floor)."""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from . import cpu
from .programs import run
from .record import columns
from .result import MeasurementError

SOURCE = Path(__file__).resolve().parent.parent / "floor" / "floor.c"
STREAMS = (100, 500, 1000)
# All streams at the same instants, as in `cpu`, and less often, so that a busy machine keeps up too.
EMULATOR = {"lock_step_ms": 100, "tokens": 100, "ttft_ms": 1000}
# One wave of streams lasts 11 s; wrk's second has sent nothing when it stops.
WRK_SECONDS = 12
MANNERS = ("plain", "stamped")
WHOLE_BAR, MEASURING_BAR = 1.5, 1.3


def build(folder):
    program = folder / "floor"
    run(["cc", "-O2", "-Wall", "-o", program, SOURCE])
    return program


def floor(program, server, streams, manner):
    """Microseconds of CPU a chunk, and chunks a read."""
    address = urlsplit(server.url)
    body = json.dumps({
        "model": "m", "stream": True, "messages": [{"role": "user", "content": "hello"}],
        "emulator": EMULATOR})
    before = server.chunks()
    usage = run([
        program, address.hostname, address.port, address.path + "/chat/completions", streams, body, manner])
    chunks = server.chunks() - before
    found = re.match(r"(\d+) reads, (\d+) bytes, (\d+) stamps", usage.output)
    if not found or chunks != streams * EMULATOR["tokens"]:
        raise MeasurementError(f"the floor read {chunks} chunks of {streams * EMULATOR['tokens']}: {usage.output[-200:]}")
    if manner == "stamped" and found[3] != found[1]:
        raise MeasurementError(f"only {found[3]} of {found[1]} reads of the floor had a stamp")
    return usage.cpu_seconds * 1e6 / chunks, chunks / int(found[1])


def chunks_a_read(folder):
    """Of a record: output events and the reads that brought them."""
    counts = columns(folder / "requests.csv", "output_events", "reads")
    return sum(events for events, _ in counts) / sum(reads for _, reads in counts)


def measure(gauge, rows, runs):
    program = build(gauge.folder)
    costs = {}
    for number in range(runs):
        for streams in STREAMS:
            try:
                with gauge.server() as server:
                    found = measure_round(gauge, program, server, streams, rows, is_reversed=number % 2 == 1)
            except MeasurementError as error:
                # A busy machine: the other rounds still count.
                print(f"floor: a round of {streams} streams is left out: {error}", file=sys.stderr)
                continue
            for name, cost in found.items():
                costs.setdefault((streams, name), []).append(cost)
    tell(rows, costs)


def measure_round(gauge, program, server, streams, rows, is_reversed):
    """Each client once on the same server, one after the other; every second round in the opposite order."""
    name = f"floor: {streams} streams"
    found = {}

    def wrk():
        found["wrk"] = cpu.wrk(server, streams, gauge.folder, EMULATOR, WRK_SECONDS)

    def bare(manner):
        found[manner], merged = floor(program, server, streams, manner)
        rows.add(f"{name}, {manner} floor, chunks a read", merged, "")

    def ours():
        found["whole"], found["measuring"] = cpu.streamgauge(gauge, server, streams, emulator=EMULATOR)
        latest = next((gauge.folder / str(gauge.count)).iterdir())
        rows.add(f"{name}, streamgauge, chunks a read", chunks_a_read(latest), "")

    turns = [wrk, lambda: bare("plain"), ours, lambda: bare("stamped")]
    for turn in reversed(turns) if is_reversed else turns:
        turn()
    return found


def tell(rows, costs):
    """Costs, and ratios of what was measured in the same round."""
    for streams in STREAMS:
        name = f"floor: {streams} streams"
        if (streams, "wrk") not in costs:
            raise MeasurementError(f"no round of {streams} streams could be measured")
        wrk = costs[streams, "wrk"]
        for label, key, bar in (
                ("plain floor", "plain", None), ("stamped floor", "stamped", None),
                ("streamgauge", "whole", WHOLE_BAR), ("its measuring threads", "measuring", MEASURING_BAR)):
            for cost, theirs in zip(costs[streams, key], wrk):
                rows.add(f"{name}, {label} / wrk", cost / theirs, "x", bar)
        for cost, least in zip(costs[streams, "measuring"], costs[streams, "stamped"]):
            rows.add(f"{name}, its measuring threads / stamped floor", cost / least, "x")
        for label, key in (
                ("plain floor", "plain"), ("stamped floor", "stamped"), ("wrk", "wrk"),
                ("streamgauge", "whole"), ("its measuring threads", "measuring")):
            for cost in costs[streams, key]:
                rows.add(f"{name}, {label} a chunk", cost, "us")
