"""Starts the programs that are measured, and says what they took."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
import threading
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .result import MeasurementError

TIME_LIMIT_SECONDS = 120

# Without an address of somebody's server, and without a key: only what is named here is asked.
ENVIRONMENT = {name: text for name, text in os.environ.items() if not name.startswith("OPENAI_")}


@dataclass
class Usage:
    """What a child process took, by the kernel's account."""

    cpu_seconds: float
    peak_bytes: int
    output: str


def run(command, limit_seconds=TIME_LIMIT_SECONDS, is_checked=True, variables=None, **options):
    """Runs a command to its end, with `variables` on top of the environment.

    Raises MeasurementError when it fails, unless that is not to be checked; it also fails when it
    takes longer than the limit.
    """
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, env={**ENVIRONMENT, **(variables or {})}, **options)
        limit = threading.Timer(limit_seconds, child.kill)
        limit.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        finally:
            limit.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if is_checked and child.returncode != 0:
        raise MeasurementError(
            f"'{Path(command[0]).name} {command[1]}' ended with {child.returncode}: {text[-500:]}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, text)


class StreamGauge:
    """The release binary and a folder for its records."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder
        self.count = 0

    def measure(self, emulator, *options):
        """`streamgauge run` of streams; `emulator` is what each request asks of the emulator.

        Returns the record's folder and the process's usage.
        """
        self.count += 1
        folder = self.folder / str(self.count)
        body = json.dumps({"emulator": emulator})
        usage = run([
            self.binary, "run", "--quiet", "--reports", folder, "--name", "bench", "--body", body,
            "--modes", "streaming", *options])
        return next(folder.iterdir()), usage

    @contextlib.contextmanager
    def server(self, *options):
        """`streamgauge serve` on a free port."""
        child = subprocess.Popen(
            [self.binary, "serve", "--port", "0", *options], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True)
        try:
            found = re.search(r"http://\S+", child.stdout.readline())
            if not found:
                raise MeasurementError("streamgauge serve did not start")
            yield Server(found.group(), child.pid)
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            child.stdout.close()


@dataclass
class Server:
    """A serving emulator; `url` ends with the API's version."""

    url: str
    pid: int

    def chunks(self):
        """Chunks with tokens that it has sent so far."""
        with urllib.request.urlopen(self.url.removesuffix("/v1") + "/stats", timeout=10) as answer:
            return json.load(answer)["chunks"]
