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
        package var evidence: StepEvidence
        package var verdict: StepJudge.Verdict
        /// Whether more and more streams were under way, so that no share of it is one of a steady state.
        package var isSaturated = false

        package init(_ step: Step, _ evidence: StepEvidence, _ verdict: StepJudge.Verdict) {
            self.step = step
            self.evidence = evidence
            self.verdict = verdict
        }

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

    // MARK: Lengths

    /// The objective that allows fewest misses wants most requests.
    private var scale: Double { 1 / (rules.allowed.min() ?? 0.05) }
    private var fewest: Int { Int((2 * scale).rounded(.up)) }
    private var most: Int { Int((50 * scale).rounded(.up)) }

    /// Enough for the server to fill and for the longest wait to be seen several times over.
    private func filling(_ load: Double) -> Int {
        let answer = results.first?.evidence.medianAnswer?.seconds ?? 0
        return rules.isCounted
            ? Int(8 * load) : Int((4 * load * (answer + rules.longestWait)).rounded(.up))
    }

    private func short(_ load: Double, _ purpose: Purpose) -> Step {
        let least = max(fewest, filling(load))
        return Step(load: load, purpose: purpose, least: least, most: max(10 * fewest, 2 * least))
    }

    private func long(_ load: Double, _ purpose: Purpose) -> Step {
        let least = max(5 * fewest, filling(load))
        return Step(load: load, purpose: purpose, least: least, most: max(most, 2 * least))
    }

    // MARK: What has been seen

    /// The largest load without a sign of failing below the smallest that failed.
    package var held: Double? {
        let loads = results.filter { !$0.isFailed }.map(\.step.load)
        guard let failed else { return loads.max() }
        return loads.filter { $0 < failed }.max()
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

    /// The load between which and which the largest that holds lies, at 95 %.
    package var interval: ClosedRange<Double>? {
        threshold.map { $0.quantile(0.025)...$0.quantile(0.975) }
    }

    private static let mostConfirmations = 6
    private static let mostSteps = 40
    /// The belief below which the answer is chosen: rather a little low.
    private static let caution = 0.4

    // MARK: What is next

    package func next() -> Next {
        guard let last = results.last else { return .step(rising(rules.start)) }
        guard let failed else { return risen(from: last) }
        guard let held else {
            let load = rounded(failed / 2)
            guard load >= rules.range.lowerBound, load < failed else {
                return .finished(.neverHolds(failed))
            }
            return .step(short(load, .falling))
        }
        return narrowed(held: held, failed: failed, last: last)
    }

    private func rising(_ load: Double) -> Step {
        let load = min(max(rounded(load), rules.range.lowerBound), rules.range.upperBound)
        return short(load, .rising)
    }

    private func risen(from last: Result) -> Next {
        guard last.step.load >= rules.range.upperBound else {
            return .step(rising(last.step.load * 2))
        }
        guard last.verdict != .holds, last.step.purpose != .confirming else {
            return .finished(.holdsAtMost(last.step.load))
        }
        return .step(confirming(last.step.load))
    }

    private func narrowed(held: Double, failed: Double, last: Result) -> Next {
        if last.step.purpose == .repeating { return .finished(.found(answer ?? held)) }
        if last.step.purpose == .above, !isAboveHeld(last) { return closing(held) }
        if last.step.purpose == .confirming, isConfirmed(last) {
            let above = above(last.step.load)
            // What is whole and has failed need not be tried again.
            if rules.isCounted, above >= failed { return closing(held) }
            guard above <= rules.range.upperBound else {
                return .finished(.holdsAtMost(last.step.load))
            }
            return .step(long(above, .above))
        }
        let confirmations = results.count { $0.step.purpose == .confirming }
        guard confirmations < Self.mostConfirmations, results.count < Self.mostSteps,
            let threshold
        else { return .finished(.unsteady) }
        if !isNarrow(threshold, held, failed) {
            let load = rounded(threshold.quantile(0.5), between: held, and: failed)
            return .step(long(load, .narrowing))
        }
        return .step(confirming(candidate(threshold, held, failed)))
    }

    private func isNarrow(_ threshold: LoadThreshold, _ held: Double, _ failed: Double) -> Bool {
        if rules.isCounted, failed - held <= 1 { return true }
        let width = threshold.quantile(0.975) / threshold.quantile(0.025)
        return width <= pow(1 + rules.resolution, 2.2)
    }

    private func candidate(
        _ threshold: LoadThreshold, _ held: Double, _ failed: Double
    ) -> Double {
        rules.isCounted && failed - held <= 1
            ? held : rounded(threshold.quantile(Self.caution))
    }

    private func confirming(_ load: Double) -> Step {
        let most = max(most, 2 * filling(load))
        return Step(load: load, purpose: .confirming, least: most, most: 2 * most)
    }

    private func above(_ load: Double) -> Double {
        let above = load * (1 + rules.resolution)
        return rules.isCounted ? max(load + 1, above.rounded()) : rounded(above)
    }

    /// Whether no more missed than may, give or take a little of what chance does to a long step.
    private func isConfirmed(_ result: Result) -> Bool {
        !result.isFailed
            && zip(result.evidence.counts, rules.allowed).allSatisfy {
                $0.share <= $1 * Self.tolerance
            }
    }

    private static let tolerance = 1.15

    private func isAboveHeld(_ last: Result) -> Bool { last.verdict == .holds }

    /// The load that was confirmed last.
    package var answer: Double? {
        results.last { $0.step.purpose == .confirming && isConfirmed($0) }?.step.load
    }

    /// An early step again, the longest on the way up that held.
    private func closing(_ held: Double) -> Next {
        let answer = answer ?? held
        let early = results.filter {
            $0.step.purpose == .rising && !$0.isFailed && $0.step.load <= answer
        }
        guard let step = early.max(by: { $0.step.load < $1.step.load })?.step else {
            return .finished(.found(answer))
        }
        return .step(
            Step(load: step.load, purpose: .repeating, least: step.least, most: step.least))
    }

    /// Three digits, or a whole number.
    private func rounded(_ load: Double) -> Double {
        guard !rules.isCounted else { return max(1, load.rounded()) }
        let scale = pow(10, 2 - floor(log10(load)))
        return (load * scale).rounded() / scale
    }

    private func rounded(_ load: Double, between low: Double, and high: Double) -> Double {
        guard rules.isCounted, high - low > 1 else { return rounded(load) }
        return min(max(load.rounded(), low + 1), high - 1)
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
