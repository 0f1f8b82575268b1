internal import RunModel

/// What else than a free slot a stream needs to be let in: few tokens in flight, few starts before it, room on
/// the server of a fleet that it falls to. No clock inside.
struct StreamGate: Sendable {
    private let limit: Int?
    private let shape: StreamIrregularity
    private var starts: SlidingWindow?
    /// Open streams of each server of the fleet.
    private var loads: [Int]
    /// Sum of `max_tokens` of the streams under way.
    private(set) var tokens = 0
    private(set) var tokensPeak = 0

    init(_ streams: StreamLimit) {
        limit = streams.enforced
        shape = streams.irregular
        loads = Array(repeating: 0, count: shape.fleet)
        let span = shape.startSpan
        starts = shape.starts.map { SlidingWindow(limit: $0, length: span) }
    }

    mutating func advance(to now: MonotonicInstant) { starts?.advance(to: now) }

    /// As of the last `advance`.
    func admits(_ demand: LimitDemand) -> Bool {
        if let starts, !starts.admits(1) { return false }
        if let most = shape.tokensInFlight, tokens + (demand.maxTokens ?? 0) > most { return false }
        guard loads.count > 1, let limit else { return true }
        return loads[server(of: demand)] < limit
    }

    mutating func begin(_ demand: LimitDemand, at now: MonotonicInstant) {
        starts?.charge(1, at: now)
        loads[server(of: demand)] += 1
        tokens += demand.maxTokens ?? 0
        tokensPeak = max(tokensPeak, tokens)
    }

    mutating func end(_ demand: LimitDemand) {
        loads[server(of: demand)] -= 1
        tokens -= demand.maxTokens ?? 0
    }

    private func server(of demand: LimitDemand) -> Int {
        Int(demand.draw % UInt64(loads.count))
    }
}
