"""genai-bench of the SGLang project."""

import json

from ..case import Case
from .tool import Reported, Tool, Work


class GenAIBench(Tool):
    name = "genai-bench"
    has_gaps = False
    notes = (
        "Its time per output token is each stream's mean, so that it cannot show a stall.",
        "Sends more requests than it is told, so that its load takes longer than the ideal; those that are open at the end are cut.",
        "Draws its pictures and its sheet at the end of each run, and cannot be told not to.",
    )

    def refuses(self, case: Case) -> str:
        return "has no open loop" if case.rate else ""

    def command(self, work: Work) -> list[str]:
        return [
            str(self.binary), "benchmark", "--api-backend", "openai", "--api-base", work.url, "--api-key", "none",
            "--task", "text-to-text", "--api-model-name", "m", "--model-tokenizer", str(work.tokenizer),
            "--max-time-per-run", "10", "--max-requests-per-run", str(work.case.requests),
            "--num-concurrency", str(work.case.concurrency), "--traffic-scenario", f"D(16,{work.case.tokens})",
            "--experiment-base-dir", ".", "--experiment-folder-name", "out", "--log-dir", ".",
            "--metrics-time-unit", "ms"]

    def report(self, work: Work) -> Reported:
        path = next((work.folder / "out").glob("D*.json"))
        metrics = json.loads(path.read_text(encoding="utf-8"))["aggregated_metrics"]
        return Reported(
            metrics["num_completed_requests"], metrics["num_error_requests"],
            *(percentiles(metrics["stats"][name]) for name in ("ttft", "tpot")))


def percentiles(found: dict[str, float | None]) -> dict[str, float]:
    return {name: found[name] for name in ("p50", "p95", "p99") if found.get(name) is not None}
