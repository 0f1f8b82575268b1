"""EvalScope's `perf`."""

import contextlib
import json
import sqlite3
from pathlib import Path

from ..case import FOUND_FROM_MS, Case
from .tool import Reported, Tool, Work

NAMES = {"p50": "50%", "p95": "95%", "p99": "99%"}


class EvalScope(Tool):
    name = "evalscope"
    notes = ("Stalls are counted in its database of requests.",)

    def command(self, work: Work) -> list[str]:
        return [
            str(self.binary), "perf", "--model", "m", "--url", f"{work.url}/v1/chat/completions", "--api", "openai",
            *load(work.case), "--number", str(work.case.requests), "--stream",
            "--max-tokens", str(work.case.tokens), "--min-tokens", str(work.case.tokens),
            "--tokenizer-path", str(work.tokenizer), "--dataset", "openqa", "--prompt", "Tell me of rivers.",
            "--no-test-connection", "--num-workers", "1", "--outputs-dir", "out", "--no-timestamp"]

    def report(self, work: Work) -> Reported:
        folder = next((work.folder / "out").rglob("benchmark_percentile.json")).parent
        summary = json.loads((folder / "benchmark_summary.json").read_text(encoding="utf-8"))
        rows = json.loads((folder / "benchmark_percentile.json").read_text(encoding="utf-8"))
        by_name = {row["Percentiles"]: row for row in rows}
        return Reported(
            summary["Success Requests"], summary["Failed Requests"],
            *({name: by_name[key][metric] for name, key in NAMES.items() if key in by_name}
              for metric in ("TTFT (ms)", "ITL (ms)")),
            stalled(folder / "benchmark_data.db"))


def load(case: Case) -> list[str]:
    if case.rate:
        return ["--open-loop", "--rate", f"{case.rate:g}"]
    return ["--parallel", str(case.concurrency)]


def stalled(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as base:
        rows = base.execute("select inter_token_latencies from result where success").fetchall()
    return sum(max(json.loads(text), default=0) * 1000 > FOUND_FROM_MS for (text,) in rows if text)
