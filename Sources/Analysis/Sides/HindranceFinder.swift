internal import RunModel
internal import Statistics

/// Finds what keeps two sides from being compared.
struct HindranceFinder {
    let base: [RunProfile]
    let new: [RunProfile]
    /// A run with two targets has one plan: what its sides differ in was asked for.
    let isOneRun: Bool

    /// Keys of plans in which the sides, or the runs of a side, differ.
    func differences() -> [PlanDifference] {
        func found(
            _ items: KeyPath<RunProfile, [RunProfile.PlanItem]>, isOfWork: Bool
        ) -> [PlanDifference] {
            // Members that only some plans have are keys too.
            var keys: [String] = []
            for key in (base + new).flatMap({ $0[keyPath: items].map(\.key) })
            where !keys.contains(key) { keys.append(key) }
            return keys.compactMap { key in
                func values(_ side: [RunProfile]) -> [String] {
                    Set(
                        side.map { run in
                            run[keyPath: items].first { $0.key == key }?.value ?? "null"
                        }
                    ).sorted()
                }
                let (old, young) = (values(base), values(new))
                guard old != young || old.count > 1 else { return nil }
                // Records of before have no digest, which is no other one.
                let isUnknown = key == RunProfile.digestKey && (old + young).contains("null")
                if isUnknown { return nil }
                return PlanDifference(key: key, base: old, new: young, isOfWork: isOfWork)
            }
        }
        return found(\.work, isOfWork: true) + found(\.circumstances, isOfWork: false)
    }

    func hindrances(
        _ differences: [PlanDifference], _ work: [WorkComparison]
    ) -> [Hindrance] {
        let failed = failures()
        guard failed.isEmpty else { return failed }
        let plans = differences.filter { $0.isOfWork && !isOneRun }.map { difference in
            var found = Hindrance(.plan)
            found.key = difference.key
            found.base = difference.base.joined(separator: ", ")
            found.new = difference.new.joined(separator: ", ")
            return found
        }
        let tokens = work.filter(\.isDifferent).map { comparison in
            var found = Hindrance(Hindrance.Kind(comparison.subject))
            found.mode = comparison.mode
            found.value = comparison.base.flatMap { base in
                comparison.new.map { $0 / base - 1 }
            }
            return found
        }
        let runs =
            isOneRun
            ? base.prefix(1).flatMap { self.runs($0, isOfBase: nil) }
            : base.flatMap { self.runs($0, isOfBase: true) }
                + new.flatMap { self.runs($0, isOfBase: false) }
        return plans + modes() + tokens + runs + coldStarts()
    }

    /// Of a side without an answer there is nothing else to say: an early end and missing modes come of it.
    private func failures() -> [Hindrance] {
        [(base, true), (new, false)].flatMap { runs, isOfBase in
            runs.filter { $0.failure != nil }.map { run in
                var found = Hindrance(.failed)
                found.run = run.name
                found.isOfBase = isOfBase
                return found
            }
        }
    }

    /// A target that stopped to stream leaves no streams to compare, whatever its plan asked for.
    private func modes() -> [Hindrance] {
        let found = (base + new).map { Set($0.modes.map(\.mode)) }
        guard let first = found.first, found.contains(where: { $0 != first }) else { return [] }
        return [Hindrance(.modes)]
    }

    private func runs(_ run: RunProfile, isOfBase: Bool?) -> [Hindrance] {
        func hindrance(_ kind: Hindrance.Kind, _ check: ValidityCheck? = nil) -> Hindrance {
            var found = Hindrance(kind)
            found.run = isOneRun ? nil : run.name
            found.isOfBase = isOfBase
            found.check = check
            return found
        }
        var found: [Hindrance] = []
        if run.ending != .completed {
            var ending = hindrance(.ending)
            ending.text = run.endReason
            found.append(ending)
        }
        for check in run.reasons {
            switch check.kind {
            case .step:
                if !run.startedCold(check) { found.append(hindrance(.step, check)) }
            // Rows that are missing of a run that ended may be those that would have told.
            case .unreadableRows: found.append(hindrance(.trust, check))
            case .planned: if run.ending == .completed { found.append(hindrance(.trust, check)) }
            default:
                // Failures are judged for themselves, and so is what waits where a target keeps up no more.
                if check.spoilsNumbers { found.append(hindrance(.trust, check)) }
            }
        }
        if run.reasons.isEmpty, run.trust == .notTrustworthy { found.append(hindrance(.trust)) }
        return found
    }

    /// Where runs of one side began cold and none of the other did: the same start on both is the same work.
    private func coldStarts() -> [Hindrance] {
        let cold = [base, new].map { side in side.filter(\.startedCold) }
        guard cold[0].isEmpty != cold[1].isEmpty else { return [] }
        return zip(cold, [true, false]).flatMap { runs, isOfBase in
            runs.map { run in
                var found = Hindrance(.coldStart)
                found.run = run.name
                found.isOfBase = isOfBase
                return found
            }
        }
    }

}

extension RunProfile {
    /// Whether its target became another in its midst, so that it measures neither.
    var changedMidway: Bool { reasons.contains { $0.kind == .step && !startedCold($0) } }

    /// A first round is cold that lies so many spreads of the others beyond them, and by so much.
    private static let coldSpreads = 5.0
    private static let coldChange = 0.25

    /// Whether it began on a target that was not warm.
    var startedCold: Bool {
        if reasons.contains(where: { $0.kind == .step && startedCold($0) }) { return true }
        return modes.contains { mode in
            let values = mode.rounds.compactMap { $0[.firstTokenP50]?.value }
            guard values.count == mode.rounds.count, values.count >= 5,
                values.allSatisfy({ $0 > 0 })
            else { return false }
            let places = values.map { RatioScale.place(of: $0) }
            let rest = places.dropFirst()
            let mean = rest.reduce(0, +) / Double(rest.count)
            let squares = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let spread = (squares / Double(rest.count - 1)).squareRoot()
            let excess = places[0] - mean
            return excess > Self.coldSpreads * spread
                && excess > RatioScale.distance(ofChange: Self.coldChange)
        }
    }

    /// Whether a step is that of a target which became fast in the run's first quarter and stayed so.
    fileprivate func startedCold(_ step: ValidityCheck) -> Bool {
        let rounds = modes.first?.rounds ?? []
        let isEarly =
            rounds.count >= 4
            && (step.atSeconds ?? .infinity) <= rounds[(rounds.count + 3) / 4].startSeconds
        let isOutput = step.metric == .eventThroughput
        return isEarly && (isOutput ? step.value > 0 : step.value < 0)
    }
}

extension Hindrance.Kind {
    fileprivate init(_ subject: WorkComparison.Subject) {
        switch subject {
        case .outputTokens: self = .outputTokens
        case .outputEvents: self = .outputEvents
        case .promptTokens: self = .promptTokens
        case .finishReasons: self = .finishReasons
        }
    }
}
