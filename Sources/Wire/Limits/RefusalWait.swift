/// How long a refusal asks to wait, in its words: some servers say it there and in no field of the head.
package enum RefusalWait {
    /// What is looked at of a body.
    private static let readBytes = 16 << 10
    /// The most that a length of time takes.
    private static let spanBytes = 48

    /// What stands before a length of time, in lower case.
    private struct Phrase {
        var words: StaticString
        /// Behind the name of a member a bare number is one of `unit`; in a sentence it may be one of anything.
        var unit: StaticString?

        init(_ words: StaticString, unit: StaticString? = nil) {
            self.words = words
            self.unit = unit
        }

        /// `body.retrydelay`, or `body.words` of a sentence.
        var source: String {
            guard unit != nil else { return "body.words" }
            return "body." + "\(words)".filter { $0 != "\"" }
        }
    }

    private static let phrases: [Phrase] = [
        Phrase("\"retrydelay\"", unit: "s"), Phrase("\"retryafter\"", unit: "s"),
        Phrase("\"retry_after\"", unit: "s"), Phrase("\"retry-after\"", unit: "s"),
        Phrase("\"retry_after_seconds\"", unit: "s"), Phrase("\"retry_after_ms\"", unit: "ms"),
        Phrase("try again in"), Phrase("retry in"), Phrase("try again after"),
        Phrase("retry after"), Phrase("please wait"),
    ]

    /// A field that gateways repeat in the body (OpenRouter's `metadata.headers`).
    private static let reset: StaticString = "\"x-ratelimit-reset\""
    private static let limit: StaticString = "\"x-ratelimit-limit\""
    private static let remaining: StaticString = "\"x-ratelimit-remaining\""

    /// The wait that `body`, a refusal's, names first. Nil where there is none, or none that is surely a length of
    /// time; a year at most.
    package static func wait(inBody body: Span<UInt8>) -> Duration? {
        waits(inBody: body).first?.wait
    }

    /// The waits that `body` names, in the order of their places, each member and the first sentence once.
    static func waits(inBody body: Span<UInt8>) -> [ToldLimits.Wait] {
        let text = body.extracting(first: readBytes)
        var found: [(place: Int, told: ToldLimits.Wait)] = []
        for phrase in phrases {
            guard let end = text.end(of: phrase.words),
                let wait = wait(in: text, from: end, phrase)
            else { continue }
            found.append((end, ToldLimits.Wait(phrase.source, wait)))
        }
        var names: Set<String> = []
        return found.sorted { $0.place < $1.place }.map(\.told).filter {
            names.insert($0.source).inserted
        }
    }

    /// What a refusal's body says of waits, and the budget that a gateway repeats in it. `now` is in seconds since 1970;
    /// moments are laid beside it.
    package static func told(
        inBody body: Span<UInt8>, now: Int
    ) -> (waits: [ToldLimits.Wait], budget: ToldLimits.Budget) {
        let text = body.extracting(first: readBytes)
        var budget = ToldLimits.Budget()
        budget.limit = value(of: limit, in: text).flatMap(LimitFieldValue.count)
        budget.remaining = value(of: remaining, in: text).flatMap(LimitFieldValue.count)
        let clock = LimitFieldValue.Clock.ofBody(now: now)
        budget.reset = value(of: reset, in: text).flatMap { LimitFieldValue.reset($0, clock) }
        let reset = budget.reset.map { [ToldLimits.Wait("body.x-ratelimit-reset", $0)] } ?? []
        return (waits(inBody: body) + reset, budget)
    }

    /// The text or the number of a member.
    private static func value(of member: StaticString, in text: Span<UInt8>) -> String? {
        guard let start = text.end(of: member) else { return nil }
        var position = start
        while position < text.count, " :\"".utf8.contains(text[position]) { position += 1 }
        var end = position
        let bound = min(text.count, position + spanBytes)
        while end < bound, !"\",}".utf8.contains(text[end]) { end += 1 }
        guard end > position else { return nil }
        return SSEText.repaired(text.extracting(position..<end))
    }

    private static func wait(
        in text: Span<UInt8>, from start: Int, _ phrase: Phrase
    ) -> Duration? {
        var position = start
        while position < text.count, " :\"".utf8.contains(text[position]) { position += 1 }
        let end = min(text.count, position + spanBytes)
        guard position < end else { return nil }
        let words = SSEText.repaired(text.extracting(position..<end))
        if let wait = LimitFieldValue.leadingSpan(words) { return wait }
        // The member's value is the number and nothing else.
        guard let unit = phrase.unit else { return nil }
        let digits = words.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let isWhole =
            words.dropFirst(digits.count).first.map { "\",}] \n\r\t".contains($0) } ?? true
        return isWhole ? LimitFieldValue.span(digits + "\(unit)") : nil
    }
}

extension LimitFieldValue {
    /// A length of time that begins a text, its parts joined by blanks, commas or "and": `2.15s`, `7m12s`,
    /// `1 minute and 30 seconds`. Nil where the text does not begin with a number and a unit, or beyond a year.
    static func leadingSpan(_ text: String) -> Duration? {
        var parts = ""
        var rest = text[...]
        while let (part, behind) = leadingPart(rest) {
            parts += part
            rest = behind.drop { $0 == " " || $0 == "," }
            if rest.hasPrefix("and ") { rest = rest.dropFirst(4) }
        }
        return parts.isEmpty ? nil : span(parts)
    }

    private static func leadingPart(_ text: Substring) -> (part: String, rest: Substring)? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let behind = text.dropFirst(digits.count)
        let word = behind.drop { $0 == " " }.prefix { $0.isASCII && $0.isLetter }
        guard !digits.isEmpty, let unit = unit(word.lowercased()) else { return nil }
        if let weeks = Double(digits), unit == "w" {
            return ("\(Int(min(weeks, 1000) * 7))d", text[word.endIndex...])
        }
        return (digits + unit, text[word.endIndex...])
    }

    private static func unit(_ word: String) -> String? {
        switch word {
        case "ms", "msec", "millis", "millisecond", "milliseconds": "ms"
        case "s", "sec", "secs", "second", "seconds": "s"
        case "m", "min", "mins", "minute", "minutes": "m"
        case "h", "hr", "hrs", "hour", "hours": "h"
        case "d", "day", "days": "d"
        case "w", "week", "weeks": "w"
        default: nil
        }
    }
}
