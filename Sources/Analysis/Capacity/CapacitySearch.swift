internal import Foundation
internal import RunModel
package import Statistics

/// The search for the largest load that keeps all objectives: doubles until one fails, narrows where the threshold lies by
/// what all steps have shown, confirms the answer by a longer step and the load above it, and repeats an early step
/// to see whether the server is still the same.
///
/// A function of its results: what is next follows from what has been seen, so that a search can be told and gone on
/// with from its steps. docs/capacity.md explains it, docs/decisions/capacity.md says why it is so.
package struct CapacitySearch: Sendable {
    package struct Rules: Sendable, Equatable {
        /// The share of requests that may miss each objective.
        package var allowed: [Double]
        package var resolution = 0.1
        /// Whether loads are whole numbers.
        package var isCounted = false
        package var start = 1.0
        /// The longest that an objective lets a request wait, in seconds. What waits so long in a step that is shorter
        /// cannot be seen.
        package var longestWait = 0.0
        /// The loads that may be tried.
        package var range: ClosedRange<Double>

        package init(allowed: [Double], range: ClosedRange<Double>) {
            self.allowed = allowed
            self.range = range
        }
    }

    /// Why a step is made.
    package enum Purpose: String, Codable, Sendable, CaseIterable {
        case rising
        case falling
        case narrowing
        /// The answer, longer.
        case confirming
        /// The load above the answer.
        case above
        /// An early step again.
        case repeating
    }

    package struct Step: Sendable, Equatable {
        package var load: Double
        package var purpose: Purpose
        /// Requests before anything is decided, and at most.
        package var least: Int
        package var most: Int

        package init(load: Double, purpose: Purpose, least: Int, most: Int) {
            self.load = load
            self.purpose = purpose
            self.least = least
            self.most = most
        }
    }

    package struct Result: Sendable, Equatable {
        package var step: Step
        /// As the step itself shows it.
        package var evidence: StepEvidence
        /// With the dependence that neighbouring loads show too: what is believed.
        package var weighed: StepEvidence
        package var verdict: StepJudge.Verdict
        /// Whether more and more streams were under way, so that no share of it is one of a steady state.
        package var isSaturated = false

        var isFailed: Bool {
            if isSaturated { return true }
            if case .fails = verdict { return true }
            return false
        }
    }

    package enum Next: Sendable, Equatable {
        case step(Step)
        case finished(Outcome)
    }

    package enum Outcome: Sendable, Equatable {
        case found(Double)
        /// The greatest load that may be tried still holds.
        case holdsAtMost(Double)
        /// The smallest still fails.
        case neverHolds(Double)
        /// The loads to be confirmed fail again and again: the server is not the same from step to step.
        case unsteady
    }

    package let rules: Rules
    package private(set) var results: [Result] = []
    /// Where the threshold may be: what is believed of it; nil before a load has held and one has failed.
    package private(set) var threshold: LoadThreshold?

    package init(_ rules: Rules) {
        self.rules = rules
    }

    package mutating func add(_ result: Result) {
        results.append(result)
        threshold = found
    }

    /// What a step has shown, and how sure that is: by itself a step with few misses would look as if neighbouring requests
    /// were independent of each other, and would be decided far too soon.
    ///
    /// - Parameters:
    ///   - step: One that is under way, or has ended.
    ///   - evidence: What it has shown so far.
    ///   - isLast: Whether nothing more will be seen of it.
    /// - Returns: The step with its verdict; it is not added.
    package func result(_ step: Step, _ evidence: StepEvidence, isLast: Bool = true) -> Result {
        let weighed = evidence.weighed { objective in
            results.compactMap {
                $0.evidence.counts.indices.contains(objective) ? $0.evidence.counts[objective] : nil
            }
        }
        return Result(
            step: step, evidence: evidence, weighed: weighed,
            verdict: StepJudge(allowed: rules.allowed).verdict(weighed, isLast: isLast))
    }

    /// Whether a step that is under way may end: it is decided, or of one on the way up nothing is to be feared.
    package func isDecided(_ step: Step, _ evidence: StepEvidence) -> Bool {
        // Behind one that is long under way nothing is seen, and few requests are no step.
        guard evidence.requests >= step.least / 2 else { return false }
        return result(step, evidence, isLast: false).verdict != .undecided
            || step.purpose == .rising && StepJudge(allowed: rules.allowed).looksWell(evidence)
    }

    // MARK: Lengths

    /// The objective that allows fewest misses wants most requests.
    private var scale: Double { 1 / (rules.allowed.min() ?? 0.05) }
    private var fewest: Int { Int((2 * scale).rounded(.up)) }
    var most: Int { Int((50 * scale).rounded(.up)) }

    /// Enough for the server to fill and for the longest wait to be seen several times over.
    func filling(_ load: Double) -> Int {
        let answer = results.first?.evidence.medianAnswer?.seconds ?? 0
        return rules.isCounted
            ? Int(8 * load) : Int((4 * load * (answer + rules.longestWait)).rounded(.up))
    }

    func short(_ load: Double, _ purpose: Purpose) -> Step {
        let least = max(fewest, filling(load))
        return Step(load: load, purpose: purpose, least: least, most: max(10 * fewest, 2 * least))
    }

    func long(_ load: Double, _ purpose: Purpose) -> Step {
        let least = max(5 * fewest, filling(load))
        return Step(load: load, purpose: purpose, least: least, most: max(most, 2 * least))
    }

    // MARK: What has been seen

    /// The largest load without a sign of failing below the smallest that failed.
    package var held: Double? {
        let loads = results.filter(looksHeld).map(\.step.load)
        guard let failed else { return loads.max() }
        return loads.filter { $0 < failed }.max()
    }

    /// Whether a step neither failed nor missed an objective more often than may be, however few requests it had.
    private func looksHeld(_ result: Result) -> Bool {
        !result.isFailed
            && zip(result.evidence.counts, rules.allowed).allSatisfy { $0.share <= $1 }
    }

    /// The smallest load that failed; of loads that failed and held later the next above.
    package var failed: Double? {
        let sure = results.filter { $0.verdict == .holds }.map(\.step.load).max() ?? 0
        let loads = results.filter(\.isFailed).map(\.step.load)
        return loads.filter { $0 > sure }.min() ?? loads.max()
    }

    private var found: LoadThreshold? {
        guard let held, let failed else { return nil }
        let range = held / 1.5...max(failed, held) * 1.25
        let thresholds = rules.allowed.indices.map { objective in
            LoadThreshold(
                of: results.compactMap { $0.count(objective) },
                allowed: rules.allowed[objective], in: range)
        }
        return LoadThreshold.least(of: thresholds)
    }

    /// The load between which and which the largest that holds lies, at 95 %: what the curve believes at 99 %, since it is
    /// right near the edge only, and believes a little too much (docs/decisions/capacity.md).
    package var interval: ClosedRange<Double>? {
        threshold.map { $0.quantile(0.005)...$0.quantile(0.995) }
    }
}

extension CapacitySearch.Result {
    /// What counts for an objective. Of a load at which more and more was under way the share would only have grown: it
    /// counts as a step whose every second request missed.
    fileprivate func count(_ objective: Int) -> CountedAtLoad? {
        let count = evidence.counts[objective]
        guard isSaturated else {
            return count.count > 0 && (isFailed || !evidence.isRising) ? count : nil
        }
        return CountedAtLoad(
            load: step.load, share: max(count.share, 0.5), count: max(count.count, 10),
            dependence: count.dependence)
    }
}
