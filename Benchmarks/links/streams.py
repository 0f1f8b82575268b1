"""From packets to events: when all bytes of each event had been delivered in order."""

import re
import struct
from bisect import bisect_left

SYN = 0x02
EVENT = re.compile(rb": sent-ns=(\d{19})\r?\n.*?\r?\n\r?\n", re.DOTALL)


class ByteStream:
    """The bytes one connection brought, and when each became readable."""

    def __init__(self, start):
        self.start = start
        self.data = bytearray()
        # Ascending: up to this many bytes were readable from this moment on.
        self.ends = []
        self.moments = []
        self.beyond_hole = {}
        self.came_again = 0
        self.came_early = 0

    def add(self, sequence, payload, moment):
        # Distances wrap at 2^32; a segment lies less than half of that away.
        offset = (sequence - self.start - len(self.data) + (1 << 31)) % (1 << 32) - (1 << 31)
        offset += len(self.data)
        if offset + len(payload) <= len(self.data):
            self.came_again += 1
            return
        if offset > len(self.data):
            self.came_early += 1
            kept = self.beyond_hole.get(offset, b"")
            self.beyond_hole[offset] = max(kept, payload, key=len)
            return
        self.data += payload[len(self.data) - offset:]
        while self.beyond_hole:
            offset = min(self.beyond_hole)
            if offset > len(self.data):
                break
            self.data += self.beyond_hole.pop(offset)[len(self.data) - offset:]
        self.ends.append(len(self.data))
        self.moments.append(moment)

    def events(self):
        """(the server's time of sending, when the event's last byte could be read)."""
        for found in EVENT.finditer(self.data):
            yield int(found[1]), self.moments[bisect_left(self.ends, found.end())]


class ServerBytes:
    """All connections of a server, from the packets that it sent."""

    def __init__(self):
        self.open = {}
        self.streams = []

    def add(self, packet, moment):
        header = (packet[0] & 0xF) * 4
        (length,) = struct.unpack_from("!H", packet, 2)
        # Above 64 KiB, which only a segment that was not yet cut has, the field is 0.
        end = length or len(packet)
        port, sequence = struct.unpack_from("!xxHI", packet, header)
        flags = packet[header + 13]
        place = header + (packet[header + 12] >> 4) * 4
        if flags & SYN:
            known = self.open.get(port)
            start = (sequence + 1) % (1 << 32)
            if known is None or known.start != start:
                self.open[port] = ByteStream(start)
                self.streams.append(self.open[port])
        elif end > place and port in self.open:
            self.open[port].add(sequence, packet[place:end], moment)

    def readable(self):
        """Moments by the server's time of sending, which no two output events share."""
        found = {}
        for stream in self.streams:
            for sent, moment in stream.events():
                found.setdefault(sent, moment)
        return found


def readable_events(deliveries):
    """(before, after) by time of sending, and the account of what came twice or behind a hole.

    Before one and after the other the event became readable: the two sides of the link's write, or the
    segment's leaving the server and its coming to the client.
    """
    left, came = ServerBytes(), ServerBytes()
    for before, after, packet in deliveries:
        if before:
            left.add(packet, before)
        if after:
            came.add(packet, after)
    starts, ends = left.readable(), came.readable()
    account = {
        "connections": len(came.streams),
        "came_again": sum(stream.came_again for stream in came.streams),
        "came_early": sum(stream.came_early for stream in came.streams),
    }
    return {sent: (starts[sent], end) for sent, end in ends.items() if sent in starts}, account
