package import Workload

extension CostOverrun {
    /// How many requests were sent, and which part took more than was announced for it; no full stop.
    package var sentence: String {
        let parts = excesses.prefix(2).map { excess in
            "\(excess.part.words) took \(excess.sent) (about \(excess.about) were expected), since "
                + excess.part.reason
        }
        return "\(sent) requests were sent where about \(about) (at most \(most)) were announced"
            + (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
    }
}

extension CostOverrun.Part {
    fileprivate var words: String {
        switch self {
        case .baseline: "learning the target's speed"
        case .filling: "filling the slots"
        case .freeing: "freeing slots"
        case .window: "using up the window"
        case .tokens: "using up the tokens"
        case .leaving: "leaving streams and counting the slots"
        case .scopes: "asking whose the limits are"
        }
    }

    /// Why it can take more.
    fileprivate var reason: String {
        switch self {
        case .baseline: "failed ones are sent again"
        case .filling:
            "streams that end or are turned away are followed by others, and without a limit twice the "
                + "number is tried"
        case .freeing: "a slot that is not free at once is asked for again until it is"
        case .leaving: "slots that are lost are counted again until they are back"
        case .scopes: "a window that is not used up where it is stated takes more requests"
        case .window:
            "each window whose length is looked for lets in as many again, and requests that are let in one by one "
                + "take attempts of their own"
        case .tokens: "where more is let in than stated, more is tried"
        }
    }
}
