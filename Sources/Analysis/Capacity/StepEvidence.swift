package import RunModel
package import Statistics

/// What a step has shown so far of each objective.
package struct StepEvidence: Sendable, Equatable {
    /// In the order of the objectives.
    package let counts: [CountedAtLoad]
    /// Requests that count.
    package let requests: Int
    /// From their scheduled time to their end, the median of successes; nil of none.
    package let medianAnswer: Duration?

    /// Whether waits still grew over the step: shares are then not yet what they will be, and no proof that a load holds.
    package let isRising: Bool

    package init(
        counts: [CountedAtLoad], requests: Int, medianAnswer: Duration?, isRising: Bool = false
    ) {
        self.counts = counts
        self.requests = requests
        self.medianAnswer = medianAnswer
        self.isRising = isRising
    }

    /// The part of a step at its beginning that does not count: the server is not yet as full as it will be.
    static let filling = 0.25

    /// From the step's manifest, finished or not, and its rows so far, in any order, as far as `StepRows` judges them.
    package init(
        _ objectives: [ServiceObjective], load: Double, manifest: RunManifest,
        requests: [RequestRecord]
    ) {
        let ended = StepRows(requests, silence: ServiceObjective.silence(of: objectives)).rows
        let counting = Array(ended.dropFirst(Int(Double(ended.count) * Self.filling)))
        let record = JudgedRecord(
            manifest: manifest, requests: counting, histograms: HistogramSet(), chunks: nil)
        self.requests = counting.count
        let isOpenLoop = manifest.plan.load.isOpenLoop
        func wait(_ request: RequestRecord) -> Double {
            let wait =
                isOpenLoop ? request.timeToFirstTokenScheduled : request.timeToFirstToken
            return (wait ?? .zero).seconds
        }
        counts = objectives.map { objective in
            let misses = objective.misses(in: record)
            return CountedAtLoad(
                load: load, misses: misses.map(\.isMiss),
                waits: objective.isOfWaits ? misses.map { wait($0.request) } : [])
        }
        isRising = Self.isRising(counting.filter(\.outcome.isSuccess).map(wait))
        let answers = counting.filter(\.outcome.isSuccess).compactMap(\.endToEndScheduled).sorted()
        medianAnswer = answers.isEmpty ? nil : answers[answers.count / 2]
    }

    /// With the dependence that what other steps have shown of each objective tells too.
    func weighed(_ others: (Int) -> [CountedAtLoad]) -> StepEvidence {
        StepEvidence(
            counts: counts.enumerated().map { $1.weighed(beside: others($0)) }, requests: requests,
            medianAnswer: medianAnswer, isRising: isRising)
    }

    private static let blocks = 8
    /// Series without a trend look as if they rose so often, and rise by less than this part of their mean.
    private static let chance = 0.02
    private static let leastRise = 0.2

    /// Whether waits, in the order in which they were due, grew beyond chance.
    package static func isRising(_ waits: [Double]) -> Bool {
        let size = waits.count / blocks
        guard size > 0 else { return false }
        let means = (0..<blocks).map { block in
            waits[block * size..<(block + 1) * size].reduce(0, +) / Double(size)
        }
        guard let trend = TrendTest(means) else { return false }
        let mean = means.reduce(0, +) / Double(blocks)
        return trend.risingProbability < chance && trend.change > leastRise * mean
    }
}
