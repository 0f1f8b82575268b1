#!/usr/bin/env python3
"""Holds streamgauge and other tools against a server whose times are known, for `scripts/bench truth`."""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring.result import MeasurementError
from truth import page, quiet, self_check, server, tokenizer, usage
from truth.case import CASES, Case
from truth.row import Row, read_rows, write_rows
from truth.tools import all_tools
from truth.tools.tool import Tool
from truth.trial import Trials

ROOT = Path(__file__).parent.parent
OURS = "streamgauge"
BY_NAME = {case.name: case for case in CASES}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench truth", description=__doc__)
    parser.add_argument("--case", action="append", choices=BY_NAME, metavar="CASE", help=", ".join(BY_NAME))
    parser.add_argument("--tool", action="append", metavar="TOOL", help="only this one; more than once")
    parser.add_argument("--again", action="store_true", help="measure what is in the CSV already once more")
    parser.add_argument("--page", action="store_true", help="only write the page from the CSV")
    parser.add_argument("--check", action="store_true", help="only check the server and the arithmetic")
    parser.add_argument("--csv", type=Path, default=ROOT / "docs" / "truth.csv", help="default docs/truth.csv")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave all that the tools write there")
    parser.add_argument(
        "--settle", type=float, default=60, metavar="SECONDS",
        help="how long to wait before each run for others to be quiet; default 60")
    parser.add_argument(
        "--tries", type=int, default=3, metavar="N",
        help="measure so often at most where others took more than 5 %% of the processors meanwhile; default 3")
    parser.add_argument("--with-vllm", action="store_true", help="vLLM's bench serve too; it takes 9 GB")
    parser.add_argument("--peers", type=Path, default=ROOT / ".peers", help=argparse.SUPPRESS)
    parser.add_argument("--binary", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("RUNS is a number from 1")
    return given


def in_turn(tools: dict[str, Tool], case: Case) -> list[tuple[str, int]]:
    """Tools in the order in which they run, with a number for each time: ours first, in between and last."""
    others = [name for name, tool in tools.items() if name != OURS and not tool.refuses(case)]
    if OURS not in tools:
        return [(name, 1) for name in others]
    half = (len(others) + 1) // 2
    return [
        (OURS, 1), *((name, 1) for name in others[:half]), (OURS, 2), *((name, 1) for name in others[half:]), (OURS, 3)]


def chosen(given: argparse.Namespace) -> dict[str, Tool]:
    """The tools that are wanted and installed; says which are not."""
    found = all_tools(given.binary.resolve(), given.peers.resolve())
    if not given.with_vllm:
        del found["vllm"]
    for name in given.tool or []:
        if name not in found:
            sys.exit(f"scripts/bench truth: no tool '{name}'; there are {', '.join(found)}")
    wanted = {name: tool for name, tool in found.items() if not given.tool or name in given.tool}
    for name, tool in wanted.items():
        if not tool.is_there():
            print(f"{name} is not installed and is left out", file=sys.stderr)
    return {name: tool for name, tool in wanted.items() if tool.is_there()}


def is_disturbed(row: Row) -> bool:
    return row.others_share is None or row.others_share > quiet.ALLOWED_SHARE


def told(row: Row) -> str:
    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:,.2f}"

    return (
        f"{row.case:10} run {row.run} {row.tool:14} exit {row.exit_code}  ok {row.ok} of {row.received}  "
        f"TTFT p99 {number(row.ttft_p99_ms)} (true {number(row.true_ttft_p99_ms)})  "
        f"gap p99 {number(row.gap_p99_ms)} (true {number(row.true_gap_p99_ms)})  "
        f"{number(row.cpu_us_an_event)} us  {number(row.peak_mib)} MiB  {number(row.process_seconds)} s  others {row.others_share:.0%}  {row.note}")


def measure(given: argparse.Namespace, folder: Path) -> None:
    """All trials that are not in the CSV yet, or were disturbed; each is written as it ends."""
    tools = chosen(given)
    given.peers.mkdir(parents=True, exist_ok=True)
    home = given.peers / "home"
    home.mkdir(exist_ok=True)
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    keep = given.keep.resolve() if given.keep else None
    trials = Trials(
        folder, server.build(folder), home.resolve(), tokenizer.write(folder / "tokenizer"), keep, given.settle, given.tries)
    rows = {row.key: row for row in read_rows(given.csv)}
    for run in range(1, given.runs + 1):
        for case in CASES:
            if given.case and case.name not in given.case:
                continue
            for name, turn in in_turn(tools, case):
                key = (case.name, run, turn, name)
                kept = rows.get(key)
                if kept and not given.again and not is_disturbed(kept):
                    continue
                found = trials.measure(tools[name], case, run, turn)
                if not kept or given.again or found.others_share < kept.others_share:
                    rows[key] = found
                write_rows(given.csv, list(rows.values()))
                print(told(rows[key]), file=sys.stderr)


def main() -> None:
    given = arguments()
    # 1,000 streams need as many descriptors, here and in what is started from here.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if not given.page:
        with tempfile.TemporaryDirectory(prefix="streamgauge-truth-") as temporary:
            try:
                self_check.check(Path(temporary))
            except (MeasurementError, OSError, subprocess.SubprocessError) as error:
                sys.exit(f"scripts/bench truth: {error}")
            if given.check:
                return
            started = time.monotonic()
            usage.adopt_orphans()
            measure(given, Path(temporary))
            print(f"took {time.monotonic() - started:.0f} s", file=sys.stderr)
    page.write(read_rows(given.csv), ROOT / "docs", all_tools(Path(OURS), Path(".peers")))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("scripts/bench truth: ended; what was measured is kept, and the same command goes on", file=sys.stderr)
        sys.exit(130)
