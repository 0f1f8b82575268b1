/// The text of a whole answer, where it is to be said again. Once a request and not on the way of a chunk.
extension API {
    /// The inside of a JSON string with the visible text; nil where the body has none.
    package func answerText(ofBody body: Span<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(body.count)
        for index in body.indices { bytes.append(body[index]) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let answer = JSONMember.members(ofObject: text) else { return nil }
        let strings: [String] =
            switch self {
            case .chat, .completions: Self.choice(answer)
            case .messages: Self.parts(Self.member("content", of: answer), type: "text")
            case .responses: Self.items(answer)
            }
        // Insides of strings, end to end, are the inside of one.
        let inside = strings.flatMap { $0.utf8.dropFirst().dropLast() }
        return inside.isEmpty ? nil : inside
    }

    private static func member(_ name: String, of members: [JSONMember]?) -> String? {
        members?.last { $0.name == name }?.json
    }

    private static func object(_ json: String?) -> [JSONMember]? {
        json.flatMap { JSONMember.members(ofObject: $0) }
    }

    private static func elements(_ json: String?) -> [[JSONMember]] {
        (json.flatMap { JSONMember.elements(ofList: $0) } ?? []).compactMap { object($0) }
    }

    private static func isText(_ json: String?) -> Bool { json?.hasPrefix("\"") == true }

    private static func choice(_ answer: [JSONMember]) -> [String] {
        guard let choice = elements(member("choices", of: answer)).first else { return [] }
        let message = object(member("message", of: choice))
        return [member("content", of: message), member("text", of: choice)]
            .compactMap { isText($0) ? $0 : nil }.prefix(1).map { $0 }
    }

    private static func parts(_ json: String?, type: String) -> [String] {
        elements(json).filter { member("type", of: $0) == "\"\(type)\"" }
            .compactMap { member("text", of: $0) }.filter { isText($0) }
    }

    private static func items(_ answer: [JSONMember]) -> [String] {
        elements(member("output", of: answer))
            .filter { member("type", of: $0) == "\"message\"" }
            .flatMap { parts(member("content", of: $0), type: "output_text") }
    }
}
