internal import RunModel

/// That a limits run has sent clearly more requests than it was said to take about, and what they were for.
package struct CostOverrun: Sendable, Equatable {
    package enum Part: String, Sendable, CaseIterable {
        case baseline, filling, freeing, window, tokens, leaving, scopes

        init(_ probe: ProbeStep) {
            switch probe {
            case .baseline: self = .baseline
            case _ where probe.isOfScope: self = .scopes
            case .leakFill, .leakLeave: self = .leaving
            case .fill, .excess, .shortExcess, .burst: self = .filling
            case _ where probe.isOfWindow: self = .window
            case _ where probe.isOfTokens: self = .tokens
            default: self = .freeing
            }
        }

        /// What was announced for it, about.
        func about(_ plan: LimitsPlan) -> Int {
            switch self {
            case .baseline: LimitsPlan.baselineRequests
            case .filling:
                plan.opensStreams
                    ? ((plan.statedStreams ?? plan.maxStreams) + plan.margin)
                        * (plan.rounds + (plan.looksAtBursts ? 1 : 0)) : 0
            case .freeing:
                plan.probes.contains(.release) ? LimitsPlan.releaseRequests * plan.rounds : 0
            case .leaving: LimitsCost.leaks(plan)
            case .scopes: LimitsCost.scopes(plan)
            case .window:
                plan.leavesOutWindow
                    ? 0 : plan.statedRequests.map(plan.usualWindowRequests) ?? 0
            case .tokens:
                plan.seeksTokens && !plan.leavesOutTokens ? TokensCost(plan).about.requests : 0
            }
        }
    }

    /// A part that took more than was announced for it.
    package struct Excess: Sendable, Equatable {
        package var part: Part
        package var sent: Int
        package var about: Int
    }

    package var sent: Int
    /// As it was announced, or corrected after the first answers.
    package var about: Int
    package var most: Int
    /// The largest first.
    package var excesses: [Excess]

    /// Nil where no half more was sent than was told.
    init?(_ spent: LimitsCost.Amount, _ told: LimitsCost, _ plan: LimitsPlan, by parts: [Part: Int])
    {
        guard spent.requests * 2 >= told.about.requests * 3 else { return nil }
        sent = spent.requests
        about = told.about.requests
        most = told.most.requests
        excesses = Part.allCases.map {
            Excess(part: $0, sent: parts[$0] ?? 0, about: $0.about(plan))
        }.filter { $0.sent > $0.about }
            .sorted { $0.sent - $0.about > $1.sent - $1.about }
    }
}
