/// What a part of an answer carried: bytes of each kind's strings, as they stand in the JSON.
struct OutputBytes {
    /// A place a kind. No sum of them is larger than the text they come from.
    private var byKind = SIMD8<Int32>()
    var hasRole = false
    /// Whether it is a part whose text is thinking.
    var isThinking = false

    init() {}

    init(_ kind: ChunkOutput, _ bytes: Int) {
        self[kind] = bytes
    }

    subscript(kind: ChunkOutput) -> Int {
        get { Int(byKind[Int(kind.rawValue)]) }
        set { byKind[Int(kind.rawValue)] = Int32(clamping: newValue) }
    }

    var isEmpty: Bool { byKind == SIMD8<Int32>() }
    var total: Int { Int(byKind.wrappedSum()) }

    mutating func add(_ other: Self) {
        byKind &+= other.byKind
        hasRole = hasRole || other.hasRole
        isThinking = isThinking || other.isThinking
    }

    /// Of two accounts of the same, that of more bytes.
    mutating func widen(to other: Self) {
        byKind = pointwiseMax(byKind, other.byKind)
    }

    /// Makes the text of a part that is thinking reasoning.
    mutating func settleThinking() {
        guard isThinking else { return }
        isThinking = false
        self[.reasoning] += self[.content]
        self[.content] = 0
    }

    func report(in facts: inout ChunkFacts) {
        facts.hasRole = hasRole
        facts.hasAnswerText = self[.content] > 0
        facts.hasReasoning = self[.reasoning] > 0
        facts.hasCall = self[.toolCall] > 0
        facts.outputBytes = total
        facts.output = byKind.indices.first { byKind[$0] > 0 }
            .flatMap { ChunkOutput(rawValue: UInt8($0)) }
    }
}
