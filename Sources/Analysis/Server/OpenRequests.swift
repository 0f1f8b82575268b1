internal import RunModel

/// How many requests of ours were open, at each moment of a run.
struct OpenRequests {
    /// When each began and ended, ascending.
    private let starts: [MonotonicInstant]
    private let ends: [MonotonicInstant]

    init(_ requests: [RequestRecord]) {
        self.init(requests) { $0.instants.closed }
    }

    /// As the server may see them. One that did not end well is there for `lag` longer, and one that we left before its end for
    /// ever: a server may go on with it, for as long as nobody knows.
    init(atServer requests: [RequestRecord], lag: Duration) {
        self.init(requests) { request in
            if request.wasLeft { return nil }
            return request.instants.closed.map { $0 + (request.outcome == .ok ? .zero : lag) }
        }
    }

    private init(
        _ requests: [RequestRecord], end: (RequestRecord) -> MonotonicInstant?
    ) {
        let sent = requests.filter { $0.instants.started != nil }
        starts = sent.compactMap(\.instants.started).sorted()
        ends = sent.compactMap(end).sorted()
    }

    func count(at instant: MonotonicInstant) -> Int {
        Self.upTo(instant, in: starts) - Self.upTo(instant, in: ends)
    }

    /// The most that were open at one moment of a span.
    func most(from first: MonotonicInstant, to last: MonotonicInstant) -> Int {
        let (begun, until) = (Self.upTo(first, in: starts), Self.upTo(last, in: starts))
        // Only a start makes more of them.
        return starts[begun..<max(begun, until)].reduce(count(at: first)) {
            max($0, count(at: $1))
        }
    }

    /// How many are not after `instant`.
    private static func upTo(_ instant: MonotonicInstant, in sorted: [MonotonicInstant]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RequestRecord {
    /// Whether we went away while the answer was due.
    fileprivate var wasLeft: Bool {
        switch outcome {
        case .timeoutFirstByte, .timeoutFirstToken, .timeoutGap, .timeoutTotal, .cut, .cancelled,
            .capped:
            true
        default: false
        }
    }
}
