/// How long a refusal asks to wait, in its words: some servers say it there and in no field of the head.
package enum RefusalWait {
    /// What is looked at of a body.
    private static let readBytes = 16 << 10
    /// What stands before the length of time, in lower case; the first that one follows counts.
    private static let phrases: [StaticString] = [
        "\"retrydelay\"", "\"retry_after\"", "\"retry-after\"", "\"retry_after_seconds\"",
        "\"retryafter\"", "try again in", "retry in", "try again after", "retry after",
        "please wait",
    ]

    /// The wait that `body`, a refusal's, names: a number behind one of the phrases, with a unit or in seconds. Nil
    /// where there is none; a year at most.
    package static func wait(inBody body: Span<UInt8>) -> Duration? {
        let text = body.extracting(first: readBytes)
        for phrase in phrases {
            if let end = text.end(of: phrase), let wait = wait(in: text, from: end) { return wait }
        }
        return nil
    }

    private static func wait(in text: Span<UInt8>, from start: Int) -> Duration? {
        var position = start
        while position < text.count, " :\"".utf8.contains(text[position]) { position += 1 }
        let end = min(text.count, position + 40)
        guard position < end else { return nil }
        return LimitFieldValue.leadingSpan(SSEText.repaired(text.extracting(position..<end)))
    }
}

extension LimitFieldValue {
    /// A length of time that begins a text, such as `2.15s`, `7m12s`, `6 seconds`; a bare number is seconds. Nil
    /// where the text does not begin with a number, or beyond a year.
    static func leadingSpan(_ text: String) -> Duration? {
        var parts = ""
        var rest = text[...]
        while true {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let first = digits.first, first != "." else { break }
            let behind = rest.dropFirst(digits.count)
            let word = behind.drop { $0 == " " }.prefix { $0.isASCII && $0.isLetter }
            guard let unit = unit(word.lowercased()) else {
                // What follows the number is no unit: it is one of seconds, unless it ends the text's sentence with a point.
                if parts.isEmpty { parts = String(digits) }
                break
            }
            parts += digits + unit
            rest = rest[word.endIndex...]
        }
        while parts.last == "." { parts.removeLast() }
        return parts.isEmpty ? nil : span(parts)
    }

    private static func unit(_ word: String) -> String? {
        switch word {
        case "ms", "msec", "millisecond", "milliseconds": "ms"
        case "s", "sec", "secs", "second", "seconds": "s"
        case "m", "min", "mins", "minute", "minutes": "m"
        case "h", "hour", "hours": "h"
        case "d", "day", "days": "d"
        default: nil
        }
    }
}
