"""docs/truth.md and its pictures, from docs/truth.csv."""

import tempfile
from pathlib import Path
from statistics import median

from measuring.result import number

from . import bars
from .case import CASES, Case
from .picture import Bar, Panel, draw
from .row import Row
from .summary import OURS, Line, lines, merits
from .tools import NOT_MEASURED
from .tools.tool import Tool, Work

SIZES = ["10x100", "100x1000", "500x2000", "1000x2000"]
SHOWN_COMMAND = next(case for case in CASES if case.name == "500x2000")
HEADER = (
    "| tool | as good as ours, or better | ok / failed / received | TTFT p50 | TTFT p95 | TTFT p99 | gap p50 | gap p99 "
    "| stalls | load / ideal | process | CPU an event | memory | exit |\n"
    "|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
INTRODUCTION = """\
# Held against a server whose times are known

Every tool gets the same work from a server that notes when it received each request and when it sent each event, and what the tool then reports is held against
that very run. The server is 350 lines of C (`Benchmarks/TruthServer/truth_server.c`: one thread, epoll, CLOCK_MONOTONIC read just before each `send`), and its log
alone is the truth: nobody needs to trust our emulator. It takes in all that waits before it answers anything.

    scripts/bench truth                # installs the peers, measures what docs/truth.csv lacks or has disturbed, writes this page
    scripts/bench truth --case 500x2000 --tool aiperf --again
    scripts/bench truth --page         # this page anew from docs/truth.csv
    RUNS=1 scripts/bench truth --csv mine.csv

This page is written by that command. Do not edit it; its text is in `Benchmarks/truth/page.py`, its numbers in [truth.csv](truth.csv), a row a run.
"""
READING = """\
## How to read the tables

- *TTFT*, *gap*: what the tool reports less what was true in that run, in ms, medians over runs; 0 is right. True TTFT is from the server's receipt of a request to its first event. The
  way there and back, some 0.1 ms on this machine, is thus counted as an error, of all tools alike. A gap marked `m` is of each
  stream's mean: it is held against true means, and not against ours.
- *as good as ours, or better*: in what a tool is within a tenth of ours (times within 0.05 ms), or better. What a tool does not say is `–`, and no merit.
- *stalls*: streams in which the tool's results show a gap over 500 ms, of those that had one.
- *load / ideal*: from the first request's receipt to the last event's sending, beside what a client that loses no time would take.
- *process*: wall time of the whole command, with its start and its report. *CPU*: user and system time of the command and all its descendants, by the
  kernel's account, start and report included, divided by the events that the server sent. *memory*: the larger of the sum over its processes (PSS, looked at twice a second) and its
  largest process's peak (looked at ten times a second). *exit*: its code.
- A client that comes late finds many events in one read, which makes each cheap, and its times wrong: look at CPU and errors together.
- wrk and h2load throw the answers away: floors of the cost, and no peers.
- {ours} asks for the server's times in comments, to tell its own part; the others get none of these lines.
- Ours runs first, in between and last in each round, so that its row is of three runs for each of the others; the spread is in the CSV.
"""


def signed(value: float | None, mark: str = "") -> str:
    if value is None:
        return "–"
    digits = 2 if abs(value) < 100 else 0
    return f"{value:+,.{digits}f}{mark}"


def plain(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{number(value)}{unit}"


def row_text(line: Line, ours: Line | None, tool: Tool) -> str:
    mark = "" if tool.has_gaps else " m"
    merit = "(ours)" if line.tool == OURS else ", ".join(merits(line, ours)) if ours else ""
    if not line.has_times:
        merit = "(a floor)"
    answers = " / ".join(plain(line.of(name)) for name in ("ok", "failed", "received"))
    planted = line.of("true_stalled") or 0
    stalls = "–" if line.of("stalled") is None else f"{line.of('stalled'):.0f} of {planted:.0f}"
    codes = sorted({"none" if row.exit_code is None else str(row.exit_code) for row in line.rows})
    share = None if tool.goes_by_time else line.load_share
    cells = [
        f"**{line.tool}**" if line.tool == OURS else line.tool, merit, answers,
        *(signed(line.error(name)) for name in ("ttft_p50", "ttft_p95", "ttft_p99")),
        *(signed(line.error(name), mark) for name in ("gap_p50", "gap_p99")), stalls,
        "–" if share is None else f"{share:.2f}", plain(line.of("process_seconds"), " s"),
        plain(line.of("cpu_us_an_event"), " us"), plain(line.of("peak_mib"), " MiB"), ", ".join(codes)]
    return "| " + " | ".join(cells) + " |\n"


def case_text(case: Case, found: dict[tuple[str, str], Line], tools: dict[str, Tool]) -> str:
    here = {name: found[case.name, name] for name in tools if (case.name, name) in found}
    if not here:
        return ""
    ours = here.get(OURS)
    text = f"### {case.name}: {case.title}\n\nIdeal: {case.ideal_seconds():.2f} s."
    if ours and ours.of("true_ttft_p50_ms") is not None:
        text += (
            f" In our runs true TTFT was {number(ours.of('true_ttft_p50_ms'))} ms (p50) and {number(ours.of('true_ttft_p99_ms'))} ms (p99), "
            f"true gaps {plain(ours.of('true_gap_p50_ms'))} and {plain(ours.of('true_gap_p99_ms'))} ms.")
    if ours and ours.of("client_error_p99_ms") is not None:
        text += (
            f" Of single first tokens ours is off by {number(ours.of('client_error_p99_ms'))} ms at p99 by its own doing, "
            f"and by {number(ours.of('whole_error_p99_ms'))} ms with the way there and back.")
    text += "\n\n" + HEADER + "".join(row_text(line, ours, tools[name]) for name, line in here.items())
    told = [f"- {name}: {note}" for name, line in here.items() for note in line.notes]
    told += [f"- {name}: not measured here, it {why}" for name, tool in tools.items() if (why := tool.refuses(case)) and tool.has_times]
    return text + ("\n" + "\n".join(told) + "\n" if told else "") + "\n"


def tools_text(found: dict[tuple[str, str], Line], tools: dict[str, Tool], folder: Path) -> str:
    text = (
        "## The tools\n\n| tool | version | written in | installed | one request of 0.22 s |\n|---|---|---|---:|---:|\n")
    seen = [name for name in tools if any(tool == name for _, tool in found)]
    for name in seen:
        line = next(one for (_, tool), one in found.items() if tool == name)
        single = found.get(("one", name))
        text += (
            f"| {name} | {line.rows[-1].version} | {tools[name].language} | {plain(line.of('installed_mib'), ' MiB')} "
            f"| {plain(single.of('process_seconds') if single else None, ' s')} |\n")
    text += "\nInstalled: the size of a Python tool's environment with all that it depends on, of others that of the program.\n\n"
    for name in seen:
        for note in tools[name].notes:
            text += f"- *{name}*: {note}\n"
    text += "\nNot measured:\n\n" + "".join(f"- *{name}*: {why}\n" for name, why in NOT_MEASURED.items())
    if "vllm" not in seen:
        text += "- *vllm bench serve*: with `--with-vllm`, for it takes 9 GB.\n"
    text += f"\n### Commands\n\nOf the case {SHOWN_COMMAND.name}, each behind `taskset -c` and the client's processors:\n\n```sh\n"
    for name in seen:
        place = folder / name
        place.mkdir()
        work = Work(SHOWN_COMMAND, "http://127.0.0.1:PORT", place, Path("TOKENIZER"))
        settings = "".join(f"{key}={value} " for key, value in tools[name].variables(work).items())
        text += settings + " ".join(map(quoted, tools[name].command(work))) + "\n"
        for written in sorted(place.iterdir()):
            lines_of = written.read_text(encoding="utf-8").split()
            text += f"#   {written.name}: {' '.join(lines_of)}\n"
    return text + "```\n"


def quoted(word: str) -> str:
    return f"'{word}'" if set(word) & set(" ()") else word


def pictures(found: dict[tuple[str, str], Line], tools: dict[str, Tool], folder: Path) -> str:
    wanted = [
        ("ttft", "TTFT p99: reported less true, ms, without its sign", lambda line: line.error("ttft_p99"), " ms"),
        ("cpu", "CPU an event, microseconds", lambda line: line.of("cpu_us_an_event"), " us"),
        ("memory", "Memory, MiB", lambda line: line.of("peak_mib"), " MiB"),
    ]
    text = ""
    for name, title, value, unit in wanted:
        panels = []
        for case in CASES:
            if case.name not in SIZES:
                continue
            here = [(tool, value(found[case.name, tool])) for tool in tools if (case.name, tool) in found]
            panels.append(Panel(f"{title} (logarithmic): {case.title}", [
                Bar(tool, abs(one), f"{number(abs(one))}{unit}", kind(tools[tool]))
                for tool, one in here if one is not None]))
        panels = [panel for panel in panels if panel.bars]
        if panels:
            path = folder / f"truth-{name}.svg"
            path.write_text(draw(title, panels), encoding="utf-8")
            text += f"![{title}, a bar a tool, on a logarithmic scale](images/{path.name})\n\n"
    return text


def kind(tool: Tool) -> str:
    return "ours" if tool.name == OURS else "peer" if tool.has_times else "floor"


def write(rows: list[Row], docs: Path, tools: dict[str, Tool]) -> None:
    """The page for these rows; nothing where there are none."""
    if not rows:
        return
    found = lines(rows, tools)
    dates = sorted({row.date for row in rows})
    runs = max(row.run for row in rows)
    shares = [row.others_share for row in rows if row.others_share is not None]
    measured = (
        f"Measured {' to '.join(sorted({dates[0], dates[-1]}))} on {rows[-1].machine}; {runs} run{'s' if runs > 1 else ''} of each. "
        f"Meanwhile other processes took {median(shares):.0%} of the processors in the median of the runs, and {max(shares):.0%} in the worst.\n\n")
    missing = [case.name for case in CASES if not any(row.case == case.name for row in rows)]
    if missing:
        measured += f"Not measured yet: {', '.join(missing)}.\n\n"
    with tempfile.TemporaryDirectory() as folder:
        text = (
            INTRODUCTION + "\n## In short\n\n" + measured + bars.text(found) + "\n" + pictures(found, tools, docs / "images")
            + READING.format(ours=OURS) + "\n## The cases\n\n"
            + "".join(case_text(case, found, tools) for case in CASES) + tools_text(found, tools, Path(folder)))
    (docs / "truth.md").write_text(text, encoding="utf-8")
