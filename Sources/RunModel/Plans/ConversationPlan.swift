/// Conversations of several turns that are made, as the unit of a run's load: so many users, each in one at a time, or
/// arrivals of conversations.
package struct ConversationPlan: Codable, Sendable, Equatable {
    /// Turns of a conversation: a distribution.
    package var turns = "1"
    /// Time between an answer and the next question: a distribution of times, such as `exponential(5s)`. Absent: none.
    package var thinkTime: String?
    /// Whether made answers are said again in the place of the target's own, so that each run asks the same. Absent: no.
    package var scriptsAnswers: Bool?
    /// Whether each conversation has a twin that asks the same behind a beginning that no cache can know. Absent: no.
    package var hasNovelTwins: Bool?

    package init() {}

    package var usesScript: Bool { scriptsAnswers == true }
    package var isPaired: Bool { hasNovelTwins == true }

    /// Of more turns than this a conversation is never.
    package static let mostTurns = 1000
}

/// Prompts that begin with one of a few texts, as those of an application with a system prompt do.
package struct PrefixPlan: Codable, Sendable, Equatable {
    /// Of each text, as `input_tokens` counts.
    package var tokens = 500
    /// How many texts there are. Absent: one.
    package var groups: Int?

    package init() {}

    package var texts: Int { groups ?? 1 }
}
