internal import RunModel
internal import Statistics

/// Whether a target had settled when a step began to be measured: whether the first of its answers are like the
/// others.
struct StepSettling {
    let word: SweepStep.Settling

    private static let bins = 12
    private static let perBin = 2
    /// A series without a step exceeds it in one of a hundred runs.
    private static let leastStatistic = 1.63
    /// Smaller changes move no curve.
    private static let leastChange = 0.1

    /// - Parameters:
    ///   - measured: In the order in which they were due.
    ///   - isOpenLoop: Whether waits count from the scheduled time.
    init(_ measured: [RequestRecord], _ isOpenLoop: Bool) {
        let successes = measured.filter(\.outcome.isSuccess)
        let series = [
            successes.compactMap {
                (isOpenLoop ? $0.timeToFirstTokenScheduled : $0.timeToFirstToken)?.milliseconds
            },
            successes.compactMap { $0.secondsPerOutputToken.map { $0 * 1000 } },
        ]
        self.init(series)
    }

    /// Values of each quantity in order of time.
    init(_ series: [[Double]]) {
        let known = series.filter { $0.count >= Self.bins * Self.perBin }
        guard !known.isEmpty else {
            word = .unknown
            return
        }
        word = known.contains(where: Self.isMoving) ? .notSettled : .settled
    }

    /// Whether another level, or a way to it, fills the beginning.
    private static func isMoving(_ values: [Double]) -> Bool {
        let medians = (0..<bins).compactMap { bin -> Double? in
            let (first, end) = (bin * values.count / bins, (bin + 1) * values.count / bins)
            return SortedSample(Array(values[first..<end])).median
        }
        let beginning = SortedSample(Array(medians.prefix(bins / 3))).median ?? 0
        let rest = SortedSample(Array(medians.dropFirst(bins / 3))).median ?? 0
        guard beginning > 0, rest > 0, max(beginning / rest, rest / beginning) >= 1 + leastChange
        else { return false }
        if let step = StepTest(medians), step.index <= bins / 2, step.statistic > leastStatistic {
            return true
        }
        return RoundTrend(medians) != nil
    }
}
