"""One tool on one case: what it said, what was true, what it cost."""

import contextlib
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring.result import MeasurementError

from . import quiet, server, usage
from .case import Case
from .row import Row
from .tools import streamgauge
from .tools.tool import Reported, Tool, Work


@dataclass(frozen=True)
class Machine:
    """Where the parts run: the server on a processor of its own where there are two."""

    server_processor: int | None
    client_processors: str

    @classmethod
    def here(cls) -> "Machine":
        allowed = sorted(os.sched_getaffinity(0))
        if len(allowed) < 2:
            return cls(None, str(allowed[0]))
        return cls(allowed[0], ",".join(map(str, allowed[1:])))

    @property
    def text(self) -> str:
        """What the page says of it."""
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "?")
        placed = "all on one processor"
        if self.server_processor is not None:
            placed = f"the server on processor {self.server_processor} and the client on {self.client_processors}"
        return (
            f"{os.cpu_count()} x {model}, Linux {platform.release()}, Python {platform.python_version()}; {placed}")


@contextlib.contextmanager
def hog(processors: str) -> Iterator[list[int]]:
    """A busy loop on the client's processors; its process."""
    child = subprocess.Popen(["taskset", "-c", processors, "sh", "-c", "while :; do :; done"])
    try:
        yield [child.pid]
    finally:
        child.kill()
        child.wait()


def variables(tool: Tool, work: Work, home: Path) -> dict[str, str]:
    """No address or key of anybody's, no proxy, no hub; a home that is kept, so that caches are warm."""
    kept = {name: text for name, text in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")}
    return kept | {
        "HOME": str(home), "OPENAI_API_KEY": "none", "NO_PROXY": "*", "DO_NOT_TRACK": "1", "COLUMNS": "120",
        "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false"} | tool.variables(work)


def limit_seconds(case: Case) -> float:
    """For hangs: a slow start and a client ten times too slow are let through."""
    return min(400, 120 + 10 * case.ideal_seconds())


class Trials:
    """All that stays the same from trial to trial."""

    def __init__(
        self, folder: Path, server_binary: Path, home: Path, tokenizer: Path, keep: Path | None, settle: float, tries: int,
    ):
        self.folder = folder
        self.server_binary = server_binary
        self.home = home
        self.tokenizer = tokenizer
        self.keep = keep
        self.settle = settle
        self.tries = tries
        self.machine = Machine.here()

    def command(self, tool: Tool, work: Work) -> list[str]:
        return ["taskset", "-c", self.machine.client_processors, *tool.command(work)]

    def measure(self, tool: Tool, case: Case, run: int, turn: int) -> Row:
        """Once, or again while others disturbed it; the least disturbed of the tries."""
        found = []
        for _ in range(self.tries):
            quiet.wait(self.settle)
            found.append(self.try_once(tool, case, run, turn))
            if found[-1].others_share <= quiet.ALLOWED_SHARE:
                break
        return min(found, key=lambda row: row.others_share)

    def try_once(self, tool: Tool, case: Case, run: int, turn: int) -> Row:
        """Never raises for what a tool does; the row's note says what went wrong."""
        row = Row(
            case.name, run, turn, tool.name, tool.version, time.strftime("%Y-%m-%d"), self.machine.text,
            ideal_seconds=case.ideal_seconds(), installed_mib=tool.installed_bytes() / 2**20)
        folder = Path(tempfile.mkdtemp(prefix=f"{case.name}-{tool.name}-", dir=self.keep or self.folder))
        comments = tool.wants_comments
        with contextlib.ExitStack() as stack:
            served = stack.enter_context(server.serving(
                self.server_binary, case, folder, self.machine.server_processor, comments))
            others = [served.child.pid]
            if case.has_hog:
                others += stack.enter_context(hog(self.machine.client_processors))
            work = Work(case, served.url, folder, self.tokenizer)
            watch = quiet.Watch(others)
            spent = usage.run(
                self.command(tool, work), variables(tool, work, self.home), folder, folder / "output",
                limit_seconds(case), others)
            row.others_share = watch.others_share(spent.cpu_seconds)
            row.exit_code, row.process_seconds = spent.exit_code, spent.seconds
            row.cpu_seconds, row.peak_mib = spent.cpu_seconds, spent.peak_bytes / 2**20
            notes = [] if spent.exit_code is not None else [f"ended by us after {limit_seconds(case):.0f} s"]
            try:
                served.stop()
                add_truth(row, server.read_log(served.log), tool)
            except MeasurementError as error:
                notes.append(str(error))
            try:
                add_reported(row, tool.report(work))
                if isinstance(tool, streamgauge.StreamGauge):
                    own = streamgauge.own_part(work)
                    row.client_error_p99_ms = own.client_ms.get("p99")
                    row.whole_error_p99_ms = own.whole_ms.get("p99")
            except (OSError, LookupError, ValueError, TypeError, AttributeError, StopIteration, MeasurementError) as error:
                notes.append(f"no report to read ({type(error).__name__})")
            row.note = "; ".join(notes)
        return row


def add_truth(row: Row, truth: server.Truth, tool: Tool) -> None:
    gaps = truth.gap_ms if tool.has_gaps or not tool.has_times else truth.mean_gap_ms
    row.received, row.whole_streams, row.events = truth.requests, truth.whole_streams, truth.events
    row.true_ttft_p50_ms, row.true_ttft_p95_ms, row.true_ttft_p99_ms = truth.ttft_ms.values()
    row.true_gap_p50_ms, row.true_gap_p99_ms = gaps.get("p50"), gaps.get("p99")
    row.true_stalled, row.load_seconds = truth.stalled, truth.seconds
    if row.cpu_seconds is not None:
        row.cpu_us_an_event = row.cpu_seconds * 1e6 / truth.events


def add_reported(row: Row, reported: Reported) -> None:
    row.ok, row.failed, row.stalled = reported.ok, reported.failed, reported.stalled
    row.ttft_p50_ms = reported.ttft_ms.get("p50")
    row.ttft_p95_ms = reported.ttft_ms.get("p95")
    row.ttft_p99_ms = reported.ttft_ms.get("p99")
    row.gap_p50_ms, row.gap_p99_ms = reported.gap_ms.get("p50"), reported.gap_ms.get("p99")
