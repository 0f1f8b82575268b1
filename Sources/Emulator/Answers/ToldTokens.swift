internal import RunModel

/// When the tokens of one answer came, as an engine told.
struct ToldTokens: Sendable {
    private var instants: [MonotonicInstant] = []
    private var delay = Duration.zero

    mutating func append(_ instant: MonotonicInstant) {
        instants.append(instant)
    }

    mutating func postpone(by span: Duration) {
        delay = delay + span
    }

    /// When the token that came last did.
    var last: MonotonicInstant { instants.last.map { $0 + delay } ?? .never }

    /// When a chunk of these is due: the first with its first token, whatever it holds; a later one with its last.
    func due(of tokens: Range<Int>) -> MonotonicInstant {
        let index = tokens.lowerBound == 0 ? 0 : tokens.upperBound - 1
        return index < instants.count ? instants[index] + delay : .never
    }
}

extension MonotonicInstant {
    /// What nobody knows the time of yet.
    static let never = MonotonicInstant(nanoseconds: .max)
}
