internal import RunModel
internal import Wire

/// `{"chat_id": n, "parent_chat_id": n, "timestamp": s, "input_length": n, "output_length": n, "hash_ids": […]}`, blocks
/// of 16 tokens. A parent of -1 begins a conversation.
struct BailianForm: RowForm {
    static let blockTokens = 16

    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        var time: Double?
        var chat: UInt64?
        var parent: String?
        var input: Int?
        var output: Int?
        var blocks: [UInt64]? = []
        try JSONReader.members(of: record) { reader, name throws(BrokenJSON) in
            if name.isEqual(to: "timestamp", in: record) {
                time = try reader.number(record)
            } else if name.isEqual(to: "chat_id", in: record) {
                chat = try reader.name(record)
            } else if name.isEqual(to: "parent_chat_id", in: record) {
                parent = try reader.word(record)
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
        guard let chat else { throw .missing("chat_id", "a number") }
        guard let time, time >= 0 else { throw .missing("timestamp", "seconds from 0") }
        guard let input else { throw .missing("input_length", RowNumber.tokens) }
        guard let output else { throw .missing("output_length", RowNumber.tokens) }
        guard let blocks else { throw .missing("hash_ids", "a list of numbers") }
        var row = try TraceRow(tokens: input, blocks: blocks, of: Self.blockTokens)
        row.arrival = .at(seconds: time)
        row.name = chat
        if let parent, parent != "-1" { row.parent = RowNumber.hash(Array(parent.utf8).span) }
        row.setAnswer(output)
        return [row]
    }
}
