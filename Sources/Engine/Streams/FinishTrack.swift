internal import Wire

/// Whether finish reasons were a stream's end: all choices that said something have one. One that is followed by more of
/// its choice was no end, and no later one of that stream is believed: some servers write a reason on every chunk.
struct FinishTrack {
    private var seen = ChoiceSet()
    private var open = ChoiceSet()
    private var finished = ChoiceSet()
    private var outputs = 0
    /// Whether a choice was heard of again after its first output.
    private var hasReturned = false
    private(set) var isUnreliable = false

    var isAtEnd: Bool {
        !isUnreliable && !finished.isEmpty && (open.isEmpty || isCounting)
    }

    /// Whether every event had an index of its own: some servers count events in it, and have one choice.
    private var isCounting: Bool { !hasReturned && outputs >= 3 }

    /// Takes an event; `hasOutput` is false where it only repeats what was there.
    mutating func note(_ facts: ChunkFacts, hasOutput: Bool) {
        let spoke = hasOutput ? facts.choicesWithOutput : []
        if !spoke.isDisjoint(with: finished) { isUnreliable = true }
        if !spoke.isEmpty {
            outputs += 1
            hasReturned =
                hasReturned || !spoke.subtracting(.beyond).isDisjoint(with: seen)
            seen.formUnion(spoke)
        }
        open.formUnion(spoke)
        open.subtract(facts.choicesFinished)
        finished.formUnion(facts.choicesFinished)
    }
}
