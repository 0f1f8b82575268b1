/// What a part of an answer carried: bytes of each kind's strings, as they stand in the JSON.
struct OutputBytes {
    private var byKind = InlineArray<6, Int32>(repeating: 0)
    var hasRole = false

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
    }

    func report(in facts: inout ChunkFacts) {
        facts.hasRole = hasRole
        facts.hasAnswerText = self[.content] > 0
        facts.outputBytes = byKind.indices.reduce(0) { $0 + Int(byKind[$1]) }
        facts.output = byKind.indices.first { byKind[$0] > 0 }
            .flatMap { ChunkOutput(rawValue: UInt8($0)) }
    }
}
