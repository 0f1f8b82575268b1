internal import RunModel

/// The parts of a limits run after its baseline, in the order in which they come.
enum LimitsStep: CaseIterable, Sendable {
    /// How many are let in, and how soon a slot is free again.
    case streams
    case requests
    case tokens
    /// Whose the limits are, where others may ask too.
    case scopes
    /// Last, since slots that are lost stay so.
    case leaks

    func isWanted(_ plan: LimitsPlan) -> Bool {
        switch self {
        case .streams: plan.opensStreams
        case .requests: plan.probes.contains(.requests) && !plan.leavesOutWindow
        case .tokens: plan.seeksTokens && !plan.leavesOutTokens
        case .scopes: plan.seeksStreamScopes || plan.seeksRequestScopes
        case .leaks: plan.probes.contains(.leaks)
        }
    }

    func part(_ plan: LimitsPlan) -> any ProbePart {
        switch self {
        case .streams: StreamsPart(plan)
        case .requests: RequestsPart(plan)
        case .tokens: TokensPart(plan)
        case .scopes: ScopesPart(plan)
        case .leaks: LeaksPart(plan)
        }
    }
}
