import Engine
import Foundation
import RunModel

/// What is read of a machine, without a judgement.
struct MachineReading {
    var system = SystemReading()
    /// Names and, of addresses, what may be shown; never a key.
    var environment: [String: String] = [:]
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
    /// What programs may still take, in bytes; nil where the kernel does not say.
    var memoryLeft: Int?
    var disk: DiskReading?
    /// Shares of processor time in the sample; nil where /proc/stat says nothing.
    var stolenShare: Double?
    var idleShare: Double?
    var library = ""
    /// The file of certificates with which servers are checked, and whether there is one.
    var authorities: String?
    var hasAuthorities = true
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
        system = SystemReading(files)
        memoryLeft = MemoryLimit.left(files)
    }

    /// This machine's, which takes as long as `sample`; `folder` is where runs would be kept.
    static func take(folder: String) async -> MachineReading {
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
        reading.disk = DiskReading(of: folder)
        reading.environment = ProcessInfo.processInfo.environment
        reading.library = ToolDescription.curlVersion
        reading.authorities = ToolDescription.authorities
        reading.hasAuthorities =
            reading.authorities.map(FileManager.default.isReadableFile) ?? false
        reading.libraryFaults = ToolDescription.libraryFaults
        reading.gravestFaults = ToolDescription.gravestLibraryFaults
        return reading
    }
}
