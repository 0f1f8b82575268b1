"""Percentiles of samples, as most of the tools compute theirs."""

NAMES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def percentile(ordered: list[float], q: float) -> float:
    """Between the two nearest of values in ascending order, in proportion (NumPy's default)."""
    place = (len(ordered) - 1) * q
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def of_samples(values: list[float]) -> dict[str, float]:
    """p50, p95 and p99; empty for no sample."""
    ordered = sorted(values)
    return {name: percentile(ordered, q) for name, q in NAMES.items()} if ordered else {}
