"""What a link or a capture saw, in a file: moments of CLOCK_MONOTONIC and IP packets."""

import struct

HEADER = struct.Struct("<qqI")


def write(path, deliveries):
    """`deliveries` are (before, after, packet); a moment that was not seen is 0."""
    with open(path, "wb") as file:
        for before, after, packet in deliveries:
            file.write(HEADER.pack(before, after, len(packet)))
            file.write(packet)


def read(path):
    """The deliveries in their order."""
    with open(path, "rb") as file:
        data = file.read()
    place = 0
    while place < len(data):
        before, after, length = HEADER.unpack_from(data, place)
        place += HEADER.size
        yield before, after, data[place:place + length]
        place += length
