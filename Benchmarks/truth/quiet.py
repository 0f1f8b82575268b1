"""What others take of the machine, before a run and while it goes."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

# Of all processors' time.
ALLOWED_SHARE = 0.05


def taken_seconds() -> float:
    """What all processes took since the machine started, and what its host kept from it; without interrupts."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
    user, nice, system, _, _, _, _, steal = (int(field) / os.sysconf("SC_CLK_TCK") for field in fields)
    return user + nice + system + steal


def process_seconds(process: int) -> float:
    text = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Watch:
    """From its making on: what neither we nor `ours`, children of ours that go on, took."""

    def __init__(self, ours: Sequence[int]):
        self.ours = ours
        self.started = time.monotonic()
        self.taken = taken_seconds()
        self.own = self.own_seconds()

    def own_seconds(self) -> float:
        return time.process_time() + sum(map(process_seconds, self.ours))

    def others_share(self, known_seconds: float = 0) -> float:
        """Of all processors' time, when `known_seconds` of it were another child's that has ended."""
        own = self.own_seconds() - self.own + known_seconds
        room = (time.monotonic() - self.started) * (os.cpu_count() or 1)
        return max(0.0, (taken_seconds() - self.taken - own) / room)


def wait(seconds: float) -> None:
    """Until others are quiet for a second, so many seconds at most."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        watch = Watch([])
        time.sleep(1)
        if watch.others_share() <= ALLOWED_SHARE:
            return
