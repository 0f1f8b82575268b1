"""What the client said of arrivals against what the link saw."""

import csv
import json
from dataclasses import asdict, dataclass, field

from measuring.record import MILLISECOND, manifest, quantile

# The two clocks of a stamp agree to less than this (ArrivalClock refuses stamps that lie further after
# their reading). How far the link itself is unsure is in the bracket, and not in here.
TOLERANCE = 50_000
# What lies further outside is counted again: less than this the tool itself calls the same
# (ArrivalBounds.matters, SocketCounts.suspiciousDelay).
FAR = MILLISECOND
# Of all events, those that may lie outside what is said of them.
ALLOWED_SHARE = 0.001
QUANTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


@dataclass
class Percentile:
    """A percentile of TTFT, in ms: as stated (the two ends) and as it was (between two moments)."""

    name: str
    stated: float
    least: float
    true_low: float
    true_high: float

    @property
    def error(self):
        """How far the truth lies outside the ends that are stated."""
        return max(0.0, self.least - self.true_high, self.true_low - self.stated)

    @property
    def is_off(self):
        """Beyond what the tool calls the same: the larger of 1 ms and 2 %."""
        return self.error > max(1, self.stated / 50)


@dataclass
class Judgement:
    condition: str
    events: int = 0
    unmatched: int = 0
    intervals: int = 0
    intervals_outside: int = 0
    intervals_far: int = 0
    exact_off: int = 0
    exact_far: int = 0
    # In ms: how far the worst lies outside; how wide the truth's own brackets are.
    worst: float = 0
    bracket_p99: float = 0
    bracket_max: float = 0
    wide_brackets: int = 0
    percentiles: list = field(default_factory=list)
    verdict: str = ""
    text: str = ""
    reasons: list = field(default_factory=list)
    lost: str = ""
    summary: dict = field(default_factory=dict)
    account: dict = field(default_factory=dict)
    outside: list = field(default_factory=list)

    @property
    def outside_share(self):
        return (self.intervals_outside + self.exact_off) / max(1, self.events)

    @property
    def far_share(self):
        return (self.intervals_far + self.exact_far) / max(1, self.events)

    @property
    def holds(self):
        return self.far_share <= ALLOWED_SHARE and not self.is_trusted_wrongly

    @property
    def is_trusted_wrongly(self):
        return self.verdict == "trustworthy" and any(one.is_off for one in self.percentiles)

    def as_json(self):
        return asdict(self) | {
            "outside_share": self.outside_share, "far_share": self.far_share, "holds": self.holds,
            "is_trusted_wrongly": self.is_trusted_wrongly}


def judge(condition, trial):
    found = Judgement(condition.name, account=trial.account, text=trial.verdict)
    origin = manifest(trial.folder)["clock"]["origin_monotonic_nanoseconds"]
    brackets = look_at_events(found, trial, origin)
    found.bracket_p99 = quantile(brackets, 0.99) / MILLISECOND
    found.bracket_max = brackets[-1] / MILLISECOND
    found.wide_brackets = sum(width > MILLISECOND for width in brackets)
    summary = json.loads((trial.folder / "summary.json").read_text(encoding="utf-8"))
    found.verdict = summary["validity"]["verdict"]
    found.reasons = [
        check["kind"] for check in summary["validity"]["checks"] if check["verdict"] != "trustworthy"]
    values = {
        (row["metric"], row["statistic"]): row["value"] for row in summary["rows"]
        if row.get("round") is None and row.get("connection", "all") == "all" and "value" in row}
    found.percentiles = percentiles(trial, origin, values)
    found.summary = {
        f"{metric} {statistic}": values[metric, statistic] for metric, statistic in (
            ("lateness", "p99"), ("lateness", "max"), ("read_delay", "p99"), ("read_delay", "max"),
            ("stamp_error", "p99"), ("stamp_error", "max"), ("ttft_uncertain", "share"),
            ("icl_uncertain", "share"), ("coalesced", "share"), ("out_of_order_segments", "share"),
            ("held_back_reads", "count"), ("unstamped_reads", "count"), ("failures", "share"))
        if (metric, statistic) in values}
    way = trial.account.get("to_client")
    if way:
        lost = way["lost"] + way["overflowed"]
        found.lost = f"{lost / max(1, way['carried']):.2%}"
    return found


def look_at_events(found, trial, origin):
    """Counts the events outside what is said of them; the widths of the truth's brackets, ascending."""
    widths = []
    with open(trial.folder / "chunks.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.events += 1
            bracket = row["sent_ns"] and trial.readable.get(int(row["sent_ns"]) + origin)
            if not bracket:
                found.unmatched += 1
                continue
            before, after = (moment - origin for moment in bracket)
            widths.append(after - before)
            arrived = int(row["arrived_ns"])
            earliest = int(row["earliest_ns"] or arrived)
            distance = max(earliest - after, before - arrived)
            found.worst = max(found.worst, distance / MILLISECOND)
            if distance <= TOLERANCE:
                found.intervals += bool(row["earliest_ns"])
                continue
            if row["earliest_ns"]:
                found.intervals += 1
                found.intervals_outside += 1
                found.intervals_far += distance > FAR
            else:
                found.exact_off += 1
                found.exact_far += distance > FAR
            found.outside.append({
                "request": int(row["request"]), "index": int(row["index"]), "before": before,
                "after": after, "earliest": row["earliest_ns"], "arrived": arrived,
                "read": int(row["read_ns"]), "events_in_read": int(row["events_in_read"])})
    return sorted(widths)


def percentiles(trial, origin, values):
    """Of TTFT, from the first events' moments; those that the tool states."""
    firsts = {}
    with open(trial.folder / "chunks.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["index"] == "0" and row["sent_ns"]:
                bracket = trial.readable.get(int(row["sent_ns"]) + origin)
                if bracket:
                    firsts[row["request"]] = bracket
    lows, highs = [], []
    with open(trial.folder / "requests.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["outcome"] == "ok" and row["phase"] == "measured" and row["request"] in firsts:
                before, after = firsts[row["request"]]
                lows.append(before - origin - int(row["sent_ns"]))
                highs.append(after - origin - int(row["sent_ns"]))
    lows.sort()
    highs.sort()
    found = []
    for name, q in QUANTILES.items():
        stated = values.get(("ttft", name))
        if stated is not None:
            found.append(Percentile(
                name, stated, values.get(("ttft_least", name), stated),
                quantile(lows, q) / MILLISECOND, quantile(highs, q) / MILLISECOND))
    return found
