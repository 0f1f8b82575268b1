import RunModel
import Statistics
import SyntheticRuns

@testable import Analysis

/// Runs of ten rounds at a server whose rounds spread by two parts of a hundred.
struct SteadyServer {
    var run = SyntheticRun()
    var spread = 0.01

    init() {
        run.requests = 600
        run.rounds = 10
        run.keepsChunks = false
        run.outputTokens = .constant(20)
        run.firstTokenMilliseconds = .logNormal(median: 200, sigma: 0.05)
        run.gapMilliseconds = .gamma(mean: 30, shape: 100)
    }

    /// A run; `seed` decides all that is drawn.
    func record(_ seed: UInt64, _ change: (inout SyntheticRun) -> Void = { _ in })
        -> SyntheticRecord
    {
        var run = run
        run.seed = seed
        change(&run)
        var generator = SeededGenerator(seed: seed, purpose: 99, index: 0)
        let level = Distribution.logNormal(median: 1, sigma: spread)
        let own = (0..<run.rounds).map { _ in level.sample(using: &generator) }
        run.roundLevels =
            run.roundLevels.isEmpty ? own : zip(run.roundLevels, own).map { $0 * $1 }
        var record = run.record()
        // What is drawn differs from run to run, and what is asked does not.
        record.manifest.plan.seed = 1
        return record
    }
}

/// Both sides' records, judged.
func compareRecords(
    _ base: [SyntheticRecord], _ new: [SyntheticRecord], _ rules: SideRules = SideRules()
) -> SideComparison {
    SideComparison(
        base: base.enumerated().map { $1.profile("base-\($0)") },
        new: new.enumerated().map { $1.profile("new-\($0)") }, rules: rules)
}

extension SideComparison {
    func word(_ metric: JudgedMetric) -> MetricVerdict.Word? {
        metrics.first { $0.metric == metric }?.word
    }
}
