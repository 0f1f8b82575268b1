internal import RunModel
internal import Wire

/// Makes the one line that a record keeps of a failure, without the key that a server may echo.
struct FailureMessage {
    private static let limitBytes = 300
    /// What is looked at of a text: several lines of it, and secrets that begin in them.
    private static let readBytes = 4 * limitBytes

    private let secrets: SecretMask
    private let api: API

    init(secrets: [String], api: API = .chat) {
        self.secrets = SecretMask(secrets)
        self.api = api
    }

    /// The first of these that says something: the error inside the stream, the error object of the
    /// body, the body's beginning, libcurl's words. Of a transfer that failed its words come before the body's.
    func line(inBand: String?, document: [UInt8], transfer: String?) -> String? {
        let facts = api.facts(ofBody: document.span)
        let object = facts.error?.text(in: document.span)
        // So far that no secret is cut in two that begins in what is kept.
        let beginning = document.prefix(Self.readBytes + secrets.longest)
        let isText = String(validating: beginning.dropLast(4), as: UTF8.self) != nil
        let raw =
            isText
            ? String(decoding: beginning, as: UTF8.self)
            : FailureSentence.escaped(Array(beginning.prefix(Self.limitBytes)))
        let isCut = document.count > beginning.count
        let text = MarkupPage.words(in: raw) ?? raw
        return [inBand, object, transfer].lazy.compactMap { $0.map { clean($0) } }
            .first { !$0.isEmpty } ?? { $0.isEmpty ? nil : $0 }(clean(text, isCut: isCut))
    }

    /// The names of an error: those that came inside a stream, or those of the body's error object; nil
    /// where neither is of OpenAI's form.
    func error(inBand: ServerError?, document: [UInt8]) -> ServerError? {
        let found =
            inBand ?? api.facts(ofBody: document.span).error.flatMap { $0.names(in: document.span) }
        return found.map {
            ServerError(type: $0.type.map { clean($0) }, code: $0.code.map { clean($0) })
        }
    }

    /// A server's word for why an answer ended, unless it repeats a secret.
    func clean(_ reason: FinishReason) -> FinishReason {
        secrets.holds(reason) ? FinishReason(rawValue: "secret") : reason
    }

    /// One short line without secrets. `isCut`: whether the text went on, so that its end may begin one.
    func clean(_ text: String, isCut: Bool = false) -> String {
        let read = String(
            decoding: text.utf8.prefix(Self.readBytes + secrets.longest), as: UTF8.self)
        let isCut = isCut || read.utf8.count < text.utf8.count
        let masked = secrets.masked(read, isCut: isCut)
        let words = masked.split {
            $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 32 || $0.isDirection }
        }
        var line = ""
        for word in words {
            let room = Self.limitBytes - line.utf8.count - (line.isEmpty ? 0 : 1)
            guard room > 0 else { return line + " …" }
            line += line.isEmpty ? "" : " "
            guard word.utf8.count > room else {
                line += word
                continue
            }
            return line + Self.beginning(of: word, bytes: room) + "…"
        }
        return line
    }

    /// So many bytes of it, less what would be part of a character's code.
    private static func beginning(of word: Substring, bytes: Int) -> String {
        var count = 0
        var kept = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= bytes else { break }
            kept.append(scalar)
        }
        return String(kept)
    }
}

extension Unicode.Scalar {
    /// Whether it turns the direction of the text around it.
    fileprivate var isDirection: Bool {
        (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
}
