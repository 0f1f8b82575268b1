"""Whether what a process holds stays flat: a straight line through its samples."""

from statistics import fmean, median

MEBIBYTE = 2**20


def steady(samples, seconds):
    """The samples of the last two thirds of the load: what starts up, or ends, is not among them."""
    return [sample for sample in samples if seconds / 3 <= sample.seconds <= seconds]


def thirds(samples, seconds):
    """The samples of each third of the load."""
    return [
        [sample for sample in samples if part <= 3 * sample.seconds / seconds < part + 1] for part in range(3)]


def growth(samples, value):
    """By how much a straight line through the samples (least squares) rises from their first to their last."""
    times = [sample.seconds for sample in samples]
    values = [value(sample) for sample in samples]
    middle = fmean(times)
    spread = sum((time - middle) ** 2 for time in times)
    if spread == 0:
        raise ValueError("a line needs two samples")
    slope = sum((time - middle) * value for time, value in zip(times, values)) / spread
    return slope * (times[-1] - times[0])


def mebibytes(sample):
    return sample.resident_bytes / MEBIBYTE


def add_flatness(rows, part, streams, samples, seconds):
    """Rows of memory, descriptors and threads; each has its bar."""
    kept = steady(samples, seconds)
    level = median(mebibytes(sample) for sample in kept)
    rows.add(f"{part}: memory at the median", level, "MiB")
    # A page more or less for every stream is noise of the allocator; a leak in each request is not.
    rows.add(f"{part}: growth of memory in the last two thirds", growth(kept, mebibytes), "MiB",
             max(2.0, level * 0.02))
    rows.add(f"{part}: memory at most, report included", max(mebibytes(sample) for sample in samples), "MiB")
    rows.add(f"{part}: descriptors at the median", median(sample.descriptors for sample in kept), "")
    rows.add(f"{part}: growth of descriptors in the last two thirds",
             growth(kept, lambda sample: sample.descriptors), "", max(10, streams / 5))
    # While streams run, connections that wait for their next request come and go with the servers' pace.
    after = [sample.descriptors for sample in samples if sample.seconds > seconds]
    if after:
        rows.add(f"{part}: descriptors once all streams have ended", min(after), "", 30)
    rows.add(f"{part}: threads, the most less the fewest",
             max(sample.threads for sample in kept) - min(sample.threads for sample in kept), "", 0)


def add_load(rows, part, samples, seconds):
    """What the client took of a processor, and what everything else did, third by third."""
    for name, own in zip(("first", "middle", "last"), thirds(samples, seconds)):
        if len(own) < 2:
            continue
        span = own[-1].seconds - own[0].seconds
        client = own[-1].cpu_seconds - own[0].cpu_seconds
        machine = own[-1].machine_cpu_seconds - own[0].machine_cpu_seconds
        rows.add(f"{part}: the client's CPU, {name} third", 100 * client / span, "% of a core")
        rows.add(f"{part}: CPU of all else, servers too, {name} third", 100 * (machine - client) / span,
                 "% of a core")
