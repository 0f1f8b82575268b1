"""Shards on this machine: what 2 and 4 processes carry beside 1, and the merge of ten million rows."""

import json
import subprocess
import time

from .programs import ENVIRONMENT, run
from .result import MeasurementError

STREAMS, TOKENS = 800, 250
ROWS = 10_000_000
SECRET = {"STREAMGAUGE_SECRET": "of this machine alone"}


def measure(gauge, rows, runs):
    with gauge.server() as server:
        for _ in range(runs):
            for count in 1, 2, 4:
                measure_processes(gauge, rows, server.url, count)
    measure_merge(gauge, rows, runs)


def measure_processes(gauge, rows, url, count):
    """`count` processes that share the streams; the emulator is a process beside them."""
    gauge.count += 1
    folder = gauge.folder / str(gauge.count)
    body = json.dumps({"emulator": {"ttft_ms": 500, "gap_ms": 20, "tokens": TOKENS}})
    port = 21000 + gauge.count
    started = time.monotonic()
    children = [
        subprocess.Popen(
            [gauge.binary, "run", "--quiet", "--base-url", url, "--modes", "streaming", "--body", body,
             "--concurrency", str(STREAMS), "--requests", str(STREAMS), "--seed", "1",
             "--out", folder / f"shard-{index + 1}"]
            + (["--shard", f"{index + 1}/{count}", "--rendezvous", f"127.0.0.1:{port}"] if count > 1 else []),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**ENVIRONMENT, **SECRET})
        for index in range(count)]
    for child in children:
        if child.wait(120) != 0:
            raise MeasurementError(f"a shard of {count} ended with {child.returncode}")
    rows.add(f"shards: {count} processes, wall", time.monotonic() - started, "s")
    whole = folder / "shard-1"
    if count > 1:
        whole = folder / "whole"
        run([gauge.binary, "merge", "--quiet", *sorted(folder.glob("shard-*")), "--out", whole])
    summary = json.loads((whole / "summary.json").read_text(encoding="utf-8"))
    # All begin at once, so that there is no window for a rate.
    wanted = {("stamp_error", "p99"): "ms"}
    for row in summary["rows"]:
        unit = wanted.get((row["metric"], row["statistic"]))
        if unit and row["connection"] == "all" and row.get("round") is None and row.get("value") is not None:
            rows.add(f"shards: {count} processes, {row['metric']}", row["value"], unit)


def measure_merge(gauge, rows, runs):
    """Two shards whose chunk rows are written out ten million times in all."""
    folder = gauge.folder / "merge"
    start = str(time.time() + 3)
    shards = [
        subprocess.Popen(
            [gauge.binary, "run", "--quiet", "--emulator", "--modes", "streaming", "--rate", "200",
             "--requests", "400", "--shard", f"{index}/2", "--start-at", start,
             "--emulator-ttft", "5", "--emulator-gap", "1", "--emulator-tokens", "40",
             "--out", folder / f"shard-{index}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        for index in (1, 2)]
    for index, shard in enumerate(shards, 1):
        if shard.wait(60) != 0:
            raise MeasurementError(f"shard {index} of the merge ended with {shard.returncode}")
        multiply(folder / f"shard-{index}" / "chunks.csv", ROWS // 2)
    for number in range(runs):
        started = time.monotonic()
        usage = run([gauge.binary, "merge", "--quiet", "--format", "csv", folder / "shard-1", folder / "shard-2",
                     "--out", folder / f"whole-{number}"], limit_seconds=300)
        rows.add("shards: merge of 10,000,000 rows and its summary", time.monotonic() - started, "s", 30)
        rows.add("shards: its peak memory", usage.peak_bytes / 1e6, "MB", 300)


def multiply(path, wanted):
    """Repeats each row of chunks.csv until there are so many: the rows stay in order of their requests."""
    with open(path, encoding="utf-8", newline="") as file:
        header, *lines = file.readlines()
    times, left = divmod(wanted, len(lines))
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(header)
        for number, line in enumerate(lines):
            file.write(line * (times + (number < left)))
