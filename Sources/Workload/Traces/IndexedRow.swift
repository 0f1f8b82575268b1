/// Where a row of a file is, and what has to be known before it is sent: what a million of them keep in memory.
struct IndexedRow: Sendable {
    /// Of its record in the file.
    var offset: Int
    var bytes: Int32
    /// A digest of its bytes, by which one that was changed meanwhile is noticed.
    var check: UInt32 = 0
    /// Its place among the record's rows.
    var place: Int32
    var line: Int32
    /// Of the conversations in the order in which they begin, from 0.
    var session: Int32
    /// Its place in the conversation.
    var turn: Int32 = 0
    /// Whether the conversation goes on after it.
    var hasNext = false
    /// Tokens of its prompt and of its answer, where the file says; -1 where it does not.
    var promptTokens: Int32 = -1
    var answerTokens: Int32 = -1
    /// Its time on the trace's clock, and in a replay since the part that is sent begins, at its speed; `none` where
    /// the file does not say.
    var nanoseconds: Int64 = Self.none
    /// Where it is due so long after the end of the turn before instead; `none` where it has a time of its own.
    var delayNanoseconds: Int64 = Self.none

    static let none = Int64.min
}

/// Gives rows the number of their conversation and their place in it.
struct SessionBook {
    private var numbers: [UInt64: Int32] = [:]
    private(set) var count: Int32 = 0

    /// Turns whose turn before is on no line before, so that they begin conversations.
    private(set) var orphans = 0

    /// The conversation that a row of a record belongs to; rows of one record of several are one.
    mutating func session(of row: TraceRow, ofRecord own: inout Int32?) -> Int32 {
        if let name = row.name {
            let known = row.parent.flatMap { numbers[$0] }
            if row.parent != nil, known == nil { orphans += 1 }
            let session = known ?? new()
            numbers[name] = session
            return session
        }
        if let name = row.session {
            if let known = numbers[name] { return known }
            let session = new()
            numbers[name] = session
            return session
        }
        let session = own ?? new()
        own = session
        return session
    }

    private mutating func new() -> Int32 {
        defer { count += 1 }
        return count
    }

    /// Numbers the turns of each conversation in the order that the rows have, and says which go on.
    static func countTurns(_ rows: inout [IndexedRow], sessions: Int) {
        var last = [Int32](repeating: -1, count: sessions)
        for index in rows.indices {
            let session = Int(rows[index].session)
            rows[index].hasNext = false
            if last[session] >= 0 {
                rows[Int(last[session])].hasNext = true
                rows[index].turn = rows[Int(last[session])].turn + 1
            } else {
                rows[index].turn = 0
            }
            last[session] = Int32(index)
        }
    }
}
