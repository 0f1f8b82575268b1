import Engine
import Foundation
import RunModel

/// What is read of a machine, without a judgement.
struct MachineReading {
    var hasKernelStamps = true
    var descriptors = (soft: 1024, hard: 1024)
    var localPorts: ClosedRange<Int>?
    var clockSource: String?
    /// The sources that the kernel could use, its own choice among them.
    var clockSources: [String] = []
    var clockReading = Duration.nanoseconds(30)
    /// Nil where the kernel does not say.
    var isClockKept: Bool?
    var clockError: Duration?
    /// The governors of the processors, each once; empty where they cannot be read.
    var governors: [String] = []
    var governorDriver: String?
    var processors = 1
    var quota = CPUQuota()
    /// Shares of processor time in the sample; nil where /proc/stat says nothing.
    var stolenShare: Double?
    var idleShare: Double?
    var library = ""
    var libraryFaults: [String] = []
    /// Those of `libraryFaults` that touch every run.
    var gravestFaults: [String] = []

    /// How long processors are watched.
    static let sample = Duration.milliseconds(500)

    /// What stands in files, and no more.
    init(_ files: SystemFiles) {
        localPorts = files.text(MachineLimits.portRangeFile).flatMap(MachineLimits.localPorts(in:))
        let clock = "/sys/devices/system/clocksource/clocksource0"
        clockSource = files.word("\(clock)/current_clocksource")
        clockSources =
            (files.text("\(clock)/available_clocksource") ?? "").split(
                whereSeparator: \.isWhitespace
            )
            .map(String.init)
        let processors = "/sys/devices/system/cpu"
        let folders = files.names(processors).filter {
            $0.hasPrefix("cpu") && !$0.dropFirst(3).isEmpty
                && $0.dropFirst(3).allSatisfy(\.isNumber)
        }
        let found = folders.compactMap {
            files.word("\(processors)/\($0)/cpufreq/scaling_governor")
        }
        governors = Set(found).sorted()
        governorDriver = folders.first.flatMap {
            files.word("\(processors)/\($0)/cpufreq/scaling_driver")
        }
        quota = CPUQuota(files)
    }

    /// This machine's, which takes as long as `sample`.
    static func take() async -> MachineReading {
        let files = SystemFiles.ofThisMachine
        func times() -> ProcessorTimes? { files.text("/proc/stat").flatMap(ProcessorTimes.init) }
        let before = times()
        try? await Task.sleep(for: sample)
        let shares = before.flatMap { before in times()?.shares(since: before) }
        var reading = MachineReading(files)
        reading.stolenShare = shares?.stolen
        reading.idleShare = shares?.idle
        reading.hasKernelStamps = ToolDescription.hasKernelStamps
        reading.descriptors = MachineLimits.descriptors()
        (reading.clockReading, reading.isClockKept, reading.clockError) = ToolDescription.clock
        reading.processors = ProcessInfo.processInfo.activeProcessorCount
        reading.library = ToolDescription.curlVersion
        reading.libraryFaults = ToolDescription.libraryFaults
        reading.gravestFaults = ToolDescription.gravestLibraryFaults
        return reading
    }
}
