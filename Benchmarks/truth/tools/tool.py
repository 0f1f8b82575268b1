"""What the runner asks of a tool."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from ..case import FOUND_FROM_MS, Case
from ..percentiles import of_samples


@dataclass(frozen=True)
class Work:
    """One run: the case, the server's address without a path, an empty folder to write to."""

    case: Case
    url: str
    folder: Path
    tokenizer: Path


@dataclass
class Reported:
    """What a tool said of its run. What it does not say is None or not among the percentiles."""

    ok: int | None = None
    failed: int | None = None
    ttft_ms: dict[str, float] = field(default_factory=dict)
    gap_ms: dict[str, float] = field(default_factory=dict)
    # Streams with a gap as long as a planted stall.
    stalled: int | None = None


class Tool:
    """A tool in a folder of its own. `notes` say what it cannot tell and what was set for it."""

    name: str
    notes: tuple[str, ...] = ()
    # Whether its gaps are those between events, or each stream's mean.
    has_gaps: bool = True
    # Whether it tells times at all; what does not is a floor for the cost.
    has_times: bool = True
    # Whether the server writes its times into the streams; costs the reader a line more an event.
    wants_comments: bool = False
    # Whether it stops at a time, and not after the requests.
    goes_by_time: bool = False
    language: str = "Python"

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def binary(self) -> Path:
        return self.folder / "bin" / self.name

    @property
    def version(self) -> str:
        """As pinned."""
        pins = Path(__file__).parent.parent / "requirements" / f"{self.name}.txt"
        for line in pins.read_text(encoding="utf-8").splitlines():
            package, _, version = line.partition("==")
            if package == self.name:
                return version
        raise LookupError(f"{pins} does not pin {self.name}")

    def is_there(self) -> bool:
        return self.binary.exists()

    def installed_bytes(self) -> int:
        return sum(
            os.lstat(Path(folder, name)).st_size
            for folder, _, names in os.walk(self.folder) for name in names)

    def refuses(self, case: Case) -> str:
        """Why it cannot do this work; empty when it can."""
        return ""

    def command(self, work: Work) -> list[str]:
        raise NotImplementedError

    def variables(self, work: Work) -> dict[str, str]:
        """What its environment needs besides the usual."""
        return {}

    def report(self, work: Work) -> Reported:
        """Reads what it wrote; raises when that cannot be read."""
        raise NotImplementedError


def reported(ok: int, failed: int, ttft_ms: list[float], gaps_ms: list[list[float]]) -> Reported:
    """From a tool's own rows: each stream's time to first token and gaps."""
    return Reported(
        ok, failed, of_samples(ttft_ms), of_samples([gap for stream in gaps_ms for gap in stream]),
        sum(max(stream, default=0) > FOUND_FROM_MS for stream in gaps_ms))
