"""Instructions a chunk in user space, by callgrind: of each thread, and of each part of the measuring one.

Other programs move them little, so that they tell changes of a few in a hundred where times do not. What does move is
the loop: a slow machine finds more sockets readable in a turn. What follows a read is therefore counted by itself. What
the kernel does for a system call is not in them.
"""

import json
import re
from collections import Counter
from urllib.parse import urlsplit

from . import floor
from .programs import run
from .record import require_success
from .result import MeasurementError

STREAMS = 20
FEW, MANY = 100, 600
GAP_MS = 20
LIMIT_SECONDS = 300

# The measuring thread's functions by whose they are. Swift's names begin with the length and the name of their module.
PARTS = (
    ("libcurl", r"libcurl"),
    ("TLS and compression", r"libssl|libcrypto|libz\b"),
    ("decoding: events and JSON (Wire)", r"\$s4Wire|4Wire\w*Vw|memchr"),
    ("transport and framing (Transport)", r"\$s9Transport"),
    ("loop, reads and stamps (Reactor)", r"\$s7Reactor|streamgauge_|clock_gettime|MonotonicInstantV3now"),
    ("histograms (Histogram)", r"Histogram"),
    ("record of streams (Engine)", r"\$s6Engine"),
    ("record of rows (RecordStore)", r"\$s11RecordStore"),
    ("copies of memory (memcpy and its like)", r"memmove|memcpy|memset|memcmp"),
    ("reference counts", r"swift_(retain|release|bridgeObject)|RefCount"),
    ("values by their metadata (Swift's library)", r"swift|tuple_destroy|\$ss?[A-Z]"),
)


# A read of a socket and all that its bytes bring about; the loop around it is left out.
READ = "$s9Transport14DirectTransferC7receive"


def measure(gauge, rows, runs):
    """Counts repeat to a few in a thousand, so that one run is enough, whatever `runs` says."""
    copy = gauge.folder / "without-debug-information"
    # valgrind 3.19 cannot read Swift's debug information; the symbols stay.
    run(["objcopy", "--strip-debug", gauge.binary, copy])
    with gauge.server() as server:
        few, many = (threads(gauge, copy, server, tokens) for tokens in (FEW, MANY))
        chunks = STREAMS * (MANY - FEW)
        for name in ("measuring", "reading", "writing"):
            extra = (sum(many[name].values()) - sum(few[name].values())) / chunks
            what = "a read and all that follows it" if name == "reading" else f"the {name} thread"
            rows.add(f"instructions: {what}, a chunk", extra, "")
        whole = {name: sum(sum(counts.values()) for kind, counts in found.items() if kind != "reading")
                 for name, found in (("few", few), ("many", many))}
        rows.add("instructions: the whole process, a chunk more", (whole["many"] - whole["few"]) / chunks, "")
        rows.add("instructions: start, report and end, with 2,000 chunks",
                 (whole["few"] - sum(few["measuring"].values()) - sum(few["writing"].values())) / 1e6, "million")
        for part, count in parts(few["measuring"], many["measuring"], chunks):
            rows.add(f"instructions: measuring, {part}", count, "")
        program = floor.build(gauge.folder)
        for manner in floor.MANNERS:
            less, more = (bare(gauge, program, server, tokens, manner) for tokens in (FEW, MANY))
            rows.add(f"instructions: the {manner} floor, a chunk", (more - less) / chunks, "")
        rows.add("instructions: wrk, a chunk", wrk(gauge, server), "")


def callgrind(gauge, command):
    """Runs a command under callgrind; the files of its threads, or of the whole."""
    gauge.count += 1
    output = gauge.folder / f"callgrind.{gauge.count}"
    run(["valgrind", "--tool=callgrind", "--separate-threads=yes", f"--callgrind-out-file={output}", *command],
        limit_seconds=LIMIT_SECONDS)
    return sorted(gauge.folder.glob(output.name + "-*")) or [output]


def functions(file, *options):
    """Instructions of each function itself; with `--inclusive=yes` with all that it calls."""
    # Percentages are of all functions; without the threshold the last ones are left out.
    text = run(["callgrind_annotate", "--threshold=100", *options, file], limit_seconds=LIMIT_SECONDS).output
    found = Counter()
    for line in text.partition("file:function")[2].splitlines():
        cells = re.match(r"\s*([\d,]+) +\( *[\d.]+%\) +(\S.*)", line)
        if cells:
            found[cells[2]] += int(cells[1].replace(",", ""))
    return found


def threads(gauge, binary, server, tokens):
    """The counts of the measuring thread, of the writer, and of all others together."""
    body = json.dumps({"emulator": {"ttft_ms": 500, "gap_ms": GAP_MS, "tokens": tokens}})
    reports = gauge.folder / f"callgrind-reports-{tokens}"
    files = callgrind(gauge, [
        binary, "run", "--quiet", "--reports", reports, "--name", "bench", "--base-url", server.url, "--modes",
        "streaming", "--workers", 1, "--concurrency", STREAMS, "--requests", STREAMS, "--body", body])
    require_success(next(reports.iterdir()), STREAMS)
    found = {"measuring": Counter(), "writing": Counter(), "others": Counter()}
    for file in files:
        counts = functions(file)
        names = " ".join(counts)
        # Only the worker's thread runs the loop, and only the writer's writes rows.
        kind = ("measuring" if "$s7Reactor9EventLoopC3run" in names
                else "writing" if "$s11RecordStore9RowBufferV" in names else "others")
        found[kind].update(counts)
        if kind == "measuring":
            found["reading"] = Counter({
                name: count for name, count in functions(file, "--inclusive=yes").items() if READ in name})
    if not found["measuring"] or not found["writing"]:
        raise MeasurementError("callgrind saw no measuring thread or no writer")
    return found


def parts(few, many, chunks):
    """What each part of the measuring thread takes for one chunk more; the largest first, the rest last."""
    shares = Counter()
    for name in many:
        part = next((part for part, pattern in PARTS if re.search(pattern, name)), "all else")
        shares[part] += (many[name] - few[name]) / chunks
    return sorted(shares.items(), key=lambda pair: (pair[0] == "all else", -pair[1]))


def total(files):
    return sum(sum(functions(file).values()) for file in files)


def bare(gauge, program, server, tokens, manner):
    address = urlsplit(server.url)
    body = json.dumps({
        "model": "m", "stream": True, "messages": [{"role": "user", "content": "hello"}],
        "emulator": {"ttft_ms": 500, "gap_ms": GAP_MS, "tokens": tokens}})
    return total(callgrind(gauge, [
        program, address.hostname, address.port, address.path + "/chat/completions", STREAMS, body, manner]))


def wrk(gauge, server):
    """Two lengths of time over endless streams; the server counts the chunks of each."""
    body = json.dumps({
        "model": "m", "stream": True, "messages": [{"role": "user", "content": "hello"}],
        "emulator": {"ttft_ms": 500, "gap_ms": GAP_MS, "tokens": 5000}})
    script = gauge.folder / "instructions.lua"
    script.write_text(
        f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [==[{body}]==]\n',
        encoding="utf-8")
    found = []
    for seconds in 4, 14:
        before = server.chunks()
        count = total(callgrind(gauge, [
            "wrk", "-t1", f"-c{STREAMS}", f"-d{seconds}s", "--timeout", "60s", "-s", script,
            server.url + "/chat/completions"]))
        found.append((count, server.chunks() - before))
    (few, few_chunks), (many, many_chunks) = found
    if many_chunks - few_chunks < 1000:
        raise MeasurementError(f"wrk read only {many_chunks} chunks")
    return (many - few) / (many_chunks - few_chunks)
