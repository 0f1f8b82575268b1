/// What became of a run's conversations: a member of manifest.json.
package struct ConversationAccount: Codable, Sendable, Equatable {
    /// Those whose first turn was sent.
    package var begun = 0
    /// Those whose last turn was answered.
    package var complete = 0
    /// Those that ended with a turn that failed.
    package var failed = 0
    /// Those that could not go on, since an answer had no text, or more than is kept, to be said again.
    package var withoutAnswer = 0
    /// Those whose turn was not sent, since the server wanted to be left alone or the plan's own limits held it back.
    package var turnedAway = 0
    /// Those that were still open when the run ended.
    package var unfinished = 0
    /// Turns that were planned in them and not sent.
    package var unsentTurns = 0

    package init() {}

    package mutating func add(_ other: ConversationAccount) {
        begun += other.begun
        complete += other.complete
        failed += other.failed
        withoutAnswer += other.withoutAnswer
        turnedAway += other.turnedAway
        unfinished += other.unfinished
        unsentTurns += other.unsentTurns
    }
}
