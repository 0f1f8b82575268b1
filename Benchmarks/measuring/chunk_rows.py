"""What writing a row a chunk costs: stamps and CPU with all rows, and with none."""

from .record import manifest, require_success, summary_value

STREAMS = 1000
EMULATOR = {"lock_step_ms": 20, "tokens": 125, "ttft_ms": 1500}
POLICIES = ("all", "none")


def measure(gauge, rows, runs):
    for _ in range(runs):
        for policy in POLICIES:
            measure_policy(gauge, rows, policy)
    if runs > 1:
        judge(rows)


def measure_policy(gauge, rows, policy):
    folder, _ = gauge.measure(
        EMULATOR, "--emulator", "--concurrency", STREAMS, "--requests", STREAMS,
        "--chunks", policy)
    require_success(folder, STREAMS)
    for statistic in "p50", "p99":
        error = summary_value(folder, "stamp_error", statistic) * 1000
        rows.add(name(policy, statistic), error, "us")
    rows.add(
        f"record: --chunks {policy}, writer's CPU",
        manifest(folder)["client"]["writer_cpu_seconds"], "s")


def judge(rows):
    """Rows must not move the stamps: the ranges of the runs with and without them overlap."""
    for statistic in "p50", "p99":
        with_rows = rows[name("all", statistic)]
        without = rows[name("none", statistic)]
        with_rows.promise = "as without rows"
        with_rows.is_kept = min(with_rows.values) <= max(without.values)


def name(policy, statistic):
    return f"record: --chunks {policy}, stamp error {statistic}"
