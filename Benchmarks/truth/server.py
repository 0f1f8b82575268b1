"""The server whose times are known: builds it, runs it, reads its log."""

import contextlib
import csv
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring.result import MeasurementError

from .case import FOUND_FROM_MS, Case
from .percentiles import of_samples

SOURCE = Path(__file__).parent.parent / "TruthServer" / "truth_server.c"
NANOSECONDS = 1e9


def build(folder: Path) -> Path:
    binary = folder / "truth_server"
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", binary, SOURCE], check=True)
    return binary


class Server:
    """One run of the server; its log is there once it has been stopped."""

    def __init__(self, child: subprocess.Popen, log: Path, url: str):
        self.child = child
        self.log = log
        self.url = url

    def stop(self) -> None:
        """Ends it and waits for its log; MeasurementError when it had ended by itself."""
        self.child.terminate()
        code = self.child.wait(30)
        if code != 0:
            raise MeasurementError(f"the server ended with {code}: {self.child.stderr.read()[-300:]}")


@contextlib.contextmanager
def serving(binary: Path, case: Case, folder: Path, processor: int | None, comments: bool) -> Iterator[Server]:
    log = folder / "truth.csv"
    pinned = [] if processor is None else ["taskset", "-c", str(processor)]
    child = subprocess.Popen(
        [*pinned, binary, "--log", log, *case.server_options(), *(["--comments"] if comments else [])],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        port = child.stdout.readline().strip()
        if not port:
            raise MeasurementError(f"the server did not start: {child.stderr.read()[-300:]}")
        yield Server(child, log, f"http://127.0.0.1:{port}")
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        child.stdout.close()
        child.stderr.close()


@dataclass
class Truth:
    """What the server did in a run, by its own log."""

    requests: int
    whole_streams: int
    # Events of all streams, those that a client left early too.
    events: int
    # From the first receipt to the last send.
    seconds: float
    ttft_ms: dict[str, float]
    gap_ms: dict[str, float]
    # The mean gap of each stream: what a tool can be held against that tells no others.
    mean_gap_ms: dict[str, float]
    stalled: int


def read_log(path: Path) -> Truth:
    """The truth in a log; MeasurementError when it holds no whole stream."""
    received, ends, ttft, gaps, means = [], [], [], [], []
    events = stalled = 0
    with open(path, newline="", encoding="ascii") as file:
        for row in csv.DictReader(file):
            begun = int(row["received_ns"])
            sends = [int(text) for text in row["sends_ns"].split()]
            received.append(begun)
            ends.append(begun + (sends[-1] if sends else 0))
            if row["is_refused"] == "1":
                continue
            events += len(sends)
            if row["is_whole"] != "1":
                continue
            own = [(later - earlier) / 1e6 for earlier, later in zip(sends, sends[1:])]
            ttft.append(sends[0] / 1e6)
            gaps += own
            if own:
                means.append(sum(own) / len(own))
                stalled += max(own) > FOUND_FROM_MS
    if not ttft:
        raise MeasurementError("the server sent no whole stream")
    return Truth(
        requests=len(received), whole_streams=len(ttft), events=events,
        seconds=(max(ends) - min(received)) / NANOSECONDS, ttft_ms=of_samples(ttft),
        gap_ms=of_samples(gaps), mean_gap_ms=of_samples(means), stalled=stalled)
