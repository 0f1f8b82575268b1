internal import Wire

/// Whether finish reasons were a stream's end: all choices that said something have one. One that is followed by more of
/// its choice was no end, and no later one of that stream is believed: some servers write a reason on every chunk.
struct FinishTrack {
    private var open = ChoiceSet()
    private var finished = ChoiceSet()
    private(set) var isUnreliable = false

    var isAtEnd: Bool { !isUnreliable && !finished.isEmpty && open.isEmpty }

    /// Takes an event; `hasOutput` is false where it only repeats what was there.
    mutating func note(_ facts: ChunkFacts, hasOutput: Bool) {
        let outputs = hasOutput ? facts.choicesWithOutput : []
        if !outputs.isDisjoint(with: finished) { isUnreliable = true }
        open.formUnion(outputs)
        open.subtract(facts.choicesFinished)
        finished.formUnion(facts.choicesFinished)
    }
}
