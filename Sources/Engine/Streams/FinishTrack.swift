internal import Wire

/// Whether a finish reason was a stream's end. Of one that is followed by more of the same choice it was not, and no later
/// one of that stream is believed: some servers write a reason on every chunk.
struct FinishTrack {
    private enum State {
        /// Next: any.
        case open
        /// The last reason was that of a choice. Next: open, finished, unreliable.
        case finished(choice: Int)
        /// Last.
        case unreliable
    }

    private var state = State.open

    var isAtEnd: Bool {
        if case .finished = state { true } else { false }
    }

    /// Call it for each output event, after `noteReason` where it has a reason too.
    mutating func noteOutput(_ facts: ChunkFacts) {
        guard facts.finishReason == nil else { return }
        end(facts)
    }

    mutating func noteReason(_ facts: ChunkFacts) {
        if facts.output != nil { end(facts) }
        if case .unreliable = state { return }
        state = .finished(choice: facts.choiceIndex)
    }

    private mutating func end(_ facts: ChunkFacts) {
        guard case .finished(let choice) = state else { return }
        state = choice == facts.choiceIndex ? .unreliable : .open
    }
}
