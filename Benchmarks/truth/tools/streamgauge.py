"""This project's own tool."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from measuring.record import columns, summary_value
from measuring.result import MeasurementError

from ..case import FOUND_FROM_MS, Case
from ..percentiles import of_samples
from .tool import Reported, Tool, Work


class StreamGauge(Tool):
    name = "streamgauge"
    language = "Swift"
    wants_comments = True
    notes = (
        "Reads the server's comments, a line more an event than the others get.",
        "Says of each run whether it can be trusted, and why not; where the client's processor is full, as with 1,000 streams on one, it says "
        "*not trustworthy*, on the client's account (uncertain arrivals).",
        "Tells no percentile that the number of samples does not carry: p95 from some 90 requests on, p99 from some 460.",
        "Up to the build of these runs it ended when the first 20 to end were refusals alike; the first 20 to start count now. "
        "With `--keep-going` it goes on, and pauses at each refusal, so that 400 requests take minutes.",
    )

    @property
    def binary(self) -> Path:
        return self.folder / "streamgauge"

    @property
    def version(self) -> str:
        found = subprocess.run([self.binary, "--version"], capture_output=True, text=True, check=True)
        return found.stdout.split()[1]

    def installed_bytes(self) -> int:
        return self.binary.stat().st_size

    def command(self, work: Work) -> list[str]:
        return [
            str(self.binary), "run", "--base-url", f"{work.url}/v1", "--model", "m",
            "--modes", "streaming", *load(work.case), "--requests", str(work.case.requests),
            "--max-tokens", str(work.case.tokens), "--out", "run", "--quiet"]

    def report(self, work: Work) -> Reported:
        folder = work.folder / "run"
        rows = columns(folder / "requests.csv", "max_gap_ns")
        count = int(summary_value(folder, "requests", "count"))
        ok = int(summary_value(folder, "outcome_ok", "count"))
        return Reported(
            ok, count - ok, told(folder, "ttft"), told(folder, "icl"),
            sum(gap > FOUND_FROM_MS * 1e6 for (gap,) in rows))


def load(case: Case) -> list[str]:
    if case.rate:
        return ["--rate", f"{case.rate:g}", "--arrival", "constant"]
    return ["--concurrency", str(case.concurrency)]


def told(folder: Path, metric: str) -> dict[str, float]:
    """The percentiles that the summary has."""
    found = {}
    for name in "p50", "p95", "p99":
        try:
            found[name] = summary_value(folder, metric, name)
        except MeasurementError:
            continue
    return found


@dataclass(frozen=True)
class OwnPart:
    """How far off single first tokens are: in all, and by what the client itself did."""

    # First output as stamped against the server's sending of it.
    client_ms: dict[str, float]
    # The whole time to first token against the server's own.
    whole_ms: dict[str, float]


def own_part(work: Work) -> OwnPart:
    rows = columns(
        work.folder / "run" / "requests.csv", "sent_ns", "server_received_ns", "server_first_output_ns",
        "first_output_ns")
    return OwnPart(
        of_samples([abs(seen - written) / 1e6 for _, _, written, seen in rows]),
        of_samples([
            abs((seen - sent) - (written - received)) / 1e6 for sent, received, written, seen in rows]))
