/// Writing and reading of JSON text where speed does not matter: requests, messages of errors.
package enum JSONText {
    /// The text as a JSON string, quotes included.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        appendQuoted(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text as a JSON string. Escapes only what RFC 8259 section 7 requires; everything
    /// else is UTF-8.
    package static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(ASCII.quote)
        for byte in text.utf8 {
            switch byte {
            case ASCII.quote, ASCII.backslash: bytes += [ASCII.backslash, byte]
            case ASCII.lineFeed: bytes += #"\n"#.utf8
            case ASCII.carriageReturn: bytes += #"\r"#.utf8
            case ASCII.tab: bytes += #"\t"#.utf8
            case ..<0x10: bytes += (#"\u000"# + String(byte, radix: 16)).utf8
            case ..<ASCII.space: bytes += (#"\u00"# + String(byte, radix: 16)).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(ASCII.quote)
    }

    /// The text of a JSON string's inside, as `ChunkError` points to it. Half surrogate pairs and
    /// invalid UTF-8 become U+FFFD; a backslash that begins no escape stays.
    package static func unescaped(_ inside: Span<UInt8>) -> String {
        var text = ""
        var units: [UInt16] = []
        var position = 0
        var plainStart = 0
        while position < inside.count {
            guard inside[position] == ASCII.backslash,
                let escape = JSONEscape(inside, at: position)
            else {
                position += 1
                continue
            }
            // Escapes in a row are decoded together, because two may make one character.
            if plainStart < position {
                text += String(decoding: units, as: UTF16.self)
                units.removeAll()
                text += SSEText.repaired(inside.extracting(plainStart..<position))
            }
            units.append(escape.codeUnit)
            position += escape.count
            plainStart = position
        }
        return text + String(decoding: units, as: UTF16.self)
            + SSEText.repaired(inside.extracting(plainStart...))
    }

    /// Whether the bytes are one legal JSON text, by the reader's own rules.
    package static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var reader = JSONReader()
        guard (try? reader.skipValue(bytes)) != nil else { return false }
        return reader.isAtEnd(bytes)
    }
}

/// A member of a JSON object: its name as text, its value as JSON.
package struct JSONMember: Sendable, Equatable {
    package var name: String
    package var json: String

    package init(name: String, json: String) {
        self.name = name
        self.json = json
    }

    /// The object of `members`, of which an override replaces the one of its name, or is added last.
    static func object(_ members: [JSONMember], overriddenBy overrides: [JSONMember]) -> [UInt8] {
        var members = members
        for override in overrides {
            if let index = members.firstIndex(where: { $0.name == override.name }) {
                members[index] = override
            } else {
                members.append(override)
            }
        }
        var bytes: [UInt8] = []
        var separator = ASCII.openBrace
        for member in members {
            bytes.append(separator)
            separator = ASCII.comma
            JSONText.appendQuoted(member.name, to: &bytes)
            bytes.append(ASCII.colon)
            bytes += member.json.utf8
        }
        bytes.append(ASCII.closeBrace)
        return bytes
    }

    /// The elements of a list as JSON, in their order; nil when the text is no JSON list.
    package static func elements(ofList json: String) -> [String]? {
        let text = Array(json.utf8)
        return try? elements(of: text.span)
    }

    private static func elements(of bytes: Span<UInt8>) throws(BrokenJSON) -> [String] {
        var reader = JSONReader()
        var elements: [String] = []
        guard try reader.peek(bytes) == ASCII.openBracket else { throw BrokenJSON() }
        try reader.enter()
        while try reader.hasNextElement(bytes) {
            _ = try reader.peek(bytes)
            let start = reader.position
            try reader.skipValue(bytes)
            elements.append(SSEText.repaired(bytes.extracting(start..<reader.position)))
        }
        guard reader.isAtEnd(bytes) else { throw BrokenJSON() }
        return elements
    }

    /// The members of an object, in their order; nil when the text is no JSON object.
    package static func members(ofObject json: String) -> [JSONMember]? {
        let text = Array(json.utf8)
        return try? members(of: text.span)
    }

    private static func members(of bytes: Span<UInt8>) throws(BrokenJSON) -> [JSONMember] {
        var reader = JSONReader()
        var members: [JSONMember] = []
        guard try reader.peek(bytes) == ASCII.openBrace else { throw BrokenJSON() }
        try reader.enter()
        while let name = try reader.nextName(bytes) {
            _ = try reader.peek(bytes)
            let start = reader.position
            try reader.skipValue(bytes)
            members.append(
                JSONMember(
                    name: JSONText.unescaped(bytes.extracting(name.range)),
                    json: SSEText.repaired(bytes.extracting(start..<reader.position))))
        }
        guard reader.isAtEnd(bytes) else { throw BrokenJSON() }
        return members
    }
}
