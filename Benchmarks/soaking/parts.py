"""The two parts of a soak: servers that behave, and servers that do not."""

import contextlib
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from measuring.programs import ENVIRONMENT, StreamGauge
from measuring.record import manifest
from measuring.result import MeasurementError

from . import judgement, rows as record_rows, sampling

EVERY_SECONDS = 10
# Streams under way when the load ends, and the report of millions of rows.
AFTER_SECONDS = 900
# Each round has histograms of its own, and its memory is there once it begins: with one, all of it is there at once.
ALWAYS = ("--rounds", "1")


@dataclass
class Part:
    """A load and its servers. `faults` has the options of one server each."""

    name: str
    streams: int
    emulator: dict
    faults: tuple
    # What every request must come to; None where some are meant to fail.
    outcome: str | None
    # Fewer chunks a second are another load, of which nothing is judged.
    least_chunks: int
    options: tuple = ()
    # Ways of ending that must be among the requests', or the faults were not met.
    expected: tuple = ()


BEHAVING = Part(
    # 1,000 streams with 100 ms between tokens are 10,000 chunks a second, less the waits for first tokens.
    "behaving", 1000, {"ttft_ms": "50..150", "gap_ms": "normal(100,20)", "tokens": "80..120"}, ((),), "ok", 9000,
    ("--ramp", "10s"))

# One server a fault, of which every fifth request suffers; the front ends take turns.
SHARE = ("--fault-share", "0.2")
MISBEHAVING = Part(
    "misbehaving", 300, {"ttft_ms": "50..150", "gap_ms": "normal(50,10)", "tokens": "80..120"},
    tuple(("--fault", kind, *SHARE) for kind in (
        "reset", "reset_before_head", "close", "stall", "stall_before_head", "refuse", "http_error",
        "broken_chunked", "truncate", "split_writes")),
    None, 3000,
    ("--ramp", "5s", "--keep-going", "--timeout-gap", "2s", "--timeout-first-byte", "2s"),
    ("ok", "reset", "timeout_gap", "timeout_first_byte", "http_5xx", "protocol", "truncated"))


def soak(binary, part, minutes, rows, told):
    """Runs one part and adds its rows; the samples of the client, and how its requests ended."""
    seconds = minutes * 60
    with tempfile.TemporaryDirectory(prefix="streamgauge-soak-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        gauge = StreamGauge(binary, folder)
        urls = [stack.enter_context(gauge.server(*options)).url for options in part.faults]
        client = subprocess.Popen(
            [str(word) for word in command(binary, part, urls, seconds, folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(folder / "stderr", "wb"),
            env=ENVIRONMENT)
        try:
            samples = sampling.watch(client, EVERY_SECONDS, seconds + AFTER_SECONDS, told)
        finally:
            if client.poll() is None:
                client.terminate()
                client.wait()
        said = (folder / "stderr").read_text(encoding="utf-8", errors="replace")
        records = [entry for entry in (folder / "reports").glob("*") if entry.is_dir()]
        if len(records) != 1 or not (records[0] / "summary.json").exists():
            raise MeasurementError(f"the client ended with {client.returncode} and left no record: {said[-500:]}")
        return judge(part, rows, samples, records[0], seconds)


def command(binary, part, urls, seconds, folder):
    addresses = [word for url in urls for word in ("--base-url", url)]
    return [
        binary, "run", "--quiet", "--reports", folder / "reports", "--name", part.name, *addresses,
        "--modes", "streaming", "--concurrency", part.streams, "--duration", f"{seconds:.0f}s",
        "--body", json.dumps({"emulator": part.emulator}), *ALWAYS, *part.options]


def judge(part, rows, samples, record, seconds):
    """Rows with their bars, from the samples and from what the client wrote."""
    judgement.add_flatness(rows, part.name, part.streams, samples, seconds)
    judgement.add_load(rows, part.name, samples, seconds)
    ended = record_rows.outcomes(record / "requests.csv")
    told = manifest(record)
    if told["ending"] != "completed":
        raise MeasurementError(f"the run ended as '{told['ending']}'")
    chunks = told["chunk_rows"]["written"] + told["chunk_rows"]["skipped"]
    rows.add(f"{part.name}: requests", ended.total(), "")
    rows.add(f"{part.name}: chunks a second", chunks / seconds, "/s")
    if chunks / seconds < part.least_chunks:
        raise MeasurementError(
            f"only {chunks / seconds:,.0f} chunks a second came, {part.least_chunks:,} are meant: others took the machine")
    if part.outcome:
        # Streams under way at the end of the load are let finish, or are cut by it.
        failed = ended.total() - ended[part.outcome] - ended["cut"]
        rows.add(f"{part.name}: requests that did not end '{part.outcome}'", failed, "", 0)
    if part.expected:
        missing = [name for name in part.expected if not ended[name]]
        rows.add(f"{part.name}: ways of failing that were meant and not seen", len(missing), "", 0)
    first, _, last = record_rows.stamp_errors(record / "chunks.csv")
    for label, q in ("p50", 0.5), ("p99", 0.99):
        before, after = (record_rows.quantile(third, q) for third in (first, last))
        rows.add(f"{part.name}: exact stamps' error {label}, first third", before, "us")
        # What others take of the machine moves the tail by as much without any leak.
        rows.add(f"{part.name}: exact stamps' error {label}, last third", after, "us", 2 * before + 100)
    return {"part": part.name, "outcomes": dict(ended), "samples": [sample.as_json() for sample in samples]}
