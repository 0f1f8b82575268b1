import Analysis

/// A way of counting that a test has a server use, and what is to be found out about it.
enum SimulatedTruth: String, CaseIterable, Sendable {
    case fixed
    case fixedFromFirst
    case sliding
    case slidingWithRejected
    case haproxy
    case twoWindows
    case twoStrictWindows
    case bucket
    case bucketWithRejected
    case smallBucket
    case slowBucket
    case fastBucket

    func limiter(limit: Int, length: Double, edge: Double) -> any SimulatedLimiter {
        func bucket(_ capacity: Int, _ inflow: Double, countsRejected: Bool = false) -> SteadyBucket
        {
            SteadyBucket(
                capacity: capacity, inflow: inflow, length: length, countsRejected: countsRejected)
        }
        return switch self {
        case .fixed: FixedWindows(limit: limit, length: length, edge: edge)
        case .fixedFromFirst: ExpiringCounter(limit: limit, length: length)
        case .sliding: TimeLog(limit: limit, length: length, countsRejected: false)
        case .slidingWithRejected: TimeLog(limit: limit, length: length, countsRejected: true)
        case .haproxy: StickTable(limit: limit, length: length)
        case .twoWindows: TwoWindows(limit: limit, length: length, edge: edge, isStrict: false)
        case .twoStrictWindows: TwoWindows(limit: limit, length: length, edge: edge, isStrict: true)
        case .bucket: bucket(limit, inflow(limit))
        case .bucketWithRejected: bucket(limit, inflow(limit), countsRejected: true)
        case .smallBucket: bucket(min(limit, 5), inflow(limit))
        case .slowBucket: bucket(limit, inflow(limit))
        case .fastBucket: bucket(limit, inflow(limit))
        }
    }

    private func inflow(_ limit: Int) -> Double {
        switch self {
        case .slowBucket: Double(limit) / 10
        case .fastBucket: Double(limit) * 3
        default: Double(limit)
        }
    }

    var kind: RequestWindow.Kind {
        switch self {
        case .fixed: .fixed
        case .fixedFromFirst: .fixedFromFirst
        case .sliding, .slidingWithRejected: .sliding
        case .haproxy, .twoWindows, .twoStrictWindows: .slidingCounter
        default: .bucket
        }
    }

    /// Absent for fixed windows, where it makes no difference.
    var countsRejected: Bool? {
        switch self {
        case .fixed, .fixedFromFirst: nil
        case .slidingWithRejected, .haproxy, .bucketWithRejected: true
        default: false
        }
    }

    /// Whether one of the candidates is this one.
    func isAmong(_ candidates: [RequestWindow.Candidate], limit: Int) -> Bool {
        candidates.contains { candidate in
            guard candidate.kind == kind else { return false }
            if let told = candidate.countsRejected, told != countsRejected { return false }
            guard kind == .bucket else {
                return candidate.limitLow...candidate.limitHigh ~= Double(limit)
            }
            guard let low = candidate.capacityLow, let high = candidate.capacityHigh else {
                return false
            }
            let capacity = self == .smallBucket ? min(limit, 5) : limit
            return candidate.limitLow...candidate.limitHigh ~= inflow(limit)
                && low...high ~= Double(capacity)
        }
    }
}
