"""One tool on one case: what it said, what was true, what it cost."""

import contextlib
import csv
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from measuring.result import MeasurementError

from . import server, usage
from .case import Case
from .tools import streamgauge
from .tools.tool import Reported, Tool, Work

# What others may take of the processors before a run begins.
QUIET_SHARE = 0.05


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


@dataclass
class Row:
    """A line of truth.csv: times in ms, absent where the tool does not say or nothing is known."""

    case: str
    run: int
    turn: int
    tool: str
    version: str
    date: str
    machine: str
    busy_share: float
    exit_code: int | None = None
    note: str = ""
    ok: int | None = None
    failed: int | None = None
    received: int | None = None
    whole_streams: int | None = None
    events: int | None = None
    ttft_p50_ms: float | None = None
    ttft_p95_ms: float | None = None
    ttft_p99_ms: float | None = None
    true_ttft_p50_ms: float | None = None
    true_ttft_p95_ms: float | None = None
    true_ttft_p99_ms: float | None = None
    gap_p50_ms: float | None = None
    gap_p99_ms: float | None = None
    true_gap_p50_ms: float | None = None
    true_gap_p99_ms: float | None = None
    # Of streamgauge alone, p99 over single requests: by the client, and in all.
    client_error_p99_ms: float | None = None
    whole_error_p99_ms: float | None = None
    true_stalled: int | None = None
    stalled: int | None = None
    load_seconds: float | None = None
    ideal_seconds: float | None = None
    process_seconds: float | None = None
    cpu_seconds: float | None = None
    cpu_us_an_event: float | None = None
    peak_mib: float | None = None
    installed_mib: float | None = None

    @property
    def key(self) -> tuple[str, int, int, str]:
        return self.case, self.run, self.turn, self.tool


def read_rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    kinds = {field.name: field.type for field in fields(Row)}
    with open(path, newline="", encoding="utf-8") as file:
        return [
            Row(**{name: parsed(text, kinds[name]) for name, text in line.items()})
            for line in csv.DictReader(file)]


def parsed(text: str, kind: type) -> object:
    if kind is str:
        return text
    if text == "":
        return None
    return int(text) if kind in (int, int | None) else float(text)


def write_rows(path: Path, rows: list[Row]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({
                name: "" if value is None else f"{value:.4f}" if isinstance(value, float) else value
                for name, value in asdict(row).items()})


def busy_share(seconds: float = 0.5) -> float:
    """The share of all processors' time that is taken meanwhile."""
    def times() -> list[int]:
        return [int(text) for text in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]

    before = times()
    time.sleep(seconds)
    spent = [later - earlier for earlier, later in zip(before, times())]
    return 1 - (spent[3] + spent[4]) / max(1, sum(spent))


def settled_share(seconds: float) -> float:
    """Waits for others to be quiet, so many seconds at most; what they take then."""
    limit = time.monotonic() + seconds
    while (share := busy_share()) > QUIET_SHARE and time.monotonic() < limit:
        time.sleep(0.5)
    return share


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

    def __init__(self, folder: Path, server_binary: Path, home: Path, tokenizer: Path, keep: Path | None, settle: float):
        self.folder = folder
        self.server_binary = server_binary
        self.home = home
        self.tokenizer = tokenizer
        self.keep = keep
        self.settle = settle
        self.machine = Machine.here()

    def command(self, tool: Tool, work: Work) -> list[str]:
        return ["taskset", "-c", self.machine.client_processors, *tool.command(work)]

    def measure(self, tool: Tool, case: Case, run: int, turn: int) -> Row:
        """Never raises for what a tool does; the row's note says what went wrong."""
        row = Row(
            case.name, run, turn, tool.name, tool.version, time.strftime("%Y-%m-%d"), self.machine.text,
            settled_share(self.settle),
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
            spent = usage.run(
                self.command(tool, work), variables(tool, work, self.home), folder, folder / "output",
                limit_seconds(case), others)
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
