"""Decoding and scanning of a chunk: time by the HotPath benchmarks, allocations by a counter in place
of the C library's."""

import re
from pathlib import Path

from .programs import run
from .result import MeasurementError

HERE = Path(__file__).resolve().parent.parent
# A build apart: users never resolve or build what only benchmarks need.
SCRATCH = ("--scratch-path", ".build-benchmarks")
BUILD_SECONDS = 1200
ALLOWED_NANOSECONDS = 250
OTHER_APIS = ("completions", "responses", "messages")
# An event of another API may take so many times what one of chat takes.
ALLOWED_RATIO = 1.2


def measure(gauge, rows, runs):
    program, counter = build_loop(gauge.folder)
    for _ in range(runs):
        chat, many = pace(program, counter, "chat")
        rows.add("decode: a 300-byte chunk, scanned", chat, "ns", ALLOWED_NANOSECONDS)
        rows.add("decode: allocations for 999,000 chunks more", many, "", 0)
        for api in OTHER_APIS:
            nanoseconds, many = pace(program, counter, api)
            rows.add(f"decode: {api}, an event against one of chat", nanoseconds / chat, "x",
                     ALLOWED_RATIO)
            rows.add(f"decode: {api}, allocations for 999,000 events more", many, "", 0)
    medians = hot_path(gauge.folder)
    for name, nanoseconds in sorted(medians.items()):
        bar = ALLOWED_NANOSECONDS if name == "decode-and-scan-chunk" else None
        rows.add(f"decode: HotPath {name}", nanoseconds, "ns", bar)
    rows.add(
        "decode: HotPath benchmarks beyond their thresholds", regressions(gauge.folder), "", 0)


def swift(*words, is_checked=True):
    return run(
        ["swift", *words], limit_seconds=BUILD_SECONDS, is_checked=is_checked, cwd=HERE.parent,
        variables={"STREAMGAUGE_BENCHMARKS": "1"}).output


def build_loop(folder):
    """The paths of the decoding loop and of the allocation counter."""
    swift("build", *SCRATCH, "-c", "release", "--product", "DecodeLoop")
    products = swift("build", *SCRATCH, "-c", "release", "--show-bin-path").strip().splitlines()
    counter = folder / "allocations.so"
    run(["cc", "-O2", "-shared", "-fPIC", "-o", counter, HERE / "allocations.c"])
    return Path(products[-1]) / "DecodeLoop", counter


def pace(program, counter, api):
    """Nanoseconds an event, and what 999,000 more of them allocate."""
    _, few = loop(program, counter, api, 1_000)
    nanoseconds, many = loop(program, counter, api, 1_000_000)
    return nanoseconds, many - few


def loop(program, counter, api, count):
    """Nanoseconds an event, and allocations of the whole process."""
    output = run([program, api, count], variables={"LD_PRELOAD": str(counter)}).output
    nanoseconds = re.search(r"^([\d.]+)$", output, re.MULTILINE)
    allocations = re.search(r"^allocations: (\d+)$", output, re.MULTILINE)
    if not nanoseconds or not allocations:
        raise MeasurementError(f"DecodeLoop printed {output!r}")
    return float(nanoseconds[1]), int(allocations[1])


def benchmark(folder, *words, is_checked=True):
    return swift(
        "package", *SCRATCH, "--disable-sandbox", "--allow-writing-to-directory", folder,
        "benchmark", *words, "--target", "HotPath", "--no-progress", is_checked=is_checked)


def hot_path(folder):
    """The median wall clock of each benchmark, in nanoseconds."""
    benchmark(folder, "--format", "histogramPercentiles", "--path", folder)
    medians = {}
    for file in folder.glob("*.HotPath.*.wallClock.*.tsv"):
        median = re.search(r"^50\t(\d+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        if median:
            medians[file.name.split(".")[2]] = int(median[1])
    if not medians:
        raise MeasurementError("the HotPath benchmarks wrote no percentiles")
    return medians


def regressions(folder):
    """How many benchmarks are slower than Benchmarks/Thresholds allows."""
    output = benchmark(
        folder, "thresholds", "check", "--path", HERE / "Thresholds", is_checked=False)
    if "EQUAL to the defined thresholds" in output or "benchmarkThresholdImprovement" in output:
        return 0
    found = len(set(re.findall(r"worse than threshold for HotPath:([\w-]+)", output)))
    if "benchmarkThresholdRegression" in output and found > 0:
        return found
    raise MeasurementError(f"the thresholds could not be checked: {output[-500:]}")
