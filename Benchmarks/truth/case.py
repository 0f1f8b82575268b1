"""The work that every tool gets."""

import heapq
from dataclasses import dataclass

STALL_MS = 700
# A gap this long is a planted stall: the others are 20 ms, or 320 ms between events of 16 tokens.
FOUND_FROM_MS = 500


@dataclass(frozen=True)
class Case:
    """Requests of one kind to a server whose schedule is known; open loop where `rate` is set."""

    name: str
    title: str
    requests: int
    concurrency: int = 0
    # Requests a second at even intervals, or as near to that as the tool can.
    rate: float = 0
    ttft_ms: int = 200
    gap_ms: int = 20
    tokens: int = 128
    tokens_per_event: int = 1
    # One stream of so many stops once; 0: none does.
    stall_every: int = 0
    refuse_of_20: int = 0
    # A process that takes all it can get of the client's processor.
    has_hog: bool = False
    # Whether the floors of wrk and h2load are measured too.
    has_floors: bool = False

    @property
    def events(self) -> int:
        return -(-self.tokens // self.tokens_per_event)

    @property
    def streams(self) -> int:
        """Streams that may be open at a time; those of an open loop with a margin."""
        return self.concurrency or int(2 * self.rate * self.answer_seconds())

    def answer_seconds(self, is_stalled: bool = False) -> float:
        gaps = (self.events - 1) * self.gap_ms * self.tokens_per_event
        return (self.ttft_ms + gaps + (STALL_MS if is_stalled else 0)) / 1000

    def answer_seconds_of(self, number: int) -> float:
        """How long the answer to the request of this number takes, as the server plans it."""
        if number * 7 % 20 < self.refuse_of_20:
            return 0
        is_stalled = self.stall_every > 0 and number % self.stall_every == self.stall_every // 2
        return self.answer_seconds(is_stalled)

    def ideal_seconds(self) -> float:
        """From the first request to the last token, with a client that loses no time."""
        if self.rate:
            return max(n / self.rate + self.answer_seconds_of(n) for n in range(self.requests))
        free = [0.0] * min(self.concurrency, self.requests)
        for number in range(self.requests):
            heapq.heappush(free, heapq.heappop(free) + self.answer_seconds_of(number))
        return max(free)

    def server_options(self) -> list[str]:
        return [
            "--ttft-ms", str(self.ttft_ms), "--gap-ms", str(self.gap_ms),
            "--tokens", str(self.tokens), "--tokens-per-event", str(self.tokens_per_event),
            "--stall-every", str(self.stall_every), "--stall-ms", str(STALL_MS),
            "--refuse-of-20", str(self.refuse_of_20)]


CASES = [
    Case("one", "one request of 0.22 s", 1, 1, tokens=2),
    Case("10x100", "100 requests, 10 at a time", 100, 10, has_floors=True),
    Case("100x1000", "1,000 requests, 100 at a time", 1000, 100, has_floors=True),
    Case("500x2000", "2,000 requests, 500 at a time", 2000, 500, has_floors=True),
    Case("1000x2000", "2,000 requests, 1,000 at a time", 2000, 1000, has_floors=True),
    Case("bursts", "16 tokens an event; 500 requests, 100 at a time", 500, 100, tokens_per_event=16),
    Case("stalls", "one stream of 20 stops once for 700 ms; 500 requests, 100 at a time", 500, 100, stall_every=20),
    Case("open", "150 requests a second for 10 s, whatever the server does", 1500, rate=150),
    Case("hog", "a busy loop on the client's processor; 500 requests, 100 at a time", 500, 100, has_hog=True),
    Case("refusals", "17 of 20 requests refused with 429; 400 requests, 20 at a time", 400, 20, refuse_of_20=17),
]
