"""HTTP clients that throw the answers away: what reading alone costs."""

import json
import math
import re
import subprocess
from pathlib import Path

from ..case import Case
from .tool import Reported, Tool, Work


class Floor(Tool):
    has_times = False
    has_gaps = False
    language = "C"
    package = ""

    @property
    def binary(self) -> Path:
        return Path("/usr/bin") / self.name

    @property
    def version(self) -> str:
        found = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", self.package], capture_output=True, text=True, check=True)
        return found.stdout

    def installed_bytes(self) -> int:
        return self.binary.stat().st_size

    def refuses(self, case: Case) -> str:
        return "" if case.has_floors else "a floor, measured at the four sizes alone"

    def report(self, work: Work) -> Reported:
        return Reported()


def body(work: Work) -> str:
    return json.dumps({
        "model": "m", "stream": True, "max_tokens": work.case.tokens,
        "messages": [{"role": "user", "content": "hello"}]})


class Wrk(Floor):
    name = "wrk"
    goes_by_time = True
    package = "wrk"
    notes = ("Goes by time, so that its last streams are cut; their events count.",)

    def command(self, work: Work) -> list[str]:
        (work.folder / "post.lua").write_text(
            'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
            f"wrk.body = [==[{body(work)}]==]\n", encoding="utf-8")
        return [
            str(self.binary), "-t1", f"-c{work.case.concurrency}", f"-d{math.ceil(work.case.ideal_seconds())}s",
            "--timeout", "30s", "-s", "post.lua", f"{work.url}/v1/chat/completions"]


class H2Load(Floor):
    name = "h2load"
    package = "nghttp2-client"

    def command(self, work: Work) -> list[str]:
        (work.folder / "body.json").write_text(body(work), encoding="utf-8")
        return [
            str(self.binary), "--h1", "-t", "1", "-c", str(work.case.concurrency), "-n", str(work.case.requests),
            "-d", "body.json", "-H", "content-type: application/json", f"{work.url}/v1/chat/completions"]

    def report(self, work: Work) -> Reported:
        text = (work.folder / "output").read_text(encoding="utf-8")
        found = re.search(r"(\d+) succeeded, (\d+) failed", text)
        return Reported(int(found.group(1)), int(found.group(2)))
