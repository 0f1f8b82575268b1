internal import Wire

/// Whether finish reasons were a stream's end: all choices that said something have one. One that is followed by more of
/// its choice was no end, and no later one of that stream is believed: some servers write a reason on every chunk.
struct FinishTrack {
    private var open = ChoiceSet()
    private var finished = ChoiceSet()
    private var outputs = 0
    /// The choice that spoke last, as long as each that spoke had a higher index than the one before.
    private var rising: ChoiceSet? = []
    private(set) var isUnreliable = false

    var isAtEnd: Bool {
        !isUnreliable && !finished.isEmpty && (open.isEmpty || isCounting)
    }

    /// Whether every event had an index of its own, and the end the next or the last: some servers count events in it,
    /// and have one choice.
    private var isCounting: Bool {
        guard let rising, outputs >= 2, finished.isSingle else { return false }
        return finished > rising || (finished == rising && outputs >= 3)
    }

    /// Takes an event; `hasOutput` is false where it only repeats what was there.
    mutating func note(_ facts: ChunkFacts, hasOutput: Bool) {
        let spoke = hasOutput ? facts.choicesWithOutput : []
        if !spoke.isDisjoint(with: finished) { isUnreliable = true }
        if !spoke.isEmpty {
            outputs += 1
            let isHigher = rising.map { spoke.isSingle && (spoke > $0 || spoke == .beyond) }
            rising = isHigher == true ? spoke : nil
        }
        open.formUnion(spoke)
        open.subtract(facts.choicesFinished)
        finished.formUnion(facts.choicesFinished)
    }
}
