"""servebench."""

import json

from ..case import Case
from .tool import Reported, Tool, Work, reported


class ServeBench(Tool):
    name = "servebench"
    notes = (
        "Its open loop is of random arrivals, so that its wall time has no one ideal.",
        "Percentiles are from its own rows of requests: its summary has no p95.",
    )

    def command(self, work: Work) -> list[str]:
        return [
            str(self.binary), "run", "--url", f"{work.url}/v1", "--model", "m", *load(work.case),
            "--num-requests", str(work.case.requests), "--warmup", "0", "--input-len", "16",
            "--output-len", str(work.case.tokens), "--no-gpu", "--out", "out.json"]

    def report(self, work: Work) -> Reported:
        document = json.loads((work.folder / "out.json").read_text(encoding="utf-8"))
        rows = document["levels"][0]["requests"]
        good = [row for row in rows if row["ok"]]
        return reported(
            len(good), len(rows) - len(good), [row["ttft"] * 1000 for row in good],
            [gaps(row["chunk_times"]) for row in good])


def load(case: Case) -> list[str]:
    return ["--rate", f"{case.rate:g}"] if case.rate else ["--concurrency", str(case.concurrency)]


def gaps(times: list[float]) -> list[float]:
    return [(later - earlier) * 1000 for earlier, later in zip(times, times[1:])]
