internal import RunModel
internal import Wire

/// The token counts of one answer, from whatever usages its server sends and wherever it sends them.
struct TokenTrack {
    private var counts = TokenCounts()
    /// Output events when the output was counted last.
    private var outputsAtCount = 0

    /// Tokens of the output so far, where the server counts on every event.
    private(set) var soFar: Int?

    /// Takes an event with output, before its usage. `index` counts such events from 0.
    ///
    /// - Returns: the tokens of this event; nil where that is not known.
    mutating func noteOutput(_ usage: ChunkUsage?, index: Int) -> Int? {
        guard let total = Self.credible(usage?.outputTokens) else { return nil }
        if index == 0 { counts.first = total }
        defer { soFar = total }
        guard let before = soFar, total > before, total - before <= Self.mostOfEvent else {
            return nil
        }
        return total - before
    }

    private static let mostOfEvent = 10_000

    /// Takes a usage, when there were `outputs` output events, that of its own event among them.
    mutating func note(_ usage: ChunkUsage, outputs: Int) {
        counts.prompt = Self.credible(usage.promptTokens) ?? counts.prompt
        // Zeros at the end take back no count.
        if let tokens = Self.credible(usage.outputTokens), tokens > 0 || counts.output == nil {
            counts.output = tokens
            outputsAtCount = outputs
        }
        counts.reasoning = Self.credible(usage.reasoningTokens) ?? counts.reasoning
    }

    /// A count that sums over any run without overflow; nil for more, which no answer has.
    private static func credible(_ tokens: Int64?) -> Int? {
        tokens.flatMap { $0 <= 1_000_000_000_000 ? Int($0) : nil }
    }

    /// What can be believed after so many output events: a count of nothing where something came is none, nor is one
    /// of before the end.
    func settled(outputs: Int) -> TokenCounts {
        var settled = counts
        if counts.prompt == 0 { settled.prompt = nil }
        if outputs > 0, counts.output == 0 || outputsAtCount < outputs {
            settled.output = nil
            settled.reasoning = nil
            settled.first = nil
        }
        settled.source = settled.output != nil ? .usage : outputs > 0 ? .events : .none
        return settled
    }
}
