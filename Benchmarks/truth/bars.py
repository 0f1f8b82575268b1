"""The bars of the project, and whether they are met."""

from dataclasses import dataclass

from measuring.result import number

from .summary import OURS, Line, distance

LARGE = ["500x2000", "1000x2000"]
SIZES = ["10x100", "100x1000", *LARGE]
LOAD_SHARE = 1.03
CLIENT_MS = 1
ONE_SECONDS = 0.3
LEANEST_TIMES, OTHERS_TIMES = 4, 6

Lines = dict[tuple[str, str], Line]


@dataclass(frozen=True)
class BarRow:
    bar: str
    measured: str
    is_met: bool

    def text(self) -> str:
        return f"| {self.bar} | {self.measured} | {'yes' if self.is_met else '**no**'} |\n"


def peers(found: Lines, case: str) -> list[Line]:
    return [line for (name, tool), line in found.items() if name == case and tool != OURS and line.has_times]


def best_peer(found: Lines, case: str) -> Line | None:
    told = [line for line in peers(found, case) if line.error("ttft_p99") is not None]
    return min(told, key=lambda line: abs(line.error("ttft_p99")), default=None)


def accuracy(found: Lines, case: str) -> list[BarRow]:
    ours, best = found[case, OURS], best_peer(found, case)
    own = ours.of("client_error_p99_ms")
    rows = [BarRow(
        f"{case}: TTFT p99 error, the client's own part <= {CLIENT_MS} ms",
        "not known" if own is None else f"{number(own)} ms", own is not None and own <= CLIENT_MS)]
    error = distance(ours.error("ttft_p99"))
    if best and error is not None:
        theirs = abs(best.error("ttft_p99"))
        rows.append(BarRow(
            f"{case}: reported TTFT p99, at most as far off as the best peer's",
            f"{number(error)} ms beside {number(theirs)} ms ({best.tool})", error <= theirs))
    return rows


def cost(found: Lines, case: str) -> list[BarRow]:
    ours = found[case, OURS].of("cpu_us_an_event")
    ranked = sorted((line.of("cpu_us_an_event"), line.tool) for line in peers(found, case) if line.of("cpu_us_an_event"))
    rows = []
    for times, (theirs, tool), what in zip((LEANEST_TIMES, OTHERS_TIMES), ranked, ("the leanest peer's", "the next one's")):
        rows.append(BarRow(
            f"{case}: CPU an event <= 1/{times} of {what}",
            f"{number(ours)} us beside {number(theirs)} us ({tool}): 1/{theirs / ours:.1f}", ours * times <= theirs))
    return rows


def memory(found: Lines, case: str) -> list[BarRow]:
    ours = found[case, OURS].of("peak_mib")
    ranked = sorted((line.of("peak_mib"), line.tool) for line in peers(found, case) if line.of("peak_mib"))
    return [
        BarRow(f"{case}: memory below all peers'", f"{number(ours)} MiB beside {number(theirs)} MiB ({tool})", ours < theirs)
        for theirs, tool in ranked[:1]]


def text(found: Lines) -> str:
    """A table of all bars that can be judged."""
    rows: list[BarRow] = []
    sizes = [case for case in SIZES if (case, OURS) in found]
    for case in sizes:
        if case in LARGE:
            rows += accuracy(found, case)
    for measured in cost, memory:
        for case in sizes:
            rows += measured(found, case)
    if ("one", OURS) in found:
        seconds = found["one", OURS].of("process_seconds")
        rows.append(BarRow(f"one request of 0.22 s takes <= {ONE_SECONDS} s", f"{seconds:.2f} s", seconds <= ONE_SECONDS))
    for case in sizes:
        share = found[case, OURS].load_share
        if share is not None:
            rows.append(BarRow(f"{case}: load within 3 % of the ideal", f"{share - 1:+.1%}", share <= LOAD_SHARE))
    return "| bar | measured | met |\n|---|---|---|\n" + "".join(row.text() for row in rows)
