"""vLLM's `bench serve`, which brings all of vLLM."""

import json

from ..case import Case
from .tool import Reported, Tool, Work, reported


class VLLM(Tool):
    name = "vllm"
    notes = ("Asks once before it measures.",)

    def command(self, work: Work) -> list[str]:
        return [
            str(self.binary), "bench", "serve", "--backend", "openai-chat", "--base-url", work.url,
            "--endpoint", "/v1/chat/completions", "--model", "m", "--tokenizer", str(work.tokenizer),
            "--dataset-name", "random", "--random-input-len", "16", "--random-output-len", str(work.case.tokens),
            "--ignore-eos", *load(work.case), "--num-prompts", str(work.case.requests),
            "--percentile-metrics", "ttft,itl", "--metric-percentiles", "50,95,99", "--disable-tqdm",
            "--save-result", "--save-detailed", "--result-dir", ".", "--result-filename", "out.json"]

    def report(self, work: Work) -> Reported:
        document = json.loads((work.folder / "out.json").read_text(encoding="utf-8"))
        rows = [
            (ttft, gaps) for ttft, gaps, error
            in zip(document["ttfts"], document["itls"], document["errors"]) if not error]
        return reported(
            document["completed"], work.case.requests - document["completed"],
            [ttft * 1000 for ttft, _ in rows], [[gap * 1000 for gap in gaps] for _, gaps in rows])


def load(case: Case) -> list[str]:
    if case.rate:
        # Gamma arrivals of a great shape come at even intervals.
        return ["--request-rate", f"{case.rate:g}", "--burstiness", "100000"]
    return ["--max-concurrency", str(case.concurrency)]
