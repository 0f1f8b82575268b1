internal import RunModel

/// How many requests of ours were open, at each moment of a run.
struct OpenRequests {
    /// When each began and ended, ascending.
    private let starts: [MonotonicInstant]
    private let ends: [MonotonicInstant]

    /// A request that never ended is open for ever.
    init(_ requests: [RequestRecord]) {
        let sent = requests.filter { $0.instants.started != nil }
        starts = sent.compactMap(\.instants.started).sorted()
        ends = sent.compactMap(\.instants.closed).sorted()
    }

    func count(at instant: MonotonicInstant) -> Int {
        Self.upTo(instant, in: starts) - Self.upTo(instant, in: ends)
    }

    /// All that were open at some moment of a span: more than at any one moment.
    func count(from first: MonotonicInstant, to last: MonotonicInstant) -> Int {
        Self.upTo(last, in: starts) - Self.upTo(first, in: ends)
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
