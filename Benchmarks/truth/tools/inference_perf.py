"""inference-perf of the Kubernetes project."""

import json
from pathlib import Path

from ..case import FOUND_FROM_MS, Case
from .tool import Reported, Tool, Work

NAMES = {"p50": "median", "p95": "p95", "p99": "p99"}


class InferencePerf(Tool):
    name = "inference-perf"
    notes = (
        "Asks `/v1/completions`: its synthetic prompts go with no chat.",
        "One worker process, as there is one processor for it; its rows of requests only where stalls are looked for; "
        "a small text to make prompts of, as its own takes longer to read.",
    )

    def command(self, work: Work) -> list[str]:
        config = configuration(work)
        (work.folder / "corpus.txt").write_text("the river runs past the old town\n" * 200, encoding="utf-8")
        # JSON is YAML too.
        (work.folder / "config.yaml").write_text(json.dumps(config, indent=2), encoding="utf-8")
        return [str(self.binary), "-c", "config.yaml"]

    def report(self, work: Work) -> Reported:
        document = json.loads((work.folder / "out" / "summary_lifecycle_metrics.json").read_text(encoding="utf-8"))
        latency = document["successes"]["latency"]
        return Reported(
            document["successes"]["count"], document["failures"]["count"],
            milliseconds(latency["time_to_first_token"]), milliseconds(latency["inter_token_latency"]),
            stalled(work.folder / "out" / "per_request_lifecycle_metrics.json"))


def configuration(work: Work) -> dict:
    case = work.case
    length = {"std_dev": 0, "total_count": case.requests}
    stage = {"num_requests": case.requests, "concurrency_level": case.concurrency}
    if case.rate:
        stage = {"rate": case.rate, "duration": round(case.requests / case.rate)}
    return {
        "api": {"type": "completion", "streaming": True},
        "server": {"type": "vllm", "model_name": "m", "base_url": work.url, "ignore_eos": True},
        "tokenizer": {"pretrained_model_name_or_path": str(work.tokenizer)},
        "data": {
            "type": "synthetic", "corpus_file_path": "corpus.txt",
            "input_distribution": {"min": 16, "max": 16, "mean": 16, **length},
            "output_distribution": {"min": case.tokens, "max": case.tokens, "mean": case.tokens, **length}},
        "load": {
            "type": "constant" if case.rate else "concurrent", "num_workers": 1,
            "worker_max_concurrency": case.streams, "stages": [stage]},
        "storage": {"local_storage": {"path": "out"}},
        "report": {
            "request_lifecycle": {"summary": True, "per_stage": True, "per_request": case.stall_every > 0}}}


def milliseconds(found: dict[str, float] | None) -> dict[str, float]:
    return {name: found[key] * 1000 for name, key in NAMES.items()} if found else {}


def stalled(path: Path) -> int | None:
    """Streams with a long gap, where there are rows of requests."""
    if not path.exists():
        return None
    found = 0
    for row in json.loads(path.read_text(encoding="utf-8")):
        times = row["info"]["response_metrics"]["chunk_times"]
        gaps = [(later - earlier) * 1000 for earlier, later in zip(times, times[1:])]
        found += max(gaps, default=0) > FOUND_FROM_MS
    return found
