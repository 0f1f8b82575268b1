"""Runs a tool and says what it and all its children took."""

import ctypes
import itertools
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.1
# Shared pages are divided among processes each so many samples; that walks all their page tables.
SAMPLES_A_SUM = 5
# How long what a tool left behind may take to end by itself.
LEFT_SECONDS = 10


@dataclass
class Usage:
    exit_code: int | None  # None: it did not end in time
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def adopt_orphans() -> None:
    """Has grandchildren whose parents ended become ours, so that the kernel tells us what they took."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def parents() -> dict[int, int]:
    """The parent of every process."""
    found = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                text = Path(entry.path, "stat").read_text(encoding="ascii", errors="replace")
                found[int(entry.name)] = int(text.rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    return found


def descendants(root: int, others: Sequence[int]) -> list[int]:
    """`root`'s descendants without those of `others`, parents before children."""
    children: dict[int, list[int]] = {}
    for child, parent in parents().items():
        children.setdefault(parent, []).append(child)
    found, left = [], [root]
    while left:
        for child in children.get(left.pop(), []):
            if child not in others:
                found.append(child)
                left.append(child)
    return found


def kibibytes(path: str, field: str) -> int:
    """A field of one of a process's files; 0 when that is gone."""
    try:
        for line in Path(path).read_text(encoding="ascii").splitlines():
            if line.startswith(field):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def peak_bytes(process: int) -> int:
    """The most that it has had resident so far. The kernel's account of a child that ended would not do: that begins
    with what we had when it was forked."""
    return kibibytes(f"/proc/{process}/status", "VmHWM:") * 1024


def shared_bytes(process: int) -> int:
    """Its resident memory, pages that processes share divided among them (PSS)."""
    return kibibytes(f"/proc/{process}/smaps_rollup", "Pss:") * 1024


class Sampler(threading.Thread):
    """Looks at all our descendants but `others`: the largest peak of one, and the largest sum over all."""

    def __init__(self, others: Sequence[int]):
        super().__init__(daemon=True)
        self.others = others
        self.peak = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        for sample in itertools.count():
            if self.is_over.wait(SAMPLE_SECONDS):
                return
            processes = descendants(os.getpid(), self.others)
            self.peak = max(self.peak, *map(peak_bytes, processes), 0)
            if sample % SAMPLES_A_SUM == 0 and len(processes) > 1:
                self.peak = max(self.peak, sum(map(shared_bytes, processes)))


def end_all(processes: Sequence[int], number: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue


def reap_left(others: Sequence[int], seconds: float) -> float:
    """Waits for what the tool left behind, ends it when it stays; returns its CPU seconds."""
    taken = 0.0
    limit = time.monotonic() + seconds
    while left := descendants(os.getpid(), others):
        if time.monotonic() > limit:
            end_all(left, signal.SIGKILL)
        for process in left:
            try:
                found, _, usage = os.wait4(process, os.WNOHANG)
            except ChildProcessError:
                continue
            if found:
                taken += usage.ru_utime + usage.ru_stime
        time.sleep(0.05)
    return taken


def run(
    command: Sequence[str], variables: dict[str, str], folder: Path, output: Path, limit: float, others: Sequence[int],
) -> Usage:
    """Runs `command` in `folder` to its end or for `limit` seconds; `others` are children of ours that are not its.

    CPU is what the kernel accounts to it and to all descendants; memory the larger of the sum over them, looked at
    twice a second, and of the largest single one's peak, looked at ten times.
    """
    sampler = Sampler(others)
    with open(output, "wb") as text:
        started = time.monotonic()
        child = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=text, stderr=subprocess.STDOUT,
            env=variables, cwd=folder, start_new_session=True)
        sampler.start()
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            end_all([child.pid, *descendants(child.pid, others)], signal.SIGKILL)

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - started
        finally:
            timer.cancel()
            sampler.is_over.set()
            sampler.join()
            # Interrupted: nothing of it goes on.
            if child.poll() is None:
                stop()
    child.returncode = os.waitstatus_to_exitcode(status)
    left = reap_left(others, LEFT_SECONDS)
    return Usage(
        exit_code=None if is_late.is_set() else child.returncode, seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime + left,
        peak_bytes=sampler.peak)
