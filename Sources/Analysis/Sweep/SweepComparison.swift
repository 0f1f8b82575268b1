package import RunModel

/// Whether one sweep got worse than another, load by load: of each load that both measured, its runs are compared as
/// any runs are, and the chance of a wrong word is divided over the loads.
package struct SweepComparison: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    /// A load that both sweeps measured.
    package struct Load: Codable, Sendable, Equatable {
        package var load: SweepLoad
        package var verdict: SideComparison.Verdict
        /// Whether the target of each sweep bore the load.
        package var base: Bearing
        package var new: Bearing
        /// Of the runs, with the level that it was judged by. Where one of the targets did not bear the load its runs
        /// ended early and have no numbers of a steady state, so that the verdict is not of them.
        package var comparison: SideComparison
    }

    /// Whether a target bore a load, in all passes of a sweep.
    package enum Bearing: String, Codable, Sendable, CaseIterable {
        case borne
        /// It saturated or failed in each pass.
        case tooMuch = "too_much"
        /// In some passes it bore it, in others not.
        case mixed
    }

    package var format = SweepComparison.currentFormat
    package var tool = "streamgauge"
    package var base: String
    package var new: String
    package var verdict: SideComparison.Verdict
    package var rules: SideRules
    /// Ascending.
    package var loads: [Load]
    /// Loads that only one of the two measured.
    package var baseOnly: [SweepLoad]
    package var newOnly: [SweepLoad]

    /// A sweep: its name, and by load the profiles of the runs that count and whether its target bore it.
    package struct Side: Sendable {
        package let name: String
        fileprivate let runs: [SweepLoad: [RunProfile]]
        fileprivate let bearings: [SweepLoad: Bearing]

        /// - Parameters:
        ///   - name: What the sweep is to be called.
        ///   - plan: What every step of it asks.
        ///   - steps: Those that count, with the profiles of their records.
        package init(name: String, plan: RunPlan, steps: [(step: SweepStep, run: RunProfile)]) {
            self.name = name
            let byLoad = Dictionary(grouping: steps, by: \.step.load)
            runs = byLoad.mapValues { $0.map { $0.run.asStep(of: plan) } }
            bearings = byLoad.mapValues { steps in
                let tooMuch = steps.count(where: \.step.ending.isTooMuch)
                return tooMuch == 0 ? .borne : tooMuch == steps.count ? .tooMuch : .mixed
            }
        }
    }

    /// Pure: the same profiles give the same comparison.
    package init(base: Side, new: Side, rules: SideRules) {
        self.base = base.name
        self.new = new.name
        self.rules = rules
        let shared = Set(base.runs.keys).intersection(new.runs.keys).sorted()
        baseOnly = Set(base.runs.keys).subtracting(new.runs.keys).sorted()
        newOnly = Set(new.runs.keys).subtracting(base.runs.keys).sorted()
        func compared(_ load: SweepLoad, by rules: SideRules) -> Load {
            Load(
                load, (base.bearings[load] ?? .borne, new.bearings[load] ?? .borne),
                SideComparison(
                    base: base.runs[load] ?? [], new: new.runs[load] ?? [], rules: rules))
        }
        let (borne, others) = (
            shared.filter { base.bearings[$0] == .borne && new.bearings[$0] == .borne },
            shared.filter { base.bearings[$0] != .borne || new.bearings[$0] != .borne }
        )
        loads =
            (Self.judged(borne, rules, compared) + others.map { compared($0, by: rules) })
            .sorted { $0.load < $1.load }
        verdict = Self.overall(loads.map(\.verdict))
    }

    /// Holm's step down ("A simple sequentially rejective multiple test procedure", 1979): all loads are judged at the
    /// level divided by their number; those that are worse stand, and the others are judged again at the level divided
    /// by how many are left, until no more are.
    private static func judged(
        _ loads: [SweepLoad], _ rules: SideRules, _ compared: (SweepLoad, SideRules) -> Load
    ) -> [Load] {
        var standing: [Load] = []
        var left = loads
        while !left.isEmpty {
            var stricter = rules
            stricter.level = rules.level / Double(left.count)
            let found = left.map { compared($0, stricter) }
            let worse = found.filter { $0.verdict == .regression }
            guard !worse.isEmpty else { return standing + found }
            standing += worse
            left = found.filter { $0.verdict != .regression }.map(\.load)
        }
        return standing
    }

    /// Worse at one load is worse; else what could not be told or compared at one load is not told. A load at which
    /// nothing was to be judged decides nothing.
    private static func overall(
        _ verdicts: [SideComparison.Verdict]
    ) -> SideComparison.Verdict {
        if verdicts.contains(.regression) { return .regression }
        let told = verdicts.filter { $0 != .nothingJudged }
        if told.allSatisfy({ $0 == .notComparable }) {
            return told.isEmpty && !verdicts.isEmpty ? .nothingJudged : .notComparable
        }
        return told.allSatisfy { $0 == .noRegression } ? .noRegression : .cannotTell
    }
}

extension SweepComparison.Load {
    fileprivate init(
        _ load: SweepLoad,
        _ bearings: (base: SweepComparison.Bearing, new: SweepComparison.Bearing),
        _ comparison: SideComparison
    ) {
        self.load = load
        (base, new) = bearings
        self.comparison = comparison
        verdict =
            switch bearings {
            case (.borne, .borne): comparison.verdict
            case (.borne, .tooMuch): .regression
            case (.tooMuch, .borne): .noRegression
            case (.tooMuch, .tooMuch): .nothingJudged
            default: .cannotTell
            }
    }
}

extension RunProfile {
    /// What a sweep decides for each of its steps by the length of an answer.
    private static let chosenKeys = ["load.warmup_requests", "load.warmup_duration"]

    /// As a step of a sweep of `plan`: what the sweep chose by itself is no other work, and what it brings about on
    /// purpose no doubt of the numbers.
    fileprivate func asStep(of plan: RunPlan) -> RunProfile {
        var found = self
        if plan.load.warmupRequests == nil, plan.load.warmupDuration == nil {
            found.work.removeAll { Self.chosenKeys.contains($0.key) }
            found.circumstances += work.filter { Self.chosenKeys.contains($0.key) }
        }
        found.reasons.removeAll { StepTrust.onPurpose.contains($0.kind) }
        found.trust = found.reasons.map(\.verdict).max() ?? .trustworthy
        return found
    }
}
