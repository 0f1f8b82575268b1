"""The rows of truth.csv."""

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path


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
    # Of all processors' time meanwhile, what neither the tool nor we took.
    others_share: float | None = None
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
