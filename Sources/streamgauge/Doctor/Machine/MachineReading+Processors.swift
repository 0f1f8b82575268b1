import Reporting
import RunModel

extension MachineReading {
    /// A reading of a clock that the processor itself keeps takes some tens of nanoseconds; one through the
    /// kernel or a device takes hundreds and more.
    private static let slowReading = Duration.nanoseconds(200)
    private static let slowSources: Set = ["hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"]

    var clockFinding: Finding {
        let name = clockSource ?? "of a source that is not told"
        let reading = QuantityFormat.latency(milliseconds: clockReading.seconds * 1e3)
        let found = "\(name), \(reading) a reading"
        guard clockSource.map(Self.slowSources.contains) == true || clockReading > Self.slowReading
        else { return Finding(.clockSource, .ok, found) }
        let better = clockSources.first { !Self.slowSources.contains($0) && $0 != clockSource }
        return Finding(
            .clockSource, .note, found,
            cost: "The clock is read a few times a chunk: at 50,000 chunks a second that is "
                + "\(QuantityFormat.share(clockReading.seconds * 3 * 50_000)) of a processor.",
            remedy: better.map {
                "Use \($0): echo \($0) > /sys/devices/system/clocksource/clocksource0/current_clocksource."
            }
                ?? "A kernel with its own clock source for this machine or hypervisor reads it faster."
        )
    }

    var clockKeeping: Finding? {
        guard let isClockKept else { return nil }
        guard !isClockKept else {
            let error = clockError.flatMap { error in
                error > .zero
                    ? ", within about \(QuantityFormat.latency(milliseconds: error.seconds * 1e3))"
                    : nil
            }
            return Finding(.clockKept, .ok, "the wall clock is kept by NTP or PTP\(error ?? "")")
        }
        return Finding(
            .clockKept, .note,
            "nothing keeps the wall clock set (or it is not told here, as in a container)",
            cost:
                "Latencies are not touched, as they are measured on another clock; but times of a record "
                + "cannot be laid beside a server's log, and a dated Retry-After may be read wrongly.",
            remedy: "Let chrony or systemd-timesyncd keep it: 'timedatectl set-ntp true'.")
    }

    var governorFinding: Finding {
        guard !governors.isEmpty else {
            return Finding(
                .cpuGovernor, .ok, "none is told here; in a virtual machine the host decides")
        }
        let driver = governorDriver.map { " (\($0))" } ?? ""
        let names = governors.joined(separator: ", ")
        guard governors != ["performance"] else {
            return Finding(.cpuGovernor, .ok, names + driver)
        }
        return Finding(
            .cpuGovernor, .note, names + driver,
            cost:
                "A processor that slept or slowed down reads late: read delay grows in runs of few streams. "
                + "Times stay the kernel's.",
            remedy: "For runs to compare: 'cpupower frequency-set -g performance'.")
    }

    var quotaFinding: Finding {
        guard let limit = quota.processors, limit < Double(processors) else {
            return Finding(.cpuQuota, .ok, "none below the \(processors) processors")
        }
        var found = "\(QuantityFormat.digits(limit)) of \(processors) processors by control group"
        if let throttled = quota.throttledPeriods, let periods = quota.periods, periods > 0 {
            found +=
                ", stopped in \(QuantityFormat.count(throttled)) of \(QuantityFormat.count(periods)) periods"
        }
        return Finding(
            .cpuQuota, limit < 1 ? .mend : .note, found,
            cost:
                "Once its share of a period (mostly 100 ms) is used up, this program stands still until the "
                + "next: it sends and reads late, and says so in its verdict.",
            remedy: "Give the job at least one whole processor, better two, or no limit "
                + "(resources.limits.cpu, --cpus, CPUQuota=).")
    }

    /// Of the sample.
    var loadFindings: [Finding] {
        guard let stolenShare, let idleShare else { return [] }
        let length = QuantityFormat.latency(milliseconds: Self.sample.seconds * 1e3)
        let stolen = "\(QuantityFormat.share(stolenShare)) in \(length)"
        let steal =
            stolenShare < 0.01
            ? Finding(.cpuSteal, .ok, stolen)
            : Finding(
                .cpuSteal, .note, stolen,
                cost:
                    "The host gives this machine's processors to others; the clock goes on meanwhile, and even "
                    + "the kernel receives late.",
                remedy:
                    "Use a machine with processors of its own, or compare sides in one run (streamgauge ab)."
            )
        let free = idleShare * Double(processors)
        let found =
            "of \(processors) processors \(QuantityFormat.digits(free)) were idle in \(length)"
        guard free < 0.5 else { return [steal, Finding(.cpuFree, .ok, found)] }
        return [
            steal,
            Finding(
                .cpuFree, .note, found,
                cost:
                    "Other programs are in the way: read delay and start lag grow, and a verdict may be "
                    + "'not trustworthy'.",
                remedy: "Stop them for the run, or measure from another machine."),
        ]
    }
}
