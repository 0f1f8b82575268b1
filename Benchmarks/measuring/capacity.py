"""Searches over sockets on an engine whose true capacity is known by a long simulation of it.

SEARCHES (5 unless told) is how many. The engine answers in real time, so that a machine that others use carries
less than the truth, and the answers are told too low.
"""

import json
import math
import os
import sys
import time
from pathlib import Path

from .programs import run
from .result import MeasurementError

# Some 60 requests a second of 20 tokens: a search ends in a minute or two.
ENGINE = "batch=8,step=4ms,step-per-sequence=0.2ms,prefill=100000/s"
PROMPT, OUTPUT = 40, 20
SHARE, BOUND_MS = 0.9, 100
RESOLUTION = 0.1

HERE = Path(__file__).resolve().parent.parent
SCRATCH = ("--scratch-path", ".build-benchmarks")


def measure(gauge, rows, _runs):
    truth = true_rate()
    print(f"true: {truth['rate']:.1f} ({truth['low']:.1f} to {truth['high']:.1f}) requests/s", file=sys.stderr)
    count = int(os.environ.get("SEARCHES", "5"))
    ratios = []
    for seed in range(1, count + 1):
        started = time.monotonic()
        found = search(gauge, seed)
        seconds = time.monotonic() - started
        requests = sum(step["requests"] for step in found["steps"])
        print(
            f"search {seed}: {found['outcome']} {found.get('reason', '')} {found.get('load')} ({found.get('low', 0):.1f} to "
            f"{found.get('high', 0):.1f}); {requests} requests, {len(found['steps'])} steps, {seconds:.0f} s",
            file=sys.stderr)
        rows.add("capacity: seconds of a search over sockets", seconds, "s")
        rows.add("capacity: requests of a search over sockets", requests, "")
        if found["outcome"] == "found":
            ratios.append(found["load"] / truth["rate"])
            rows.add("capacity: told against true", ratios[-1], "")
    rows.add("capacity: searches without an answer", count - len(ratios), "", 0)
    rows.add("capacity: searches more than 10 % too high",
             sum(ratio > 1 + RESOLUTION for ratio in ratios), "", 0)
    rows.add("capacity: searches more than 10 % off",
             sum(abs(math.log(ratio)) > math.log(1 + RESOLUTION) for ratio in ratios), "", 0)


def search(gauge, seed):
    """What capacity.json says of a search whose prompts are as long as the truth's."""
    folder = gauge.folder / f"capacity-{seed}"
    run([
        gauge.binary, "capacity", "--emulator", "--emulator-engine", ENGINE, "--emulator-tokens", str(OUTPUT),
        "--input-tokens", str(PROMPT), "--seed", str(seed), "--slo", f"ttft.p{SHARE * 100:.0f} < {BOUND_MS}ms",
        "--start", "10", "--max-duration", "4m", "--out", folder], limit_seconds=300, is_checked=False)
    try:
        found = json.loads((folder / "capacity.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise MeasurementError(f"a search left no capacity.json: {error}") from error
    require_prompts(folder / found["steps"][0]["folder"])
    return found


def require_prompts(step):
    lines = (step / "requests.csv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("prompt_tokens")
    counts = {cell for line in lines[1:] if (cell := line.split(",")[place])}
    if counts != {str(PROMPT)}:
        raise MeasurementError(f"prompts have {sorted(counts)} tokens, not {PROMPT}")


def true_rate():
    words = ["swift", "build", *SCRATCH, "-c", "release"]
    variables = {"STREAMGAUGE_SIMULATIONS": "1"}
    run([*words, "--product", "CapacityTruth"], 1200, cwd=HERE.parent, variables=variables)
    folder = run([*words, "--show-bin-path"], cwd=HERE.parent, variables=variables).output
    program = Path(folder.strip().splitlines()[-1]) / "CapacityTruth"
    return json.loads(run([program, ENGINE, PROMPT, OUTPUT, SHARE, BOUND_MS], 300).output)
