"""Holds the server's log against its comments, and the arithmetic against lists that are known."""

import http.client
import json
import re
from pathlib import Path

from measuring.result import MeasurementError

from . import percentiles, server
from .case import FOUND_FROM_MS, Case

CASES = [
    Case("check", "", requests=6, concurrency=2, ttft_ms=30, gap_ms=5, tokens=6),
    Case("check bursts", "", requests=6, concurrency=2, ttft_ms=30, gap_ms=5, tokens=10, tokens_per_event=4),
    Case("check stalls", "", requests=2, concurrency=2, ttft_ms=10, gap_ms=5, tokens=6, stall_every=2),
    Case("check refusals", "", requests=20, concurrency=2, ttft_ms=5, gap_ms=1, tokens=2, refuse_of_20=17),
]


def require(holds: bool, what: str) -> None:
    if not holds:
        raise MeasurementError(f"the check of the measurement itself failed: {what}")


def check(folder: Path) -> None:
    """MeasurementError when anything does not hold."""
    check_percentiles()
    check_ideals()
    binary = server.build(folder)
    for case in CASES:
        check_server(binary, case, folder)


def check_percentiles() -> None:
    values = [float(number) for number in range(1, 102)]
    require(percentiles.of_samples(values[::-1]) == {"p50": 51, "p95": 96, "p99": 100}, "percentiles of 1 to 101")
    require(percentiles.of_samples([1, 2])["p50"] == 1.5, "the median of 1 and 2")
    require(percentiles.of_samples([]) == {}, "percentiles of nothing")


def check_ideals() -> None:
    closed = Case("", "", requests=5, concurrency=2, ttft_ms=100, gap_ms=10, tokens=11)
    require(abs(closed.ideal_seconds() - 0.6) < 1e-9, "three turns of 0.2 s")
    opened = Case("", "", requests=11, rate=10, ttft_ms=100, gap_ms=10, tokens=11)
    require(abs(opened.ideal_seconds() - 1.2) < 1e-9, "a second of arrivals and an answer of 0.2 s")


def check_server(binary: Path, case: Case, folder: Path) -> None:
    """Asks the server one request after another, and compares its comments, its log and its plan."""
    told, refused = [], 0
    with server.serving(binary, case, folder, None, comments=True) as served:
        connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=20)
        for _ in range(case.requests):
            connection.request("POST", "/v1/chat/completions", json.dumps({"stream": True}))
            answer = connection.getresponse()
            text = answer.read().decode()
            refused += answer.status == 429
            if answer.status == 200:
                require(text.count(" word") == case.tokens, f"{case.name}: {case.tokens} words")
                told.append(times(text))
        connection.close()
        served.stop()
    truth = server.read_log(served.log)
    require(told == logged(served.log), f"{case.name}: the log says what the comments said")
    require(refused == case.requests * case.refuse_of_20 // 20, f"{case.name}: {refused} refused")
    require(truth.events == case.events * len(told), f"{case.name}: {truth.events} events")
    for received, *sends in told:
        for place, sent in enumerate(sends):
            due = received + (case.ttft_ms + place * case.gap_ms * case.tokens_per_event) * 1e6
            require(sent >= due, f"{case.name}: no event before its time")
    require(truth.stalled == bool(case.stall_every), f"{case.name}: {truth.stalled} streams beyond {FOUND_FROM_MS} ms")


def times(text: str) -> tuple[int, ...]:
    """When the request was received and each event sent, by the comments."""
    return tuple(int(found) for found in re.findall(r"^: (?:received|sent)-ns=(\d+)$", text, re.MULTILINE))


def logged(path: Path) -> list[tuple[int, ...]]:
    """The same by the log."""
    found = []
    for line in path.read_text(encoding="ascii").splitlines()[1:]:
        is_refused, received, _, sends = line.split(",")
        if is_refused == "0":
            found.append((int(received), *(int(received) + int(sent) for sent in sends.split())))
    return found
