package import RunModel
internal import Statistics

/// What is asked in conversations that are made, and how prompts begin alike.
extension PromptSource {
    package var hasConversations: Bool { conversations != nil }

    /// Whether made answers are said again in the place of the target's own.
    package var scriptsAnswers: Bool { conversations?.usesScript == true }

    /// Tokens of the common text with which each prompt begins.
    package var prefixTokens: Int { prefix?.tokens ?? 0 }

    /// What the user asks in a conversation up to and with the ticket's turn.
    ///
    /// Twins ask the same but for the first word of all: of the one it stays the same from turn to turn, and with a common
    /// text from conversation to conversation; of the other it is another in each request.
    package func questions(for ticket: Ticket) -> [String] {
        let turn = hasConversations ? ticket.turn ?? 0 : 0
        let first = ticket.prompt - turn
        var questions = (first...ticket.prompt).map { text(of: prompt(for: $0)) }
        if let prefix { questions[0] = common(prefix, of: first) + "\n\n" + questions[0] }
        if ticket.beginning == .novel {
            var generator = SeededGenerator(
                seed: seed, purpose: Self.novelPurpose, index: UInt64(ticket.request))
            let rest = questions[0].drop { !$0.isWhitespace }
            questions[0] = SyntheticText.words(1, using: &generator) + rest
        }
        return questions
    }

    /// What is said again as the answer to prompt `prompt`, where answers are scripted: as many words as it asks for, or
    /// some.
    package func scriptedAnswer(to prompt: Int) -> String {
        var generator = SeededGenerator(
            seed: seed, purpose: Self.scriptPurpose, index: UInt64(prompt))
        let tokens = maxTokens(for: prompt) ?? Self.usualAnswer
        return SyntheticText.words(ratio.words(ofPart: tokens), using: &generator)
    }

    /// Tokens of a scripted answer where the plan names no length.
    private static let usualAnswer = 90

    /// The common text of the prompt, or of the conversation that begins with it.
    private func common(_ prefix: PrefixPlan, of first: Int) -> String {
        var choice = SeededGenerator(
            seed: seed, purpose: Self.groupPurpose, index: UInt64(first))
        let group = choice.next() % UInt64(max(1, prefix.texts))
        var generator = SeededGenerator(
            seed: seed, purpose: Self.prefixPurpose, index: group)
        return SyntheticText.words(ratio.words(ofPart: prefix.tokens), using: &generator)
    }

    private func text(of prompt: Prompt) -> String {
        switch prompt {
        case .text(let text): text
        case .messages(let json), .members(let json): json
        }
    }
}
