internal import RunModel
internal import Wire

/// A line a prompt: a string, `{"prompt": …}`, `{"messages": […]}`, a bare `messages` array, `{"input": …}` with
/// `instructions` as Responses has it, or `messages` with `system` as Messages has it. An object may also bound its answer with
/// `max_tokens`.
struct MessagesForm: RowForm {
    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        var reader = JSONReader()
        switch try? reader.peek(record) {
        case UInt8(ascii: "{"):
            let members = try Members(of: record)
            var row = TraceRow(.prompt(try members.prompt(in: record)))
            row.outputTokens = try members.maxTokens(in: record)
            return [row]
        case UInt8(ascii: "\""):
            guard let text = Self.text(record) else { throw Self.noPrompt }
            return [TraceRow(.prompt(.text(text)))]
        default:
            guard let prompt = Self.messages(record) else { throw Self.noPrompt }
            return [TraceRow(.prompt(.messages(json: prompt)))]
        }
    }

    fileprivate static let noPrompt = RowFault(
        "not a prompt; write a JSON string, {\"prompt\": …} or a messages array")

    /// A `messages` array as JSON of one form; nil where the bytes are none: a list, not empty, of objects that have a role.
    static func messages(_ value: Span<UInt8>) -> String? {
        var reader = JSONReader()
        guard (try? holdsMessages(&reader, value)) == true, reader.isAtEnd(value) else {
            return nil
        }
        return SortedJSON.text(value)
    }

    private static func holdsMessages(
        _ reader: inout JSONReader, _ value: Span<UInt8>
    ) throws(BrokenJSON) -> Bool {
        guard try reader.peek(value) == UInt8(ascii: "[") else { return false }
        try reader.enter()
        var isEmpty = true
        while try reader.hasNextElement(value) {
            isEmpty = false
            guard try reader.peek(value) == UInt8(ascii: "{") else { return false }
            try reader.enter()
            var hasRole = false
            while let name = try reader.nextName(value) {
                let isText = try reader.peek(value) == UInt8(ascii: "\"")
                if isText, name.isEqual(to: "role", in: value) { hasRole = true }
                try reader.skipValue(value)
            }
            guard hasRole else { return false }
        }
        return !isEmpty
    }

    /// Nil where the value is no text.
    fileprivate static func text(_ value: Span<UInt8>) -> String? {
        var reader = JSONReader()
        guard (try? reader.peek(value)) == UInt8(ascii: "\""),
            let string = try? reader.readString(value), reader.isAtEnd(value)
        else { return nil }
        return JSONText.unescaped(value.extracting(string.range))
    }
}

/// Where the members of a line that is an object have their values. One that is null is as one that is not there.
private struct Members {
    private var places: [String: Range<Int>] = [:]

    private static let known: Set = [
        "prompt", "messages", "system", "input", "instructions", "max_tokens",
    ]

    init(of record: Span<UInt8>) throws(RowFault) {
        var found: [String: Range<Int>] = [:]
        do throws(RowFault) {
            try JSONReader.members(of: record) { reader, name throws(BrokenJSON) in
                let isNull = try reader.peek(record) == UInt8(ascii: "n")
                let place = try reader.place(record)
                found[JSONText.unescaped(record.extracting(name.range))] = isNull ? nil : place
            }
        } catch {
            throw MessagesForm.noPrompt
        }
        places = found
    }

    func prompt(in record: Span<UInt8>) throws(RowFault) -> Prompt {
        let given = ["prompt", "messages", "input"].filter { places[$0] != nil }
        guard let owner = given.first, let prompt = prompt(of: owner, record) else {
            throw MessagesForm.noPrompt
        }
        if let other = places.keys.filter({ !Self.known.contains($0) }).min() {
            throw RowFault(
                "the member '\(other)' would be left out; a line has prompt, messages or input, and max_tokens "
                    + "(what holds for all requests goes into --body)")
        }
        guard given.count == 1 else {
            throw RowFault(
                "\(given.joined(separator: " and ")) exclude each other; leave out one of them")
        }
        for (beside, its) in [("instructions", "input"), ("system", "messages")]
        where places[beside] != nil && its != owner {
            throw RowFault("'\(beside)' stands beside \(its) alone")
        }
        return prompt
    }

    /// Nil where the member holds no prompt.
    private func prompt(of owner: String, _ record: Span<UInt8>) -> Prompt? {
        guard let place = places[owner] else { return nil }
        let value = record.extracting(place)
        switch owner {
        case "prompt": return MessagesForm.text(value).map { .text($0) }
        case "input":
            if places["instructions"] == nil, let text = MessagesForm.text(value) {
                return .text(text)
            }
            return members(in: record)
        default:
            guard places["system"] == nil else { return members(in: record) }
            return MessagesForm.messages(value).map { .messages(json: $0) }
        }
    }

    /// What only one API has: `input`, or `system` beside the messages.
    private func members(in record: Span<UInt8>) -> Prompt? {
        var text = Array("{".utf8)
        for name in places.keys.sorted() where name != "max_tokens" {
            guard let place = places[name], let value = SortedJSON.text(record.extracting(place))
            else { return nil }
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            JSONText.appendQuoted(name, to: &text)
            text.append(UInt8(ascii: ":"))
            text += value.utf8
        }
        return .members(json: String(decoding: text, as: UTF8.self) + "}")
    }

    func maxTokens(in record: Span<UInt8>) throws(RowFault) -> Int? {
        guard let place = places["max_tokens"] else { return nil }
        guard let number = RowNumber.decimal(record.extracting(place)), number >= 1,
            number <= 1e9, number == number.rounded()
        else { throw RowFault("max_tokens takes a whole number from 1, such as 256") }
        return Int(number)
    }
}
