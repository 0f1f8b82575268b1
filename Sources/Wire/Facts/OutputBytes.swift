/// What a part of an answer carried: bytes of each kind's strings, as they stand in the JSON.
struct OutputBytes {
    private var byKind = InlineArray<6, Int32>(repeating: 0)
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

    mutating func add(_ other: Self) {
        for index in byKind.indices {
            byKind[index] = Int32(clamping: Int(byKind[index]) + Int(other.byKind[index]))
        }
        hasRole = hasRole || other.hasRole
        isThinking = isThinking || other.isThinking
    }

    /// Of two accounts of the same, that of more bytes.
    mutating func widen(to other: Self) {
        for index in byKind.indices { byKind[index] = max(byKind[index], other.byKind[index]) }
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
        facts.outputBytes = byKind.indices.reduce(0) { $0 + Int(byKind[$1]) }
        facts.output = byKind.indices.first { byKind[$0] > 0 }
            .flatMap { ChunkOutput(rawValue: UInt8($0)) }
    }
}
