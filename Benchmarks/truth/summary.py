"""Rows of truth.csv as one line a case and tool: medians over runs."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from .row import Row
from .tools.tool import Tool

OURS = "streamgauge"
# As good: within a tenth, and times within this.
SAME_MS = 0.05
SAME_SHARE = 1.1


@dataclass
class Line:
    """A tool on a case. Errors are reported less true, in ms."""

    case: str
    tool: str
    rows: list[Row]
    has_times: bool
    has_gaps: bool

    def middle(self, value: Callable[[Row], float | None]) -> float | None:
        found = [one for one in map(value, self.rows) if one is not None]
        return median(found) if found else None

    def of(self, name: str) -> float | None:
        return self.middle(lambda row: getattr(row, name))

    def span(self, name: str) -> tuple[float, float] | None:
        found = [getattr(row, name) for row in self.rows if getattr(row, name) is not None]
        return (min(found), max(found)) if found else None

    def error(self, name: str) -> float | None:
        """Of `ttft_p99` and its like."""
        def difference(row: Row) -> float | None:
            told, true = getattr(row, f"{name}_ms"), getattr(row, f"true_{name}_ms")
            return None if told is None or true is None else told - true

        return self.middle(difference)

    @property
    def load_share(self) -> float | None:
        """How long the load took beside the ideal."""
        return self.middle(lambda row: row.load_seconds and row.load_seconds / row.ideal_seconds)

    @property
    def missed_stalls(self) -> float | None:
        return self.middle(
            lambda row: None if row.stalled is None or row.true_stalled is None else abs(row.stalled - row.true_stalled))

    @property
    def notes(self) -> list[str]:
        return sorted({row.note for row in self.rows if row.note})


def lines(rows: list[Row], tools: dict[str, Tool]) -> dict[tuple[str, str], Line]:
    found: dict[tuple[str, str], Line] = {}
    for row in rows:
        tool = tools[row.tool]
        line = found.setdefault((row.case, row.tool), Line(row.case, row.tool, [], tool.has_times, tool.has_gaps))
        line.rows.append(row)
    return found


def distance(value: float | None) -> float | None:
    return None if value is None else abs(value)


def merits(peer: Line, ours: Line) -> list[str]:
    """In what a peer is as good as ours, or better; what it cannot say is no merit, what ours does not say is one."""
    compared = [
        ("TTFT p50", distance(peer.error("ttft_p50")), distance(ours.error("ttft_p50")), SAME_MS),
        ("TTFT p99", distance(peer.error("ttft_p99")), distance(ours.error("ttft_p99")), SAME_MS),
        ("load", distance(off(peer.load_share)), distance(off(ours.load_share)), 0.005),
        ("process", peer.of("process_seconds"), ours.of("process_seconds"), 0),
        ("CPU", peer.of("cpu_us_an_event"), ours.of("cpu_us_an_event"), 0),
        ("memory", peer.of("peak_mib"), ours.of("peak_mib"), 0),
        ("size", peer.of("installed_mib"), ours.of("installed_mib"), 0),
    ]
    # The mean of a stream's gaps is another quantity.
    if peer.has_gaps:
        compared += [
            (name, distance(peer.error(column)), distance(ours.error(column)), SAME_MS)
            for name, column in (("gap p50", "gap_p50"), ("gap p99", "gap_p99"))]
    if ours.of("true_stalled"):
        compared.append(("stalls", peer.missed_stalls, ours.missed_stalls, 0))
    found = [
        name for name, theirs, own, same in compared
        if theirs is not None and own is not None and theirs <= max(own * SAME_SHARE, own + same)]
    only = [name for name, theirs, own, _ in compared if theirs is not None and own is None]
    return found + ([f"tells {', '.join(only)}, which ours does not here"] if only else [])


def off(share: float | None) -> float | None:
    return None if share is None else share - 1
