/// A wait that a refusal asked for, by the place where it stood. Several may stand side by side and disagree.
package struct ToldWait: Sendable, Equatable {
    /// The field of the head, in lower case, or `body.` and the name that it has in the body: of our own tables, never
    /// a server's text.
    package var source: String
    /// From the answer on; a year at most.
    package var wait: Duration

    package init(source: String, wait: Duration) {
        self.source = source
        self.wait = wait
    }

    /// Whether it tells when a whole budget is there again, and not when the next request is let in.
    package var isReset: Bool { source.contains("reset") }

    /// As people read it: `retry-after-ms`, `the body's retryDelay`.
    package var name: String { Self.name(of: source) }

    package static func name(of source: String) -> String {
        guard source.hasPrefix(bodyPrefix) else { return source }
        let place = source.dropFirst(bodyPrefix.count)
        return place == "words" ? "the body's words" : "the body's \(place)"
    }

    package static let bodyPrefix = "body."
    /// What a record keeps of one answer.
    package static let most = 12
}

/// One cell of requests.csv: `retry-after=5000000000;body.words=4800000000`, in nanoseconds.
extension ToldWait {
    package static func text(_ waits: [ToldWait]) -> String {
        waits.prefix(most).map { "\($0.source)=\($0.wait.nanoseconds)" }.joined(separator: ";")
    }

    /// Nil where the text is none of these.
    package static func waits(_ text: some StringProtocol) -> [ToldWait]? {
        var waits: [ToldWait] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, isSource(sides[0]), let wait = Int64(sides[1]),
                (0...longestNanoseconds).contains(wait), waits.count < most
            else { return nil }
            waits.append(ToldWait(source: String(sides[0]), wait: .nanoseconds(wait)))
        }
        return waits
    }

    private static let longestNanoseconds: Int64 = 31_536_000_000_000_000
    private static let mostSourceBytes = 60

    private static func isSource(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= mostSourceBytes
            && text.utf8.allSatisfy {
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
                    || "-_.".utf8.contains($0)
            }
    }
}
