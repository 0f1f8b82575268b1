"""What is tried: a way between server and client, what befalls one of them, and a load."""

from collections.abc import Callable
from dataclasses import dataclass, field

from . import disturbances

# Times are drawn, so that events meet the client's turns and the link's queue anywhere.
PACE = {"ttft_ms": "60..160", "gap_ms": "lognormal(25,0.4)"}


@dataclass
class Load:
    streams: int = 30
    requests: int = 480
    emulator: dict = field(default_factory=lambda: PACE | {"tokens": 20})


@dataclass
class Condition:
    name: str
    # The options of a link; else the devices that the kernel has: "veth" or "loopback".
    way: dict | str
    disturb: Callable = disturbances.none
    load: Load = field(default_factory=Load)
    # Whether it befalls the server instead.
    is_of_server: bool = False

    @property
    def has_link(self):
        return isinstance(self.way, dict)


# 480 requests, because a p99 is told from 460 on. A narrow link carries fewer of more events each: its
# percentiles end with the p95.
NARROW = Load(8, 100, PACE | {"tokens": 50, "gap_ms": "lognormal(60,0.4)"})
CROWDED = Load(16, 100, PACE | {"tokens": 50})

CONDITIONS = [
    Condition("delay 20 ms", {"delay": 20}),
    Condition("loss 0.1 %", {"delay": 20, "loss": 0.001}),
    Condition("loss 1 %", {"delay": 20, "loss": 0.01}),
    Condition("loss 5 %", {"delay": 5, "loss": 0.05}),
    Condition("loss 1 %, delay 50 ms", {"delay": 50, "loss": 0.01}),
    Condition("5 Mbit/s, loss 1 %", {"delay": 20, "loss": 0.01, "rate": 5_000_000}),
    Condition("300 kbit/s", {"delay": 20, "rate": 300_000}, load=NARROW),
    Condition("300 kbit/s, loss 1 %", {"delay": 20, "loss": 0.01, "rate": 300_000}, load=NARROW),
    Condition("300 kbit/s, crowded", {"delay": 20, "rate": 300_000}, load=CROWDED),
    Condition("jitter 20 ms", {"delay": 20, "jitter": 20}),
    Condition("reordering", {"delay": 20, "jitter": 10, "reorders": True}),
    Condition("loss 1 %, stopped", {"delay": 20, "loss": 0.01}, disturbances.stopped),
    Condition("loss 5 %, stopped", {"delay": 5, "loss": 0.05}, disturbances.stopped),
    Condition(
        "reordering, stopped", {"delay": 20, "jitter": 10, "reorders": True},
        disturbances.stopped),
    Condition("loss 5 %, hogs", {"delay": 5, "loss": 0.05}, disturbances.hogs),
    Condition("veth", "veth"),
    Condition("veth, stopped", "veth", disturbances.stopped),
    Condition("veth, hogs", "veth", disturbances.hogs),
    Condition("veth, quota", "veth", disturbances.quota),
    Condition("veth, server stopped", "veth", disturbances.stopped, is_of_server=True),
    Condition("loopback", "loopback"),
    Condition("loopback, stopped", "loopback", disturbances.stopped),
    Condition("loopback, hogs", "loopback", disturbances.hogs),
    Condition("loopback, quota", "loopback", disturbances.quota),
]
