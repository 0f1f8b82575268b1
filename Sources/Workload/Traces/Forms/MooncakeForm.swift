internal import RunModel
internal import Wire

/// `{"timestamp": ms, "input_length": n, "output_length": n, "hash_ids": […]}`, blocks of 512 tokens.
struct MooncakeForm: RowForm {
    static let blockTokens = 512

    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        var time: Double?
        var input: Int?
        var output: Int?
        var blocks: [UInt64]? = []
        try JSONReader.members(of: record) { reader, name throws(BrokenJSON) in
            if name.isEqual(to: "timestamp", in: record) {
                time = try reader.number(record)
            } else if name.isEqual(to: "input_length", in: record) {
                input = try reader.count(record)
            } else if name.isEqual(to: "output_length", in: record) {
                output = try reader.count(record)
            } else if name.isEqual(to: "hash_ids", in: record) {
                blocks = try reader.names(record)
            } else {
                try reader.skipValue(record)
            }
        }
        guard let time, time >= 0 else { throw .missing("timestamp", "milliseconds from 0") }
        guard let input else { throw .missing("input_length", RowNumber.tokens) }
        guard let output else { throw .missing("output_length", RowNumber.tokens) }
        guard let blocks else { throw .missing("hash_ids", "a list of numbers") }
        var row = try TraceRow(tokens: input, blocks: blocks, of: Self.blockTokens)
        row.arrival = .at(milliseconds: time)
        row.setAnswer(output)
        return [row]
    }
}

extension RowFault {
    static func missing(_ member: String, _ form: String) -> RowFault {
        RowFault("\(member) is missing or not \(form)")
    }
}

extension TraceRow {
    /// A row of a length. One without a prompt is dropped.
    init(tokens: Int, blocks: [UInt64] = [], of blockTokens: Int = 512) throws(RowFault) {
        self.init(.lengths(try BlockPrompt(tokens: tokens, blocks: blocks, of: blockTokens)))
        if tokens == 0 { dropped = .noPrompt }
    }

    /// What was answered. A row without an answer is dropped.
    mutating func setAnswer(_ tokens: Int, orDrop drop: RowDrop = .noAnswer) {
        outputTokens = tokens
        if tokens == 0 { dropped = dropped ?? drop }
    }
}

extension TraceRow.Arrival {
    /// A century, before or after, is the farthest.
    private static let farthest = 100 * 31_536_000.0

    static func at(milliseconds: Double) -> TraceRow.Arrival { at(seconds: milliseconds / 1e3) }

    static func at(seconds: Double) -> TraceRow.Arrival {
        .at(nanoseconds(seconds, from: -farthest))
    }

    static func after(milliseconds: Double) -> TraceRow.Arrival {
        .after(nanoseconds(milliseconds / 1e3, from: 0))
    }

    private static func nanoseconds(_ seconds: Double, from least: Double) -> Int64 {
        Int64((max(least, min(seconds, farthest)) * 1e9).rounded())
    }
}
