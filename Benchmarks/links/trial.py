"""One run of streamgauge under a condition, beside a recorder of what became readable when."""

import contextlib
import json
import re
import subprocess
import sys
import threading
from pathlib import Path

from measuring.result import MeasurementError

from . import recording
from .namespaces import SERVER_ADDRESS, Namespaces
from .streams import readable_events

PORT = 8000
TIME_LIMIT_SECONDS = 100
BENCHMARKS = Path(__file__).resolve().parent.parent


class Trial:
    """What a run left."""

    def __init__(self, folder, text, readable, account):
        self.folder = folder
        self.text = text
        self.readable = readable
        self.account = account

    @property
    def verdict(self):
        """The verdict with its reasons, as the client printed it."""
        found = re.search(r"^verdict\s+(.*?)(?=^\w|\Z)", self.text, re.DOTALL | re.MULTILINE)
        return " ".join(found[1].split()) if found else ""


def run(binary, condition, folder):
    """Runs a condition. Raises MeasurementError where it could not be."""
    folder.mkdir(parents=True)
    with Namespaces() as namespaces:
        if condition.way == "veth":
            namespaces.connect_directly()
        client = namespaces.server if condition.way == "loopback" else namespaces.client
        file = folder / "recording"
        with recorder(condition, namespaces, client, file) as account:
            if condition.has_link:
                namespaces.address("toclient", "toserver")
            with server(binary, namespaces, condition, folder) as process:
                text, told = measure(
                    binary, namespaces, client, condition, folder, server_process=process)
        account.update(told)
        readable, seen = readable_events(recording.read(file))
        account.update(seen)
    (found,) = [path for path in folder.iterdir() if path.is_dir()]
    return Trial(found, text, readable, account)


@contextlib.contextmanager
def recorder(condition, namespaces, client, file):
    """The link, or the capture, that records; the account it gives is complete when the context ends."""
    words = ["--server", namespaces.server, "--client", client, "--out", file]
    if condition.has_link:
        module = "links.link"
        for name, value in condition.way.items():
            words += [f"--{name}"] if value is True else [f"--{name}", value]
    else:
        module = "links.capture"
        words += ["--port", PORT]
    child = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, words)], cwd=BENCHMARKS, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    account = {}
    try:
        if child.stdout.readline() != "ready\n":
            raise MeasurementError(f"{module} did not start")
        yield account
    finally:
        child.terminate()
        output, _ = child.communicate(timeout=30)
    if child.returncode != 0:
        raise MeasurementError(f"{module} ended with {child.returncode}")
    account.update(json.loads(output))


@contextlib.contextmanager
def server(binary, namespaces, condition, folder):
    address = "127.0.0.1" if condition.way == "loopback" else SERVER_ADDRESS
    with open(folder / "server.log", "wb") as log:
        child = subprocess.Popen(
            namespaces.command(
                namespaces.server, binary, "serve", "--host", address, "--port", PORT),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        if "http://" not in child.stdout.readline():
            raise MeasurementError("streamgauge serve did not start")
        yield child.pid
    finally:
        child.terminate()
        child.communicate(timeout=30)


def measure(binary, namespaces, client, condition, folder, server_process):
    """Runs the client to its end; its text, and what the disturbance tells of itself."""
    address = "127.0.0.1" if condition.way == "loopback" else SERVER_ADDRESS
    load = condition.load
    child = subprocess.Popen(
        namespaces.command(
            client, binary, "run", "--base-url", f"http://{address}:{PORT}/v1", "--model", "links",
            "--modes", "streaming", "--concurrency", load.streams, "--requests", load.requests,
            "--body", json.dumps({"emulator": load.emulator}), "--reports", folder, "--name", "links",
            "--format", "json"),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    limit = threading.Timer(TIME_LIMIT_SECONDS, child.kill)
    limit.start()
    try:
        process = server_process if condition.is_of_server else child.pid
        with condition.disturb(process) as told:
            # Reads to the end of the output, and leaves the child to be waited for below.
            text = child.stdout.read()
    finally:
        child.wait()
        limit.cancel()
    if child.returncode != 0:
        raise MeasurementError(f"streamgauge run ended with {child.returncode}: {text[-500:]}")
    return text, told
