"""What a process holds and what it took, read from /proc at even intervals."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count()


@dataclass
class Sample:
    """One look at a process, `seconds` after the first."""

    seconds: float
    resident_bytes: int
    descriptors: int
    threads: int
    # Of the process since its start, and of everything else on the machine since its boot.
    cpu_seconds: float
    machine_cpu_seconds: float

    def as_json(self):
        return vars(self)


def look(pid, began):
    """One sample, or None where the process is gone."""
    folder = Path(f"/proc/{pid}")
    try:
        status = dict(
            line.split(":", 1) for line in (folder / "status").read_text(encoding="utf-8").splitlines())
        if "VmRSS" not in status:
            return None
        # The name of a process may hold blanks and parentheses; what follows is behind the last one.
        fields = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        descriptors = len(os.listdir(folder / "fd"))
    except OSError:
        return None
    return Sample(
        time.monotonic() - began, int(status["VmRSS"].split()[0]) * 1024, descriptors,
        int(status["Threads"]), (int(fields[11]) + int(fields[12])) / TICKS, machine_cpu_seconds())


def machine_cpu_seconds():
    """What all processors have done since the machine's boot, waiting left out."""
    cells = Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:9]
    times = [int(cell) for cell in cells]
    return (sum(times) - times[3] - times[4]) / TICKS


def watch(child, every_seconds, limit_seconds, told=lambda sample: None):
    """Looks at a child until it ends: its samples. A child that takes longer than the limit is killed."""
    began = time.monotonic()
    samples = []
    while child.poll() is None:
        if time.monotonic() - began > limit_seconds:
            child.kill()
            child.wait()
            raise TimeoutError(f"the client did not end within {limit_seconds:.0f} s")
        sample = look(child.pid, began)
        if sample:
            samples.append(sample)
            told(sample)
        wait_until(child, began + len(samples) * every_seconds)
    return samples


def wait_until(child, instant):
    """Sleeps, and wakes early where the child ends."""
    while child.poll() is None and time.monotonic() < instant:
        time.sleep(min(0.2, max(0.0, instant - time.monotonic())))
