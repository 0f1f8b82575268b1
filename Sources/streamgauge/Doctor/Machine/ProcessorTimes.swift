/// What all processors have done since the machine started: the first line of /proc/stat (proc_stat(5)), in ticks of
/// mostly 10 ms.
struct ProcessorTimes: Equatable {
    let total: Int
    let idle: Int
    /// What the host of a virtual machine gave to others.
    let stolen: Int

    /// Nil where the text is none.
    init?(_ text: String) {
        guard let line = text.split(separator: "\n").first, line.hasPrefix("cpu ") else {
            return nil
        }
        let ticks = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        // user nice system idle iowait irq softirq steal; what guests took is in user already.
        guard ticks.count >= 8 else { return nil }
        total = ticks.prefix(8).reduce(0, +)
        idle = ticks[3] + ticks[4]
        stolen = ticks[7]
    }

    /// The shares of the time since `earlier` that were stolen and idle; nil where no tick has passed.
    func shares(since earlier: ProcessorTimes) -> (stolen: Double, idle: Double)? {
        let passed = total - earlier.total
        guard passed > 0 else { return nil }
        return (
            Double(max(0, stolen - earlier.stolen)) / Double(passed),
            Double(max(0, idle - earlier.idle)) / Double(passed)
        )
    }
}
