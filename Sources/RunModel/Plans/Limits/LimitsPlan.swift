/// What a limits run looks for, and how far it goes.
package struct LimitsPlan: Codable, Sendable, Equatable {
    /// What the API's owner says of concurrent streams. Absent: find it.
    package var statedStreams: Int?
    /// What the owner says of requests in a window. Absent: find it.
    package var statedRequests: Int?
    /// What the owner says of tokens in a window: prompt and output together, the prompts' alone, the output's alone.
    package var statedTokens: Int?
    package var statedInputTokens: Int?
    package var statedOutputTokens: Int?
    /// The window that the stated requests and tokens are for.
    package var window = TimeSpan(.seconds(60))
    package var probes = LimitProbe.usual
    /// Attempts beyond a limit, each time it is met.
    package var margin = 3
    /// How often the ceiling of streams is reached anew.
    package var rounds = 3
    /// The most that is sent in all.
    package var maxRequests = 2000
    /// The most tokens that are asked for in all, as far as can be known beforehand: `max_tokens` of every request,
    /// and the prompts that the run makes long itself. Absent: what the steps may take.
    package var maxTokens: Int?
    /// The most streams at a time, where a search upward meets no limit.
    package var maxStreams = 64
    /// The most tokens one stream may be asked for.
    package var maxStreamTokens = 2000
    /// How many streams are left in each way to see whether slots are lost. Absent: 20.
    package var leaks: Int?
    /// The most of a budget of an hour or a day that is used, as a share of what remains of it at the first answer.
    /// Absent: a half.
    package var budgetShare: Double?
    /// Who else asks, by the index of the target less 1. Absent: nobody.
    package var callers: [OtherCaller]?

    package init() {}

    package static let usualBudgetShare = 0.5

    /// How many requests the run may send where so many remain of a longer budget.
    package func allowance(ofRemaining remaining: Int) -> Int {
        Int((Double(max(remaining, 0)) * (budgetShare ?? Self.usualBudgetShare)).rounded(.down))
    }

    /// `--budget 5%`.
    package var budgetWords: String {
        let percent = (budgetShare ?? Self.usualBudgetShare) * 100
        let rounded = (percent * 10).rounded() / 10
        return "--budget " + (rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)") + "%"
    }

    /// The share of a stated rate that steps about streams keep to, so that what they meet is not the rate.
    package static let rateShare = 0.8

    /// Between two starts of a step about streams. A bucket that holds few wants them spaced; at a low rate
    /// that would take longer than streams last, and the bound on a window has to do.
    package var spacing: Duration {
        guard let stated = statedRequests else { return .milliseconds(20) }
        return min(window.duration / (Double(stated) * Self.rateShare), .seconds(2))
    }

    /// Whether two streams of this length can be open at the same time, so close as they may follow each other.
    package func canOverlap(_ length: Duration) -> Bool { length > spacing }
}

/// A part of a limits run that can be left out.
package enum LimitProbe: String, Codable, Sendable, CaseIterable {
    /// The ceiling of concurrent streams, and what happens above it.
    case streams
    /// How soon a slot is free again.
    case release
    /// Requests in a window, the window's kind, and the truth of the headers.
    case requests
    /// Tokens in a window and how they are charged, where a number of them is stated.
    case tokens
    /// Whether slots are lost when many streams are left.
    case leaks

    /// What is looked for unless told otherwise.
    package static let usual: [LimitProbe] = [.streams, .release, .requests, .tokens]
}

/// What a request of a limits run is sent for: the column `probe` of requests.csv.
package enum ProbeStep: String, Codable, Sendable, CaseIterable {
    /// Alone, to learn how fast the target is when nothing is limited.
    case baseline
    /// A stream that is to stay open, up to the number that is stated or known to be accepted.
    case fill
    /// A stream beyond that number.
    case excess
    /// A stream beyond that number that asks for few tokens: where it is let in and a long one is not, tokens are
    /// what is limited.
    case shortExcess = "short_excess"
    /// One of as many streams as fit in and some more, all opened at once.
    case burst
    /// A whole answer asked for while all slots were taken.
    case wholeExcess = "whole_excess"
    /// A stream that asks for the slot of one that ended by itself; `follows` names it.
    case releaseEnd = "release_end"
    /// The same after we closed its connection.
    case releaseCancel = "release_cancel"
    /// The same after we reset its connection.
    case releaseCut = "release_cut"
    /// A whole answer that is to take a slot.
    case wholeHold = "whole_hold"
    /// A stream that is to find that slot taken.
    case wholeCheck = "whole_check"
    case releaseWholeEnd = "release_whole_end"
    case releaseWholeCancel = "release_whole_cancel"
    case releaseWholeCut = "release_whole_cut"
    /// A stream that is left as soon as it has output, to see whether its slot is lost.
    case leakLeave = "leak_leave"
    /// One of those that then show how many slots there are.
    case leakFill = "leak_fill"
    /// Another caller's stream while no other is under way, to see that it is let in at all.
    case scopeAlone = "scope_alone"
    /// A stream of the first caller that is to stay open, or to be refused since others are.
    case scopeFill = "scope_fill"
    /// Another caller's stream while the first one's are refused.
    case scopeAsk = "scope_ask"
    /// A short request of the first caller that uses up the window.
    case scopeSpend = "scope_spend"
    /// Another caller's short request while the first one's are refused.
    case scopeSpendAsk = "scope_spend_ask"
    /// A short request to use up the window.
    case window
    /// A whole answer asked for when the window was used up.
    case windowWhole = "window_whole"
    /// Sent just before the time that `Retry-After` named; `follows` names the refused request.
    case retryEarly = "retry_early"
    /// Sent just after it.
    case retryDue = "retry_due"
    /// A short prompt with a large `max_tokens` and a short answer.
    case tokensMax = "tokens_max"
    /// A long prompt, unlike every other, with a `max_tokens` of 1.
    case tokensPrompt = "tokens_prompt"
    /// A short prompt whose answer is as long as its `max_tokens`.
    case tokensOutput = "tokens_output"
    /// A long prompt that was asked before, with a `max_tokens` of 1.
    case tokensRepeat = "tokens_repeat"

    /// Whether the request is one of those that fill the slots, and of what is tried beyond them.
    package var isOfFilling: Bool { self == .fill || self == .excess || self == .shortExcess }

    /// Whether the request is one of the window's: those that are judged as such.
    package var isOfWindow: Bool {
        switch self {
        case .window, .windowWhole, .retryEarly, .retryDue: true
        default: false
        }
    }

    /// Whether the request belongs to the rounds in which slots are filled and freed.
    package var isOfRounds: Bool {
        !isOfWindow && !isOfTokens && !isOfScope && self != .leakLeave && self != .leakFill
    }

    /// Whether the request is to tell whose a limit is.
    package var isOfScope: Bool {
        switch self {
        case .scopeAlone, .scopeFill, .scopeAsk, .scopeSpend, .scopeSpendAsk: true
        default: false
        }
    }

    /// Whether the request is to use up a budget of tokens.
    package var isOfTokens: Bool {
        switch self {
        case .tokensMax, .tokensPrompt, .tokensOutput, .tokensRepeat: true
        default: false
        }
    }
}

/// When an answer that is still silent counts as kept waiting by the server.
package enum ProbePatience {
    /// Four times the longest wait for a first output that was seen while nothing was limited, and 100 ms.
    ///
    /// `admission` is the longest time after which a stream began although none had ended meanwhile: some servers
    /// take in new ones in batches, and such a wait is none for a slot.
    package static func limit(
        firstOutput: Duration, admission: Duration = .zero
    ) -> Duration {
        let alone = firstOutput * 4 + .milliseconds(100)
        return admission > .zero ? max(alone, admission * 1.5 + .milliseconds(100)) : alone
    }
}
