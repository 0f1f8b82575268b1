/// A field of a response's head in which a server speaks of its limits, or the date beside which to read it.
package struct LimitField: Sendable, Equatable {
    package enum Meaning: Sendable, CaseIterable {
        case retryAfter
        case retryAfterMilliseconds
        case date
        case requestLimit, requestsRemaining, requestReset
        case tokenLimit, tokensRemaining, tokenReset
    }

    /// In lower case.
    package var name: String
    package var meaning: Meaning

    init(_ name: String, _ meaning: Meaning) {
        self.name = name
        self.meaning = meaning
    }

    /// HTTP's own (RFC 9110, sections 10.2.3 and 6.6.1), and the milliseconds that some servers add.
    static let common = [
        LimitField("retry-after", .retryAfter),
        LimitField("retry-after-ms", .retryAfterMilliseconds),
        LimitField("date", .date),
    ]
}
