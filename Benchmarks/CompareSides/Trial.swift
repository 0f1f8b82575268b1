import Analysis
import RunModel
import Statistics
import SyntheticRuns

/// One seeded comparison under a condition: records of both sides, judged as `compare` and `ab` judge them.
struct Trial {
    let condition: Condition
    let seed: UInt64

    /// Of requests in a round; with a scatter of 4 % a median of so many has one of 0.8 %.
    private static let requestsInRound = 40
    private static let scatter = 0.04
    private static let medianError = 0.008

    func comparison() -> SideComparison {
        var generator = SeededGenerator(seed: seed, purpose: 7, index: 0)
        let levels = condition.movements(using: &generator)
        let order = condition.order(using: &generator)
        let own = max(0, condition.spread * condition.spread - Self.medianError * Self.medianError)
        let spread = Distribution.logNormal(median: 1, sigma: own.squareRoot())
        let spreads = levels.map { $0 * spread.sample(using: &generator) }
        func side(isBase: Bool) -> [Double] {
            zip(spreads, order).filter { $0.1 == isBase }.map(\.0)
        }
        var rules = SideRules()
        rules.smallestEffect = condition.smallestEffect
        return SideComparison(
            base: runs(side(isBase: true), isBase: true),
            new: runs(side(isBase: false), isBase: false), rules: rules,
            unit: condition.design == .blocks ? .blockPair : nil)
    }

    private func runs(_ levels: [Double], isBase: Bool) -> [RunProfile] {
        guard condition.design == .runs else { return [run(levels, 0, isBase: isBase)] }
        // Within a run rounds spread by half as much as runs do.
        var generator = SeededGenerator(seed: seed, purpose: 8, index: isBase ? 0 : 1)
        let inner = Distribution.logNormal(median: 1, sigma: condition.spread / 2)
        return levels.enumerated().map { place, level in
            run(
                (0..<6).map { _ in level * inner.sample(using: &generator) }, place, isBase: isBase)
        }
    }

    private func run(_ levels: [Double], _ place: Int, isBase: Bool) -> RunProfile {
        var run = SyntheticRun()
        run.seed = seed &* 1000 &+ UInt64(2 * place + (isBase ? 0 : 1))
        run.rounds = levels.count
        run.requests = levels.count * Self.requestsInRound
        run.roundLevels = levels
        run.keepsChunks = false
        run.outputTokens = .normal(mean: 20, deviation: 4)
        run.gapMilliseconds = .gamma(mean: 30, shape: 50)
        run.firstTokenMilliseconds = .logNormal(
            median: 200 * (isBase ? 1 : 1 + condition.effect), sigma: Self.scatter)
        var record = run.record()
        record.manifest.plan.seed = 1
        return record.profile(isBase ? "base" : "new")
    }
}
