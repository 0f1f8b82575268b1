internal import RunModel
internal import Wire

/// A session a line, with turns of calls: `{"session_id": …, "turns": [{"llm_calls": [{"timestamp": …, "result": …,
/// "status_code": …, "tokens": {"prompt": n, "completion": n}}]}]}`. All calls of a session are one conversation, and each prompt is
/// the beginning of its text, so that what the trace had in a cache can be there again.
struct CopilotForm: RowForm {
    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        var session: UInt64?
        var calls: [Call] = []
        var fault: RowFault?
        try JSONReader.members(of: record) { reader, name throws(BrokenJSON) in
            if name.isEqual(to: "session_id", in: record) {
                session = try reader.name(record)
            } else if name.isEqual(to: "turns", in: record) {
                try reader.forEachObject(record) { reader, name throws(BrokenJSON) in
                    guard name.isEqual(to: "llm_calls", in: record) else {
                        return try reader.skipValue(record)
                    }
                    var call = Call()
                    try reader.forEachObject(
                        record,
                        ended: {
                            calls.append(call)
                            call = Call()
                        }
                    ) { reader, name throws(BrokenJSON) in
                        try call.take(&reader, name, record, &fault)
                    }
                }
            } else {
                try reader.skipValue(record)
            }
        }
        if let fault { throw fault }
        guard let session else { throw .missing("session_id", "a text") }
        var rows: [TraceRow] = []
        for call in calls { rows.append(try call.row(of: session)) }
        return rows
    }

    private struct Call {
        var time: TraceRow.Arrival?
        var isFailed = false
        var prompt: Int?
        var completion: Int?

        mutating func take(
            _ reader: inout JSONReader, _ name: JSONString, _ record: Span<UInt8>,
            _ fault: inout RowFault?
        ) throws(BrokenJSON) {
            if name.isEqual(to: "timestamp", in: record) {
                if try reader.peek(record) == UInt8(ascii: "\"") {
                    let text = try reader.readString(record)
                    time = RowMoment(record.extracting(text.range)).map { .at($0.nanoseconds) }
                } else {
                    time = try reader.number(record).map { .at(milliseconds: $0) }
                }
                if time == nil { fault = .missing("a call's timestamp", "a time of ISO 8601") }
            } else if name.isEqual(to: "status_code", in: record) {
                let status = try reader.word(record)
                isFailed = status.map { !Self.isGood($0) } ?? false
            } else if name.isEqual(to: "tokens", in: record) {
                guard try reader.peek(record) == UInt8(ascii: "{") else {
                    return try reader.skipValue(record)
                }
                try reader.enter()
                while let name = try reader.nextName(record) {
                    if name.isEqual(to: "prompt", in: record) {
                        prompt = try reader.count(record)
                    } else if name.isEqual(to: "completion", in: record) {
                        completion = try reader.count(record)
                    } else {
                        try reader.skipValue(record)
                    }
                }
            } else {
                try reader.skipValue(record)
            }
        }

        /// A status as a number of HTTP, `200 OK`, or a word.
        private static func isGood(_ status: String) -> Bool {
            let word = status.lowercased().prefix { $0 != " " && $0 != "." }
            return Int(word).map { (200..<300).contains($0) }
                ?? ["ok", "success", "succeeded", "completed"].contains(String(word))
        }

        func row(of session: UInt64) throws(RowFault) -> TraceRow {
            guard let time else { throw .missing("a call's timestamp", "a time of ISO 8601") }
            guard let prompt else { throw .missing("a call's tokens.prompt", RowNumber.tokens) }
            let size = MooncakeForm.blockTokens
            let blocks = (0..<(prompt + size - 1) / size).map { index in
                session &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
            }
            var row = try TraceRow(tokens: prompt, blocks: blocks, of: size)
            row.arrival = time
            row.session = session
            if isFailed { row.dropped = row.dropped ?? .failed }
            // A user who left before the first token waited for an answer all the same.
            if let completion, completion > 0 { row.outputTokens = completion }
            return row
        }
    }
}

extension JSONReader {
    /// The members of every object of a list, one object after another.
    fileprivate mutating func forEachObject(
        _ bytes: Span<UInt8>, ended: () -> Void = {},
        _ take: (inout JSONReader, JSONString) throws(BrokenJSON) -> Void
    ) throws(BrokenJSON) {
        guard try peek(bytes) == UInt8(ascii: "[") else { return try skipValue(bytes) }
        try enter()
        while try hasNextElement(bytes) {
            guard try peek(bytes) == UInt8(ascii: "{") else {
                try skipValue(bytes)
                continue
            }
            try enter()
            while let name = try nextName(bytes) { try take(&self, name) }
            ended()
        }
    }
}
