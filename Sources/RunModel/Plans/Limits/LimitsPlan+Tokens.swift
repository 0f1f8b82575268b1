/// What is stated of tokens in a window, and what a limits run asks for to find it.
extension LimitsPlan {
    /// The tokens that a stated budget counts.
    package enum TokenUnit: String, Codable, Sendable, CaseIterable {
        /// Prompt and output together.
        case total
        case input
        case output
    }

    package func stated(_ unit: TokenUnit) -> Int? {
        switch unit {
        case .total: statedTokens
        case .input: statedInputTokens
        case .output: statedOutputTokens
        }
    }

    package var statesTokens: Bool { TokenUnit.allCases.contains { stated($0) != nil } }

    package var seeksTokens: Bool { probes.contains(.tokens) && statesTokens }

    /// Prompts may be so many times as long as answers: they cost less, and take less time.
    private static let promptFactor = 4

    /// How far beyond a stated number is looked: more than twice, since an edge of fixed windows lets twice the number in.
    package static let tokenReach = 2.15

    /// The most tokens of one prompt that the run makes long itself.
    package var mostPromptTokens: Int { Self.promptFactor * maxStreamTokens }

    /// Requests that reach as far as is looked with prompts, or with `max_tokens`.
    package var tokenFillRequests: Int {
        let prompt = promptTokenBudget.map { Self.requests(reaching: $0, atMost: mostPromptTokens) }
        let output = outputTokenBudget.map { Self.requests(reaching: $0, atMost: maxStreamTokens) }
        return max(prompt ?? 0, output ?? 0)
    }

    private static func requests(reaching budget: Int, atMost size: Int) -> Int {
        let reach = Double(budget) * tokenReach
        return Int(reach / Double(max(1, min(budget / 8, size)))) + 12
    }

    /// Whether the stated requests leave no room for as many as it takes to use up the stated tokens.
    package var leavesOutTokens: Bool {
        guard seeksTokens else { return false }
        let room = statedRequests.map { Int(Double($0) * Self.rateShare) } ?? .max
        return tokenFillRequests > min(room, maxRequests)
    }

    /// The stated budget that prompts use up first; nil where none is stated that counts them.
    package var promptTokenBudget: Int? {
        [statedTokens, statedInputTokens].compactMap { $0 }.min()
    }

    /// The stated budget that output uses up first; nil where none is stated that counts it.
    package var outputTokenBudget: Int? {
        [statedTokens, statedOutputTokens].compactMap { $0 }.min()
    }
}

/// What a request of a limits run asks in place of the plan's prompt: text of a known length, and how long the
/// answer is to be.
package struct PromptAsk: Sendable, Equatable {
    /// Words of the text before the instruction. About a token each.
    package var words: Int
    /// Chooses the text: another number is another text, from the first word on.
    package var number: Int
    /// Whether one word is to be answered; else as the plan's prompt asks.
    package var isAnswerShort: Bool

    package init(words: Int, number: Int, isAnswerShort: Bool) {
        self.words = words
        self.number = number
        self.isAnswerShort = isAnswerShort
    }

    /// What stands after the words.
    package static let shortAnswer = "Answer with one word."
    /// Tokens beside the words, about: the instruction and what the API wraps around a message.
    package static let wrapping = 12

    /// Prompt tokens of the request, about.
    package var tokens: Int { words + Self.wrapping }
}
