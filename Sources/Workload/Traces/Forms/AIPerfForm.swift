internal import RunModel
internal import Wire

/// AIPerf's dialect: one of `input_length`, `text_input` and `messages`; beside it `output_length`, `hash_ids` (of a
/// length), `timestamp` or `delay` (ms) and `session_id`.
struct AIPerfForm: RowForm {
    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        let members = try Members(record)
        var row: TraceRow
        switch (members.input, members.text, members.messages) {
        case (let input?, nil, nil):
            row = try TraceRow(
                tokens: input, blocks: members.blocks ?? [], of: MooncakeForm.blockTokens)
        case (nil, let text?, nil): row = TraceRow(.prompt(.text(text)))
        case (nil, nil, let messages?): row = TraceRow(.prompt(.messages(json: messages)))
        case (nil, nil, nil):
            throw RowFault("none of input_length, text_input and messages is there, or can be read")
        default: throw RowFault("input_length, text_input and messages exclude each other")
        }
        if members.input == nil, members.blocks != nil {
            throw RowFault("hash_ids stand beside input_length alone")
        }
        if let output = members.output { row.setAnswer(output) }
        if let time = members.time { row.arrival = .at(milliseconds: time) }
        if let delay = members.delay {
            guard members.time == nil else {
                throw RowFault("timestamp and delay exclude each other")
            }
            row.arrival = .after(milliseconds: delay)
        }
        row.session = members.session
        if members.hasExtra { row.ignored = "extra" }
        return [row]
    }

    private struct Members {
        var input: Int?
        var text: String?
        var messages: String?
        var output: Int?
        var blocks: [UInt64]?
        var time: Double?
        var delay: Double?
        var session: UInt64?
        var hasExtra = false

        init(_ record: Span<UInt8>) throws(RowFault) {
            var found = Members()
            var fault: RowFault?
            try JSONReader.members(of: record) { reader, name throws(BrokenJSON) in
                if name.isEqual(to: "input_length", in: record) {
                    found.input = try reader.count(record)
                } else if name.isEqual(to: "text_input", in: record) {
                    found.text = try reader.word(record)
                } else if name.isEqual(to: "messages", in: record) {
                    let place = try reader.place(record)
                    found.messages = MessagesForm.messages(record.extracting(place))
                    if found.messages == nil { fault = .missing("messages", "a list of messages") }
                } else if name.isEqual(to: "output_length", in: record) {
                    found.output = try reader.count(record)
                    if found.output == nil { fault = .missing("output_length", "a number") }
                } else if name.isEqual(to: "hash_ids", in: record) {
                    found.blocks = try reader.names(record)
                    if found.blocks == nil { fault = .missing("hash_ids", "a list of numbers") }
                } else if name.isEqual(to: "timestamp", in: record) {
                    found.time = try reader.number(record)
                    if found.time ?? -1 < 0 { fault = .missing("timestamp", "milliseconds from 0") }
                } else if name.isEqual(to: "delay", in: record) {
                    found.delay = try reader.number(record)
                    if found.delay ?? -1 < 0 { fault = .missing("delay", "milliseconds from 0") }
                } else if name.isEqual(to: "session_id", in: record) {
                    found.session = try reader.name(record)
                } else {
                    if name.isEqual(to: "extra", in: record) { found.hasExtra = true }
                    try reader.skipValue(record)
                }
            }
            if let fault { throw fault }
            self = found
        }

        private init() {}
    }
}
