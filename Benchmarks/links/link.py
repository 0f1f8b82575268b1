"""A link between two namespaces that delays, loses and narrows what it carries, and keeps a record.

Each end is a tun device. The kernel handles a packet that is written to one before the write returns,
so the two readings of the clock around the write hold the moment from which its bytes could be read.
"""

import argparse
import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from . import recording
from .namespaces import enter

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
MILLISECOND = 1_000_000
# Longer queues drop what comes, as those of routers do.
LONGEST_QUEUE = 300 * MILLISECOND


@dataclass
class Way:
    """One direction."""

    entry: int
    exit: int
    delay: int
    jitter: int
    keeps_order: bool
    bits_per_second: int
    loss: float
    chance: random.Random
    carried: int = 0
    lost: int = 0
    overflowed: int = 0
    free_at: int = 0
    last_due: int = 0

    def due(self, size, now):
        """When a packet that came now leaves the other end; None for one that is lost."""
        self.carried += 1
        if self.chance.random() < self.loss:
            self.lost += 1
            return None
        leaves = now
        if self.bits_per_second:
            leaves = max(now, self.free_at)
            if leaves - now > LONGEST_QUEUE:
                self.overflowed += 1
                return None
            leaves += size * 8 * 1_000_000_000 // self.bits_per_second
            self.free_at = leaves
        leaves += self.delay
        if self.jitter:
            leaves += int(self.chance.random() * self.jitter)
        if self.keeps_order:
            leaves = max(leaves, self.last_due)
            self.last_due = leaves
        return leaves


def open_tun(namespace, name):
    enter(namespace)
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return descriptor


class Link:
    """Carries packets until it is told to stop."""

    def __init__(self, to_client, to_server):
        self.ways = {to_client.entry: to_client, to_server.entry: to_server}
        self.to_client = to_client
        self.waiting = []
        self.count = 0
        self.deliveries = []
        self.is_stopped = False

    def run(self):
        while not self.is_stopped:
            wait = 0.2
            if self.waiting:
                wait = min(wait, max(0, self.waiting[0][0] - time.monotonic_ns()) / 1e9)
            for entry in select.select(list(self.ways), [], [], wait)[0]:
                self.take(self.ways[entry])
            while self.waiting and self.waiting[0][0] <= time.monotonic_ns():
                _, _, way, packet = heapq.heappop(self.waiting)
                self.deliver(way, packet)

    def take(self, way):
        # A few at a time, so that what is due is not kept waiting by what comes.
        for _ in range(16):
            try:
                packet = os.read(way.entry, 65536)
            except BlockingIOError:
                return
            due = way.due(len(packet), time.monotonic_ns())
            if due is not None:
                self.count += 1
                heapq.heappush(self.waiting, (due, self.count, way, packet))

    def deliver(self, way, packet):
        before = time.monotonic_ns()
        try:
            os.write(way.exit, packet)
        except OSError:
            way.lost += 1
            return
        if way is self.to_client:
            self.deliveries.append((before, time.monotonic_ns(), packet))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in "--server", "--client":
        parser.add_argument(name, required=True, help="namespace")
    parser.add_argument("--delay", type=float, default=0, help="one way, in ms")
    parser.add_argument("--jitter", type=float, default=0, help="added at random, up to so many ms")
    parser.add_argument("--reorders", action="store_true", help="jitter lets packets overtake")
    parser.add_argument("--rate", type=int, default=0, help="bits a second")
    parser.add_argument("--loss", type=float, default=0, help="share")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="file for the recording")
    return parser.parse_args()


def main():
    given = arguments()
    server, client = open_tun(given.server, "toclient"), open_tun(given.client, "toserver")
    chance = random.Random(given.seed)

    def way(entry, end):
        return Way(
            entry, end, int(given.delay * MILLISECOND), int(given.jitter * MILLISECOND),
            not given.reorders, given.rate, given.loss, chance)

    to_client, to_server = way(server, client), way(client, server)
    link = Link(to_client, to_server)

    def stop(*_):
        link.is_stopped = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("ready", flush=True)
    link.run()
    recording.write(given.out, link.deliveries)
    print(json.dumps({
        name: {"carried": way.carried, "lost": way.lost, "overflowed": way.overflowed}
        for name, way in (("to_client", to_client), ("to_server", to_server))}), flush=True)


if __name__ == "__main__":
    main()
