import RunModel

extension EarlyEnd {
    /// Why nothing more starts, in a few words.
    var words: String {
        switch self {
        case .pauseTooLong: "the server asked for a longer pause than the plan waits"
        case .failedAlike(let requests, _, let outcome, _, _):
            "the first \(requests) requests all ended as \(outcome.rawValue)"
        case .betweenFailed: "the command before a block failed"
        case .ruleMet(let rule): "'\(rule)' held (--abort-when)"
        case .costReached: "--max-cost is reached"
        case .tokensReached: "--max-tokens-total is reached"
        case .decided: "this step has shown what it was made for"
        case .spent: "the search has used up what it may take"
        case .saturated: "more was offered than the target serves"
        case .failing(let most): "more than \(Int((most * 100).rounded())) % failed"
        }
    }
}
