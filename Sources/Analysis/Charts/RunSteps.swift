internal import RunModel

/// The whole time of a run, from its first scheduled request to its last end, in equal steps.
struct RunSteps {
    let start: MonotonicInstant
    let count: Int
    let stepSeconds: Double

    private static let mostSteps = 120
    /// Fewer would show nothing of how a run went, even one of a few long requests.
    private static let fewestSteps = 24

    /// Nil where no time passed.
    init?(_ requests: [RequestRecord]) {
        let ends = requests.map { $0.instants.closed ?? $0.instants.scheduled }
        guard let start = requests.map(\.instants.scheduled).min(), let end = ends.max(),
            end > start
        else { return nil }
        self.start = start
        count = min(Self.mostSteps, max(Self.fewestSteps, requests.count))
        stepSeconds = (end - start).seconds / Double(count)
    }

    func index(of instant: MonotonicInstant) -> Int {
        // The last end falls on the last step's edge, and belongs to it.
        Int(min(max((instant - start).seconds / stepSeconds, 0), Double(count - 1)))
    }

    /// Adds to each step the seconds that the span from `first` to `last` lies in it, times `scale`.
    func add(
        from first: MonotonicInstant, to last: MonotonicInstant, scale: Double,
        into sums: inout [Double]
    ) {
        guard last > first else { return }
        let (begin, end) = ((first - start).seconds, (last - start).seconds)
        for step in index(of: first)...index(of: last) {
            let (low, high) = (Double(step) * stepSeconds, Double(step + 1) * stepSeconds)
            sums[step] += max(min(end, high) - max(begin, low), 0) * scale
        }
    }
}
