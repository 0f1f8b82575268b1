"""Time to first token against the server's own account of it."""

from .record import MILLISECOND, columns, quantile, require_success

STREAMS = 500
REQUESTS = 2000


def measure(gauge, rows, runs):
    for _ in range(runs):
        measure_once(gauge, rows)


def measure_once(gauge, rows):
    folder, _ = gauge.measure(
        {"ttft_ms": "100..300", "gap_ms": 20, "tokens": 50},
        "--emulator", "--concurrency", STREAMS, "--requests", REQUESTS)
    require_success(folder, REQUESTS)
    times = columns(
        folder / "requests.csv", "sent_ns", "server_received_ns", "server_first_output_ns",
        "first_output_ns")
    whole = sorted(
        abs((seen - sent) - (written - received)) for sent, received, written, seen in times)
    stamp = sorted(abs(seen - written) for _, _, written, seen in times)
    # The first requests arrive together, on connections that the server has yet to accept.
    arrivals = sorted(times)
    first = sorted(received - sent for sent, received, _, _ in arrivals[:STREAMS])
    later = sorted(received - sent for sent, received, _, _ in arrivals[STREAMS:])
    for label, q, bar in ("p50", 0.5, 0.2), ("p99", 0.99, 5):
        rows.add(f"ttft: error {label}", quantile(whole, q) / MILLISECOND, "ms", bar)
        own = quantile(stamp, q) / MILLISECOND
        rows.add(f"ttft: of it the client's stamp, {label}", own, "ms", bar)
        for part, values in ("first requests' way", first), ("later ones' way", later):
            rows.add(
                f"ttft: of it the {part}, {label}", quantile(values, q) / MILLISECOND, "ms")
