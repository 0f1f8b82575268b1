internal import Statistics

/// Whether a load keeps its objectives, decided while the step goes on: at each look whose number of requests is a
/// quarter more than that of the look before.
///
/// Looks that come so often would by and by decide something by chance; so an early decision needs 2.81 standard
/// deviations (1 of 200 a look; a step has some ten looks, which see mostly the same requests), and only the last
/// one the usual 1.96.
package struct StepJudge: Sendable {
    private let allowed: [Double]

    package init(allowed: [Double]) {
        self.allowed = allowed
    }

    package enum Verdict: Sendable, Equatable {
        /// All objectives surely hold.
        case holds
        /// The objective of that place surely does not.
        case fails(Int)
        case undecided
    }

    static let growth = 1.25
    private static let earlyDeviations = 2.81
    private static let lastDeviations = 1.96

    /// The number of requests at which the next look is worth its while.
    package static func nextLook(after requests: Int) -> Int {
        Int((Double(requests) * growth).rounded(.up))
    }

    /// What the evidence says; `isLast` where nothing more will be seen of this step.
    package func verdict(_ evidence: StepEvidence, isLast: Bool) -> Verdict {
        let deviations = isLast ? Self.lastDeviations : Self.earlyDeviations
        let intervals = evidence.counts.map { $0.interval(deviations: deviations) }
        let failed = zip(intervals, allowed).enumerated().filter { $0.element.0.low > $0.element.1 }
        // Of several the one that is missed by most.
        if let worst = failed.max(by: {
            $0.element.0.low / $0.element.1 < $1.element.0.low / $1.element.1
        }) {
            return .fails(worst.offset)
        }
        let isHeld = zip(intervals, allowed).allSatisfy { $0.high < $1 }
        return isHeld && !evidence.isRising ? .holds : .undecided
    }

    /// Whether there is no sign that an objective may be missed: enough for a step on the way up, whose like a
    /// higher load or the last step will decide.
    package func looksWell(_ evidence: StepEvidence) -> Bool {
        evidence.requests > 0 && !evidence.isRising
            && zip(evidence.counts, allowed).allSatisfy { $0.share <= $1 / 2 }
    }
}
