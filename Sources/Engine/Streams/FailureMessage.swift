internal import RunModel
internal import Wire

/// Makes the one line that a record keeps of a failure, without the key that a server may echo.
struct FailureMessage {
    private static let limitBytes = 300

    /// What must not stand in a record.
    private let secrets: [String]
    private let api: API

    init(secrets: [String], api: API = .chat) {
        // A secret may be the beginning of another.
        self.secrets = secrets.sorted { $0.utf8.count > $1.utf8.count }
        self.api = api
    }

    /// The first of these that says something: the error inside the stream, the error object of the
    /// body, the body's beginning, libcurl's words.
    func line(inBand: String?, document: [UInt8], transfer: String?) -> String? {
        if let inBand, !inBand.isEmpty { return clean(inBand) }
        guard !document.isEmpty else { return transfer.map(clean) }
        let facts = api.facts(ofBody: document.span)
        if let words = facts.error?.text(in: document.span), !words.isEmpty { return clean(words) }
        // So far that no secret is cut in two that begins in what is kept.
        let longest = secrets.first?.utf8.count ?? 0
        let beginning = document.prefix(4 * Self.limitBytes + longest)
        let masked = mask(String(decoding: beginning, as: UTF8.self))
        return clean(
            String(document.count > beginning.count ? masked.dropLast(longest) : masked[...]))
    }

    /// The names of an error: those that came inside a stream, or those of the body's error object; nil
    /// where neither is of OpenAI's form.
    func error(inBand: ServerError?, document: [UInt8]) -> ServerError? {
        let found =
            inBand ?? api.facts(ofBody: document.span).error.flatMap { $0.names(in: document.span) }
        return found.map { ServerError(type: $0.type.map(clean), code: $0.code.map(clean)) }
    }

    private func mask(_ text: String) -> String {
        // The comparison is with our own secrets, not with words of a message.
        secrets.reduce(text) { $1.isEmpty ? $0 : Self.replace($1, in: $0) }
    }

    /// One short line without secrets.
    func clean(_ text: String) -> String {
        let words = mask(text).split {
            $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 32 }
        }
        var line = ""
        for word in words {
            if line.utf8.count + word.utf8.count + 1 > Self.limitBytes {
                line += line.isEmpty ? String(word.prefix(Self.limitBytes / 4)) + "…" : " …"
                break
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line
    }

    private static func replace(_ secret: String, in text: String) -> String {
        var rest = text[...]
        var result = ""
        while let range = rest.firstRange(of: secret) {
            result += rest[..<range.lowerBound] + "[key]"
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
