"""The tools that are held against the truth."""

from pathlib import Path

from .aiperf import AIPerf
from .evalscope import EvalScope
from .floors import H2Load, Wrk
from .genai_bench import GenAIBench
from .guidellm import GuideLLM
from .inference_perf import InferencePerf
from .servebench import ServeBench
from .streamgauge import StreamGauge
from .tool import Tool
from .vllm import VLLM

PEERS = {
    "servebench": ServeBench, "evalscope": EvalScope, "inference-perf": InferencePerf, "aiperf": AIPerf,
    "guidellm": GuideLLM, "genai-bench": GenAIBench, "vllm": VLLM,
}
FLOORS = {"wrk": Wrk, "h2load": H2Load}

# What was looked at and is not measured, with the reason.
NOT_MEASURED = {
    "infergauge 1.1.1":
        "Ends with code 2 before the first request: “Free-tier runs against a real endpoint need an InferGauge "
        "account”; and its free licence covers no server of one's own.",
    "llmnop": "Comes as a program from elsewhere than PyPI and Debian, which is where this takes tools from.",
}


def all_tools(ours: Path, peers: Path) -> dict[str, Tool]:
    """Every tool by its name; `ours` is the binary, `peers` the folder of the others' environments."""
    found: dict[str, Tool] = {"streamgauge": StreamGauge(folder=ours.parent)}
    found |= {name: kind(folder=peers / name) for name, kind in PEERS.items()}
    return found | {name: kind(folder=Path("/usr/bin")) for name, kind in FLOORS.items()}
