"""GuideLLM of the vLLM project."""

import json

from ..case import Case
from .tool import Reported, Tool, Work


class GuideLLM(Tool):
    name = "guidellm"
    has_gaps = False
    notes = (
        "Its inter-token latency is each stream's mean, so that it cannot show a stall.",
        "One worker process, as there is one processor for it; with its usual ten it takes a minute to start.",
    )

    def command(self, work: Work) -> list[str]:
        return [
            str(self.binary), "run", "--backend", f"kind=openai_http,target={work.url},model=m",
            "--profile", load(work.case), "--constraint", f"kind=max_requests,count={work.case.requests}",
            "--tokenizer", f"kind=huggingface_auto,model={work.tokenizer}",
            "--data", f"kind=synthetic_text,prompt_tokens=16,output_tokens={work.case.tokens}",
            "--output", "kind=json,path=out.json", "--disable-console"]

    def variables(self, work: Work) -> dict[str, str]:
        return {"GUIDELLM__MAX_WORKER_PROCESSES": "1"}

    def report(self, work: Work) -> Reported:
        document = json.loads((work.folder / "out.json").read_text(encoding="utf-8"))
        metrics = document["benchmarks"][0]["metrics"]
        totals = metrics["request_totals"]
        return Reported(
            totals["successful"], totals["errored"],
            *(metrics[name]["successful"]["percentiles"]
              for name in ("time_to_first_token_ms", "inter_token_latency_ms")))


def load(case: Case) -> str:
    return f"kind=constant,rate={case.rate:g}" if case.rate else f"kind=concurrent,streams={case.concurrency}"
