/// The names in a target's list of models, as `GET /models` answers.
package struct ModelList: Sendable, Equatable {
    /// Names that are kept; a list may hold thousands.
    private static let mostNames = 1000
    private static let longestName = 256

    /// In the server's order, each once.
    package private(set) var names: [String] = []
    /// Whether it holds others, which were left out.
    package private(set) var hasMore = false
    /// Whether it is a list at all, be it an empty one.
    package private(set) var isList = false

    /// Reads OpenAI's form, `{"data": [{"id": …}]}`, and those of others: the bare array, `models` for `data`,
    /// `name` for `id`, strings for objects. Empty where it is none of these. Names that no model has, such as
    /// those with line breaks, are left out.
    package init(_ body: Span<UInt8>) {
        var reader = JSONReader()
        do throws(BrokenJSON) {
            try read(body, by: &reader)
            if !reader.isAtEnd(body) { (names, isList) = ([], false) }
        } catch {
            (names, isList) = ([], false)
        }
    }

    private mutating func read(
        _ bytes: Span<UInt8>, by reader: inout JSONReader
    ) throws(BrokenJSON) {
        guard try reader.peek(bytes) == ASCII.openBrace else {
            return try readElements(bytes, by: &reader)
        }
        try reader.enter()
        while let member = try reader.nextName(bytes) {
            let isList =
                member.isEqual(to: "data", in: bytes) || member.isEqual(to: "models", in: bytes)
            if isList, names.isEmpty {
                try readElements(bytes, by: &reader)
            } else {
                try reader.skipValue(bytes)
            }
        }
    }

    private mutating func readElements(
        _ bytes: Span<UInt8>, by reader: inout JSONReader
    ) throws(BrokenJSON) {
        guard try reader.peek(bytes) == ASCII.openBracket else {
            return try reader.skipValue(bytes)
        }
        try reader.enter()
        isList = true
        while try reader.hasNextElement(bytes) {
            switch try reader.peek(bytes) {
            case ASCII.quote: add(try reader.readString(bytes), bytes)
            case ASCII.openBrace: try readModel(bytes, by: &reader)
            default: try reader.skipValue(bytes)
            }
        }
    }

    private mutating func readModel(
        _ bytes: Span<UInt8>, by reader: inout JSONReader
    ) throws(BrokenJSON) {
        var id: JSONString?
        var name: JSONString?
        try reader.enter()
        while let member = try reader.nextName(bytes) {
            guard try reader.peek(bytes) == ASCII.quote else {
                try reader.skipValue(bytes)
                continue
            }
            let value = try reader.readString(bytes)
            if member.isEqual(to: "id", in: bytes) { id = value }
            if member.isEqual(to: "name", in: bytes) { name = value }
        }
        if let found = id ?? name { add(found, bytes) }
    }

    private mutating func add(_ string: JSONString, _ bytes: Span<UInt8>) {
        guard names.count < Self.mostNames, string.range.count <= Self.longestName else {
            hasMore = true
            return
        }
        let name = JSONText.unescaped(bytes.extracting(string.range))
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            return !isControl && scalar.properties.generalCategory != .format
        }
        guard isPlain, name.contains(where: { $0 != " " }) else {
            hasMore = true
            return
        }
        if !names.contains(name) { names.append(name) }
    }
}
