internal import Synchronization

/// Keeps the tokens of any minute below a tier's. What a request uses is known when it has ended, so those
/// in flight come on top.
final class TokenBudget: Sendable {
    private let perMinute: Int
    // A lock, because a budget of tokens a minute never lets so many requests start that it would matter.
    private let log = Mutex(TokenLog())

    init(perMinute: Int) {
        self.perMinute = max(1, perMinute)
    }

    func spend(_ tokens: Int, at elapsed: Duration) {
        log.withLock { $0.add(tokens, at: elapsed) }
    }

    /// When a start may be that may not be at `elapsed`.
    func whenFree(at elapsed: Duration) -> Duration? {
        log.withLock { $0.whenBelow(perMinute, at: elapsed) }
    }
}

/// Tokens of the last minute, by when they were counted.
private struct TokenLog: Sendable {
    private var entries: [(elapsed: Duration, tokens: Int)] = []
    private var sum = 0
    private static let window = Duration.seconds(60)

    mutating func add(_ tokens: Int, at elapsed: Duration) {
        entries.append((elapsed, tokens))
        sum += tokens
    }

    /// When fewer than `limit` tokens lie in the minute before; nil where that is so already.
    mutating func whenBelow(_ limit: Int, at elapsed: Duration) -> Duration? {
        let old = entries.prefix { $0.elapsed + Self.window <= elapsed }
        sum -= old.reduce(0) { $0 + $1.tokens }
        entries.removeFirst(old.count)
        var rest = sum
        guard rest >= limit else { return nil }
        for entry in entries {
            rest -= entry.tokens
            if rest < limit { return entry.elapsed + Self.window }
        }
        return nil
    }
}
