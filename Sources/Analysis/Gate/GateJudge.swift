internal import RunModel
internal import Statistics

/// Holds new runs against the history. Pure: the same runs give the same result.
package struct GateJudge: Sendable {
    /// The history, without the new runs.
    package var past: [PastRun]
    /// Whose runs are the baseline; nil for all.
    package var branch: String?
    /// A named baseline that must hold too; nil for none.
    package var release: String?
    package var count = BaselineChoice.usualCount
    package var rules: SideRules

    package init(past: [PastRun], branch: String?, release: String? = nil, rules: SideRules) {
        self.past = past
        self.branch = branch
        self.release = release
        self.rules = rules
    }

    /// What the two comparisons came to.
    package struct Findings: Sendable, Equatable {
        package var recent: GateResult.Comparison
        package var release: GateResult.Comparison?

        /// Whether another run would tell: something got worse, or looks so.
        package var wantsConfirmation: Bool {
            deciding.contains { $0.word == .worse || $0.isSuspicious == true }
        }

        /// Whether what looks worse differs from run to run, and nothing is worse for sure.
        private var isDisputed: Bool {
            deciding.contains { $0.isDisputed == true } && !deciding.contains { $0.word == .worse }
        }

        /// Whether to run again after so many runs, where `confirm` more are allowed: one beyond it where those that
        /// were made dispute each other.
        package func wantsAnother(after count: Int, confirm: Int) -> Bool {
            wantsConfirmation && confirm > 0 && count <= confirm + (isDisputed ? 1 : 0)
        }

        /// Whether it can be said at all that a run looks worse, or does not.
        package var isComparable: Bool {
            [recent.sides, release?.sides].compactMap { $0 }.allSatisfy(\.hindrances.isEmpty)
        }

        private var deciding: [MetricVerdict] {
            [recent.sides, release?.sides].compactMap { $0 }.filter { $0.hindrances.isEmpty }
                .flatMap(\.deciding)
        }
    }

    /// Of the run and those made to confirm it, in order of time; at least one.
    package func findings(of new: [PastRun]) -> Findings {
        let first = new[0]
        let chosen = recentChoice(for: first)
        let released = release.map {
            BaselineChoice(named: $0, of: past, branch: branch, like: first)
        }
        // One chance of a false alarm for both.
        var rules = rules
        if released?.runs.isEmpty == false, !chosen.runs.isEmpty { rules.level /= 2 }
        let recent = comparison(chosen.branch, chosen, new, rules)
        guard let release, let released else { return Findings(recent: recent) }
        return Findings(
            recent: recent,
            release: comparison(release, released, lately(chosen, first) + new, rules))
    }

    /// The runs that `run` is held against first.
    package func recentChoice(for run: PastRun) -> BaselineChoice {
        BaselineChoice(
            lastOf: past, branch: branch, ownBranch: run.labels.branch, count: count, like: run)
    }

    /// What stands against a release is the branch's level of late, which creeps where no single step shows. Runs
    /// of another branch than the new one's say nothing of it.
    private func lately(_ chosen: BaselineChoice, _ run: PastRun) -> [PastRun] {
        guard branch == nil || run.labels.branch == branch else { return [] }
        return chosen.runs.filter { run in !run.baselines.contains(release ?? "") }
            .suffix(Self.runsOfLate)
    }

    private static let runsOfLate = 4

    private func comparison(
        _ name: String?, _ choice: BaselineChoice, _ new: [PastRun], _ rules: SideRules
    ) -> GateResult.Comparison {
        GateResult.Comparison(
            baseline: name, runs: choice.runs.map(\.id), passedOver: choice.passedOver,
            blessed: choice.blessed?.id, blessing: choice.blessed?.blessing,
            sides: choice.runs.isEmpty
                ? nil
                : SideComparison(
                    base: choice.runs.map(\.profile), new: new.map(\.profile), rules: rules,
                    unit: choice.runs.count >= HistoryEffect.fewest ? .pastRun : .round))
    }
}

extension GateResult {
    /// Whether to measure again before something worse fails.
    package func wantsAnotherRun(_ findings: GateJudge.Findings?, confirm: Int) -> Bool {
        if runs.contains(where: \.isUntrusted) { return false }
        // Of two sides each run must say it again.
        if let sides { return sides.verdict == .regression && runs.count <= confirm }
        return findings?.wantsAnother(after: runs.count, confirm: confirm) == true
    }

    /// Takes what was found and says what it comes to.
    package mutating func conclude(_ findings: GateJudge.Findings?) {
        recent = findings?.recent
        release = findings?.release
        end(overall())
    }

    private func overall() -> Verdict {
        if runs.contains(where: \.isUntrusted) { return .notTrustworthy }
        // What fails most of the time is no measure of what comes later either.
        if let recent, recent.sides == nil, runs.contains(where: { $0.trust == .notTrustworthy }) {
            return .notTrustworthy
        }
        var found: [Verdict] = []
        if assertions.contains(where: { $0.outcome == .fails }) { found.append(.assertionFailed) }
        if assertions.contains(where: { $0.outcome == .cannotTell }) { found.append(.cannotTell) }
        if let limits {
            if !limits.broken.isEmpty { found.append(.assertionFailed) }
            if !limits.untold.isEmpty { found.append(.cannotTell) }
        }
        if let capacity {
            if capacity.isBelowRequired == true || capacity.outcome == .neverHolds {
                found.append(.assertionFailed)
            }
            if capacity.outcome == .untold || capacity.isBelowRequired == nil {
                found.append(.cannotTell)
            }
        }
        found += [recent?.ofBranch, release?.ofBaseline, sides.map { Verdict($0.verdict) }]
            .compactMap { $0 }
        return Verdict.allCases.first(where: found.contains) ?? .passed
    }
}

extension GateResult.Comparison {
    /// What a comparison with the last runs of a branch comes to.
    fileprivate var ofBranch: GateResult.Verdict {
        guard let sides else {
            // Who changes what is asked does not get by as the first of a kind.
            return passedOver.contains { $0.reason == .otherWork } ? .notComparable : .noBaseline
        }
        // While a history grows, rounds often cannot tell, which nobody can mend but by running on.
        let isUntold =
            sides.verdict == .cannotTell
            || sides.verdict == .nothingJudged
                && sides.deciding.allSatisfy { $0.lack == .tooFewRounds || $0.lack == .tooFew }
        return sides.unit == .round && isUntold
            ? .shortHistory : GateResult.Verdict(sides.verdict)
    }

    /// The same with a named baseline, which must hold: what cannot be looked at has not, unless a blessing takes its
    /// place.
    fileprivate var ofBaseline: GateResult.Verdict? {
        guard let sides else { return blessed == nil ? .notComparable : nil }
        return GateResult.Verdict(sides.verdict)
    }
}

extension GateResult.Verdict {
    init(_ verdict: SideComparison.Verdict) {
        self =
            switch verdict {
            case .noRegression: .passed
            case .regression: .regression
            case .cannotTell: .cannotTell
            case .notComparable: .notComparable
            case .nothingJudged: .nothingJudged
            }
    }
}
