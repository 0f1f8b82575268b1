internal import RunModel

/// How many streams that were let in are under way at an instant, and with how many tokens, as a limiter counts
/// them that decides when it is asked: from the request to the end.
struct StreamLoad {
    private var sent: [MonotonicInstant] = []
    private var closed: [MonotonicInstant] = []
    /// Sums of `max_tokens` of the first so many, in the order of `sent` and of `closed`.
    private var tokensSent = [0]
    private var tokensClosed = [0]
    /// Those that we left.
    private(set) var left: [Left] = []

    struct Left {
        var closed: MonotonicInstant
        /// When it would have ended, at the latest.
        var naturalEnd: MonotonicInstant
        var isWholeAnswer: Bool
    }

    init(_ record: LimitsRecord) {
        // A whole answer that is asked for to take a slot may take one, until it is over at the server.
        let streams = record.requests.filter {
            $0.probe?.isOfWindow == false
                && ($0.mode == .streaming
                    ? $0.instants.firstOutput != nil
                    : $0.probe == .wholeHold && $0.status.map { $0 < 300 } ?? true)
        }
        let begins = streams.compactMap { stream in
            stream.instants.sent.map { ($0, stream.maxTokens ?? 0) }
        }.sorted { $0.0 < $1.0 }
        let ends = streams.compactMap { stream in
            stream.instants.closed.map { ($0, stream.maxTokens ?? 0) }
        }.sorted { $0.0 < $1.0 }
        sent = begins.map(\.0)
        closed = ends.map(\.0)
        for (_, tokens) in begins { tokensSent.append(tokensSent[tokensSent.count - 1] + tokens) }
        for (_, tokens) in ends {
            tokensClosed.append(tokensClosed[tokensClosed.count - 1] + tokens)
        }
        left = streams.compactMap { Self.left($0, record) }
    }

    private static func left(_ stream: RequestRecord, _ record: LimitsRecord) -> Left? {
        guard stream.departure != nil, let closed = stream.instants.closed,
            let first = stream.instants.firstOutput
                ?? stream.instants.sent.map({ $0 + (record.longestFirstOutput ?? .zero) })
        else { return nil }
        // Answers take some longer than those that were measured alone.
        let tokens = (record.tokenGap ?? .zero) * max((stream.maxTokens ?? 1) - 1, 0) * 1.2
        return Left(
            closed: closed, naturalEnd: max(closed, first + tokens),
            isWholeAnswer: stream.mode == .nonStreaming)
    }

    /// Streams under way at `instant`, without those that are asked for, or end, at it.
    func open(before instant: MonotonicInstant) -> Int {
        begun(before: instant) - ended(through: instant)
    }

    /// The `max_tokens` of those under way just before `instant`.
    func tokens(before instant: MonotonicInstant) -> Int {
        tokensSent[begun(before: instant)] - tokensClosed[ended(through: instant)]
    }

    /// The last end by `instant` but so many; nil where there were no more.
    func end(by instant: MonotonicInstant, but count: Int) -> MonotonicInstant? {
        let index = ended(through: instant) - count - 1
        return closed.indices.contains(index) ? closed[index] : nil
    }

    func begun(before instant: MonotonicInstant) -> Int { sent.boundary { $0 >= instant } }

    func ended(through instant: MonotonicInstant) -> Int { closed.boundary { $0 > instant } }
}
