package import FoundationEssentials
internal import Synchronization

/// Swift's names to snake_case and back, as all JSON of a record and plan files write them. Foundation's own
/// strategy cannot do the way back for acronyms: `base_url` would become `baseUrl`.
package enum SnakeCase {
    private static let acronyms = ["url": "URL", "urls": "URLs", "cpu": "CPU", "http2": "HTTP2"]

    /// Writes indented JSON with sorted keys, which is the same whenever the value is.
    package static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let names = Memo(encode)
        encoder.keyEncodingStrategy = .custom { path in
            JSONKey(names[path.last?.stringValue ?? ""])
        }
        return encoder
    }

    /// Reads what `encoder` writes.
    package static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        let names = Memo(decode)
        decoder.keyDecodingStrategy = .custom { path in
            JSONKey(names[path.last?.stringValue ?? ""])
        }
        return decoder
    }

    package static func encode(_ name: String) -> String {
        var words = name
        for acronym in acronyms.values {
            words = words.split(separator: acronym, omittingEmptySubsequences: false)
                .joined(separator: acronym.prefix(1) + acronym.dropFirst().lowercased())
        }
        return words.reduce(into: "") { result, letter in
            result += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
        }
    }

    private static func decode(_ key: String) -> String {
        let words = key.split(separator: "_").map(String.init)
        guard let first = words.first else { return key }
        return words.dropFirst().reduce(first) { name, word in
            name + (acronyms[word] ?? word.prefix(1).uppercased() + word.dropFirst())
        }
    }
}

/// Translates each name once: a summary has thousands of rows with the same keys.
private final class Memo: Sendable {
    private let known = Mutex<[String: String]>([:])
    private let translate: @Sendable (String) -> String

    init(_ translate: @escaping @Sendable (String) -> String) {
        self.translate = translate
    }

    subscript(name: String) -> String {
        known.withLock { known in
            if let translated = known[name] { return translated }
            let translated = translate(name)
            known[name] = translated
            return translated
        }
    }
}

private struct JSONKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}
