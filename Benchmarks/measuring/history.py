"""Hands what a chunk costs to `streamgauge history`, so that `history trend` names the commit that made it dearer.

`history import` reads results of other tools. Of their fields one means the same here: a rate of output, in chunks for
each second of a processor, or for each billion instructions. The rest is left out.
"""

import json
import re
import time
from pathlib import Path
from statistics import median

from .programs import run

# What a rate is of: a second's microseconds of CPU, or a billion instructions.
WHOLE = {"us": 1e6, "": 1e9}
HERE = Path(__file__).resolve().parent


def costs(rows):
    """The rows that say what a chunk costs us: CPU time, or instructions."""
    return [
        row for row in rows
        if row.what.endswith("a chunk") and (row.unit == "us" or row.what.startswith("instructions: "))
        and "wrk" not in row.what and "floor a chunk" not in row.what and "floor, a chunk" not in row.what]


def slug(what):
    return re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-")


def result(row, seconds):
    """A result in the form of `vllm bench serve`, of which the rate is what counts."""
    rate = WHOLE[row.unit] / median(row.values)
    return {
        "date": time.strftime("%Y%m%d-%H%M%S", time.gmtime()), "backend": "scripts/bench", "model_id": row.what,
        "completed": len(row.values), "duration": seconds, "output_throughput": rate}


def labels():
    """The commit and the branch that were measured; outside of a clone there are none."""
    found = []
    for name, question in ("commit", ("rev-parse", "HEAD")), ("branch", ("rev-parse", "--abbrev-ref", "HEAD")):
        answer = run(["git", "-C", HERE, *question], is_checked=False).output.strip()
        if re.fullmatch(r"[\w./-]+", answer):
            found += ["--label", f"{name}={answer}"]
    return found


def keep(gauge, rows, folder, seconds):
    """A history for each kind of cost below `folder`; returns what `history trend` says of each."""
    said = []
    for row in costs(rows):
        name = slug(row.what)
        file = gauge.folder / f"{name}.json"
        file.write_text(json.dumps(result(row, seconds)) + "\n", encoding="utf-8")
        history = folder / name
        run([gauge.binary, "history", "import", file, "--history", history, *labels()], variables={"TZ": "UTC"})
        trend = run([gauge.binary, "history", "trend", "--history", history, "--series", "vllm",
                     "--out", folder / f"{name}.html"])
        said.append(f"{row.what}\n{trend.output.strip()}")
    return said
