/// How much processor time the control groups of this process allow it (cgroups(7)).
struct CPUQuota: Equatable {
    /// In processors: 1.5 is 150 ms in 100 ms. Nil without a limit.
    var processors: Double?
    /// Periods in which the group was stopped because its time was used up, since it was made, and all of them.
    var throttledPeriods: Int?
    var periods: Int?

    private static let root = "/sys/fs/cgroup"

    init(processors: Double? = nil, throttledPeriods: Int? = nil, periods: Int? = nil) {
        self.processors = processors
        self.throttledPeriods = throttledPeriods
        self.periods = periods
    }

    /// The tightest of this process' group and those that it lies in.
    init(_ files: SystemFiles) {
        let groups = files.text("/proc/self/cgroup") ?? ""
        for line in groups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let controllers = parts[1].split(separator: ",")
            if controllers.isEmpty {
                add(files, below: Self.root, path: parts[2], limit: Self.unified)
            } else if controllers.contains("cpu") {
                for name in [String(parts[1]), "cpu"] {
                    add(files, below: "\(Self.root)/\(name)", path: parts[2], limit: Self.older)
                }
            }
        }
    }

    /// From the group up to the root; inside a container the path may be one that is not seen there, and the root its
    /// group.
    private mutating func add(
        _ files: SystemFiles, below root: String, path: Substring,
        limit: (SystemFiles, String) -> Double?
    ) {
        var parts = path.split(separator: "/")
        while true {
            let folder = ([root] + parts.map(String.init)).joined(separator: "/")
            if let found = limit(files, folder), found < processors ?? .infinity {
                processors = found
                note(files.text("\(folder)/cpu.stat") ?? "")
            }
            guard parts.popLast() != nil else { return }
        }
    }

    /// `cpu.max` of version 2: microseconds or `max`, and the period.
    private static func unified(_ files: SystemFiles, _ folder: String) -> Double? {
        let numbers = (files.text("\(folder)/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
            .map { Double($0) }
        guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], period > 0 else {
            return nil
        }
        return quota / period
    }

    /// Of version 1: -1 is no limit.
    private static func older(_ files: SystemFiles, _ folder: String) -> Double? {
        guard let quota = files.word("\(folder)/cpu.cfs_quota_us").flatMap(Double.init), quota > 0,
            let period = files.word("\(folder)/cpu.cfs_period_us").flatMap(Double.init), period > 0
        else { return nil }
        return quota / period
    }

    private mutating func note(_ statistics: String) {
        for line in statistics.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2 else { continue }
            if words[0] == "nr_periods" { periods = Int(words[1]) }
            if words[0] == "nr_throttled" { throttledPeriods = Int(words[1]) }
        }
    }
}
