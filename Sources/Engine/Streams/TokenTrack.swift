internal import RunModel
internal import Wire

/// The token counts of one answer, from whatever usages its server sends and wherever it sends them.
struct TokenTrack {
    private var counts = TokenCounts()
    /// Output events when the output was counted last, and whether that was in one of them.
    private var outputsAtCount = 0
    private var wasCountedWithOutput = false
    /// Output events that came with a count, and what these counts were like.
    private var countedOutputs = 0
    private var hasGrown = false
    private var hasFallen = false
    /// Whether the last usage's total holds tokens that are neither of the prompt nor of the output.
    private(set) var hasMoreInTotal = false

    /// Tokens of the output so far, where the server counts on every event.
    private(set) var soFar: Int?

    /// Takes an event with output, before its usage. `index` counts such events from 0.
    ///
    /// - Returns: the tokens of this event; nil where that is not known.
    mutating func noteOutput(_ usage: ChunkUsage?, index: Int) -> Int? {
        guard let total = Self.credible(usage?.outputTokens) else { return nil }
        if index == 0, total > 0 { counts.first = total }
        countedOutputs += 1
        defer { soFar = total }
        if let before = soFar {
            hasGrown = hasGrown || total > before
            hasFallen = hasFallen || total < before
        }
        guard let before = soFar, total > before, total - before <= Self.mostOfEvent else {
            return nil
        }
        return total - before
    }

    private static let mostOfEvent = 10_000

    /// Takes a usage, when there were `outputs` output events; `isWithOutput` where its own event was one of them.
    mutating func note(_ usage: ChunkUsage, outputs: Int, isWithOutput: Bool) {
        if let prompt = Self.credible(usage.promptTokens), prompt > 0, !lacksCache(usage, prompt) {
            counts.prompt = prompt
        }
        // Zeros at the end take back no count.
        if let tokens = Self.credible(usage.outputTokens), tokens > 0 || counts.output == nil {
            counts.output = tokens
            outputsAtCount = outputs
            wasCountedWithOutput = isWithOutput
        }
        if let reasoning = Self.credible(usage.reasoningTokens),
            reasoning > 0 || counts.reasoning == nil
        {
            counts.reasoning = reasoning
        }
        if let cached = Self.credible(usage.cachedTokens), cached > 0 || counts.cached == nil {
            counts.cached = cached
        }
        hasMoreInTotal = usage.hasMoreInTotal
    }

    /// Whether a later count is the earlier one without what the cache gave: Messages counts that beside the input, and some
    /// servers tell it at the beginning only.
    private func lacksCache(_ usage: ChunkUsage, _ prompt: Int) -> Bool {
        guard let before = counts.prompt, let cached = counts.cached, cached > 0 else {
            return false
        }
        return usage.cachedTokens == nil && prompt < before
    }

    /// A count that sums over any run without overflow; nil for more, which no answer has.
    private static func credible(_ tokens: Int64?) -> Int? {
        tokens.flatMap { $0 <= 1_000_000_000_000 ? Int($0) : nil }
    }

    /// Whether the last count is of its event alone, and not of the answer so far: such counts fall, or stay at less than
    /// the events that came.
    private func isOfOneEvent(outputs: Int) -> Bool {
        guard countedOutputs >= 3, let last = counts.output, wasCountedWithOutput || last == soFar
        else { return false }
        return hasFallen || (!hasGrown && last < outputs)
    }

    /// What can be believed after so many output events: a count of nothing where something came is none, nor is one
    /// of before the end, nor one of the last event alone.
    func settled(outputs: Int) -> TokenCounts {
        var settled = counts
        if outputs > 0,
            counts.output == 0 || outputsAtCount < outputs || isOfOneEvent(outputs: outputs)
        {
            settled.output = nil
            settled.reasoning = nil
            settled.first = nil
        }
        settled.source = settled.output != nil ? .usage : outputs > 0 ? .events : .none
        return settled
    }
}
