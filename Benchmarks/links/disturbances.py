"""What befalls a process while a client measures."""

import contextlib
import os
import signal
import subprocess
import threading
from pathlib import Path

from measuring.result import MeasurementError

STOPPED_SECONDS = 0.18
RUNNING_SECONDS = 0.05
HOGS = 4
# Of every 100 ms of one processor.
QUOTA_MILLISECONDS = 5
GROUPS = Path("/sys/fs/cgroup")


@contextlib.contextmanager
def none(_):
    yield {}


@contextlib.contextmanager
def stopped(process):
    """SIGSTOP for 180 ms of every 230."""
    is_over = threading.Event()
    told = {"stops": 0}

    def work():
        while not is_over.wait(RUNNING_SECONDS):
            os.kill(process, signal.SIGSTOP)
            told["stops"] += 1
            is_over.wait(STOPPED_SECONDS)
            os.kill(process, signal.SIGCONT)

    # The child is waited for after this context only, so its id stays its own.
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield told
    finally:
        is_over.set()
        thread.join()


@contextlib.contextmanager
def hogs(_):
    """Busy loops that want the same processors."""
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(HOGS)]
    try:
        yield {"hogs": HOGS}
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


@contextlib.contextmanager
def quota(process):
    """A control group that may compute for a few milliseconds of every 100."""
    group = cpu_group()
    if group is None:
        raise MeasurementError(f"no control group with the controller cpu under {GROUPS}")
    told = {}
    group.mkdir()
    try:
        if (group / "cpu.max").exists():
            write(group / "cpu.max", f"{QUOTA_MILLISECONDS * 1000} 100000")
        else:
            write(group / "cpu.cfs_period_us", "100000")
            write(group / "cpu.cfs_quota_us", str(QUOTA_MILLISECONDS * 1000))
        write(group / "cgroup.procs", str(process))
        yield told
        words = (group / "cpu.stat").read_text(encoding="utf-8").split()
        told.update(zip(words[::2], map(int, words[1::2])))
    finally:
        # What is left of it leaves the group, which can then be removed.
        for left in (group / "cgroup.procs").read_text(encoding="utf-8").split():
            write(group.parent / "cgroup.procs", left)
        group.rmdir()


def cpu_group():
    """The folder of a group to be made, of version 2 or else 1; None where no controller is."""
    controllers = GROUPS / "cgroup.controllers"
    name = f"streamgauge-links-{os.getpid()}"
    if controllers.exists():
        if "cpu" not in controllers.read_text(encoding="utf-8").split():
            return None
        write(GROUPS / "cgroup.subtree_control", "+cpu")
        return GROUPS / name
    if (GROUPS / "cpu" / "cpu.cfs_quota_us").exists():
        return GROUPS / "cpu" / name
    return None


def write(path, text):
    path.write_text(text, encoding="utf-8")
