"""Records what a server sends, as it leaves the one namespace and as it comes to the other.

A ring of copies (packet(7), TPACKET_V3): a plain packet socket would keep a clone of each segment, and
TCP does not join segments that have clones. The moments are the kernel's own, whenever this process
gets its turn.
"""

import argparse
import ctypes
import json
import mmap
import signal
import socket
import struct
import time
from pathlib import Path

from . import recording
from .namespaces import enter

SOL_PACKET = 263
PACKET_RX_RING, PACKET_STATISTICS, PACKET_VERSION = 5, 6, 10
TPACKET_V3 = 2
SO_ATTACH_FILTER = 26
ETH_P_ALL = 3
PACKET_HOST, PACKET_OUTGOING = 0, 4
BLOCK_BYTES = 1 << 20
BLOCKS = 24
RETIRE_MILLISECONDS = 50
BLOCK = struct.Struct("=IIIIIIQ")
FRAME = struct.Struct("=IIIIIIHH")
# Behind the 48 bytes of tpacket3_hdr: sockaddr_ll, in which the packet's type is the byte at 10.
PACKET_TYPE_PLACE = 48 + 10
KERNEL, USER = 0, 1


def from_port(port):
    """A filter for TCP segments over IPv4 from a port; packets come without link headers."""
    program = [
        (0x30, 0, 0, 0), (0x54, 0, 0, 0xF0), (0x15, 0, 6, 0x40),
        (0x30, 0, 0, 9), (0x15, 0, 4, 6),
        (0xB1, 0, 0, 0), (0x48, 0, 0, 0), (0x15, 0, 1, port),
        (0x06, 0, 0, 0x40000), (0x06, 0, 0, 0),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in program)


def clock_offset():
    """CLOCK_REALTIME less CLOCK_MONOTONIC, from the tightest of some brackets."""
    readings = []
    for _ in range(64):
        before = time.monotonic_ns()
        wall = time.time_ns()
        after = time.monotonic_ns()
        readings.append((after - before, wall - (before + after) // 2))
    return min(readings)[1]


class Ring:
    """The packets of one namespace."""

    def __init__(self, namespace, port):
        enter(namespace)
        # Of any device; outgoing packets are seen under this protocol only.
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
        steps = from_port(port)
        memory = ctypes.create_string_buffer(steps, len(steps))
        program = struct.pack("@HP", len(steps) // 8, ctypes.addressof(memory))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
        self.socket.setsockopt(SOL_PACKET, PACKET_VERSION, struct.pack("i", TPACKET_V3))
        self.socket.setsockopt(SOL_PACKET, PACKET_RX_RING, struct.pack(
            "7I", BLOCK_BYTES, BLOCKS, BLOCK_BYTES, BLOCKS, RETIRE_MILLISECONDS, 0, 0))
        self.memory = mmap.mmap(self.socket.fileno(), BLOCK_BYTES * BLOCKS)
        self.next = 0

    def packets(self):
        """(type, CLOCK_REALTIME nanoseconds, packet) of what came since the last call."""
        while True:
            start = self.next * BLOCK_BYTES
            _, _, status, count, first, _, _ = BLOCK.unpack_from(self.memory, start)
            if not status & USER:
                return
            place = start + first
            for _ in range(count):
                step, seconds, nanoseconds, kept, whole, _, _, network = FRAME.unpack_from(
                    self.memory, place)
                if kept != whole:
                    raise ValueError("a packet was cut short")
                yield (
                    self.memory[place + PACKET_TYPE_PLACE],
                    seconds * 1_000_000_000 + nanoseconds,
                    self.memory[place + network:place + network + kept])
                place += step
            struct.pack_into("=I", self.memory, start + 8, KERNEL)
            self.next = (self.next + 1) % BLOCKS

    def dropped(self):
        return struct.unpack("=III", self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 12))[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in "--server", "--client":
        parser.add_argument(name, required=True, help="namespace")
    parser.add_argument("--port", type=int, required=True, help="the server's")
    parser.add_argument("--out", type=Path, required=True, help="file for the recording")
    given = parser.parse_args()
    rings = {name: Ring(name, given.port) for name in (given.server, given.client)}
    deliveries = []
    is_stopped = False

    def stop(*_):
        nonlocal is_stopped
        is_stopped = True

    def drain():
        offset = clock_offset()
        for name, ring in rings.items():
            for kind, wall, packet in ring.packets():
                moment = wall - offset
                if kind == PACKET_OUTGOING and name == given.server:
                    deliveries.append((moment, 0, packet))
                elif kind == PACKET_HOST and name == given.client:
                    deliveries.append((0, moment, packet))

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("ready", flush=True)
    while not is_stopped:
        time.sleep(0.2)
        drain()
    time.sleep(4 * RETIRE_MILLISECONDS / 1000)
    drain()
    recording.write(given.out, deliveries)
    print(json.dumps({"dropped": sum(ring.dropped() for ring in rings.values())}), flush=True)


if __name__ == "__main__":
    main()
