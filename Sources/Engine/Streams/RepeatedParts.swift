internal import Wire

/// Tells what ends of parts and items repeat from what only they give. Goes by bytes of each kind: places that servers
/// give them by do not always agree with those of the deltas.
struct RepeatedParts {
    /// Bytes that came and were not repeated yet, by an end of their part and by one of their item; a place a kind.
    private var inParts = SIMD8<Int>()
    private var inItems = SIMD8<Int>()
    private var hasOutput = false

    /// Takes output that came.
    mutating func add(_ facts: ChunkFacts) {
        guard let kind = facts.output else { return }
        hasOutput = true
        // A picture that is painted in parts is another each time.
        guard kind != .image else { return }
        inItems[Int(kind.rawValue)] &+= facts.outputBytes
        if !facts.isCallBegun { inParts[Int(kind.rawValue)] &+= facts.outputBytes }
    }

    /// Takes what an end says.
    ///
    /// - Returns: bytes of it that did not come before; 0 where it repeats. Servers may escape otherwise in a repeat, so
    ///   that half as much is the same.
    mutating func news(in repeated: ChunkRepeat) -> Int {
        let place = Int(repeated.output.rawValue)
        let bytes = repeated.outputBytes
        let known: Int
        switch repeated.extent {
        case .part:
            known = min(inParts[place], bytes)
            inParts[place] &-= known
        case .item:
            known = min(inItems[place], bytes)
            inItems[place] &-= known
        case .answer: return hasOutput ? 0 : bytes
        }
        return known >= bytes - known ? 0 : bytes - known
    }

    /// Output of a part's end is repeated by its item's.
    mutating func take(_ repeated: ChunkRepeat, bytes: Int) {
        hasOutput = true
        if repeated.extent == .part { inItems[Int(repeated.output.rawValue)] &+= bytes }
    }
}
