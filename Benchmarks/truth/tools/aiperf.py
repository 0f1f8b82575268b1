"""NVIDIA's AIPerf."""

import json

from ..case import Case
from .tool import Reported, Tool, Work, reported


class AIPerf(Tool):
    name = "aiperf"
    notes = (
        "Its gaps are in its rows of requests (`inter_chunk_latency`), its table has each stream's mean.",
        "Without its dashboard and its readers of GPU and server metrics, tokens as the server counts them.",
    )

    def command(self, work: Work) -> list[str]:
        return [
            str(self.binary), "profile", "--model", "m", "--url", work.url, "--endpoint-type", "chat",
            "--streaming", *load(work.case), "--request-count", str(work.case.requests),
            "--tokenizer", str(work.tokenizer), "--use-server-token-count", "--isl", "16",
            "--osl", str(work.case.tokens), "--ui", "none", "--no-gpu-telemetry", "--no-server-metrics",
            "--artifact-dir", "out"]

    def variables(self, work: Work) -> dict[str, str]:
        # Offline, it takes a tokenizer's folder for a name in a hub.
        return {"HF_HUB_OFFLINE": "", "TRANSFORMERS_OFFLINE": ""}

    def report(self, work: Work) -> Reported:
        text = (work.folder / "out" / "profile_export.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        good = [row["metrics"] for row in rows if not row.get("error")]
        return reported(
            len(good), len(rows) - len(good), [row["time_to_first_token"]["value"] for row in good],
            [row.get("inter_chunk_latency", {}).get("value", []) for row in good])


def load(case: Case) -> list[str]:
    if case.rate:
        return ["--request-rate", f"{case.rate:g}", "--arrival-pattern", "constant"]
    return ["--concurrency", str(case.concurrency)]
