package import RunModel

/// A load of a sweep: its numbers over all passes.
package struct SweepPoint: Codable, Sendable, Equatable {
    package var load: SweepLoad
    /// Of each pass, in their order.
    package var passes: [SweepPass]
    /// Measured requests that succeeded or failed.
    package var requests: Int
    /// Seconds of the windows that rates are of.
    package var seconds: Double
    /// Requests a second that were due; absent of a closed loop.
    package var offered: SweepNumber?
    /// Requests a second that succeeded.
    package var served: SweepNumber?
    /// Output tokens a second; absent where nobody counted them.
    package var tokens: SweepNumber?
    /// Requests a second that met every objective; absent without objectives.
    package var goodput: SweepNumber?
    /// Mean of requests in flight.
    package var inFlight: SweepNumber?
    /// From the scheduled time in an open loop, else from *sent*; so are all latencies here.
    package var timeToFirstToken: SweepPercentiles?
    package var timePerOutputToken: SweepPercentiles?
    package var endToEnd: SweepPercentiles?
    /// Of requests that succeeded or failed.
    package var failures: SweepNumber?
    /// Of measured requests; absent without objectives.
    package var good: SweepNumber?
    /// Served requests a second over the mean seconds of an answer (Kleinrock's power); its greatest is the knee.
    package var power: SweepNumber?
    package var trust: StepTrust
    /// Whether any pass was more than the target bears.
    package var isSaturated: Bool
    package var isFailing: Bool
    /// Whether any pass had not settled.
    package var isUnsettled: Bool
    package var disagreements: [PassDisagreement]

    /// Whether the load is one that the target answered as asked: what a knee and a law may be made of.
    package var isUsable: Bool {
        trust.limitedBy == nil && !isFailing && served?.value != nil
    }

    private enum CodingKeys: String, CodingKey {
        case load, passes, requests, seconds
        case offered = "offeredRequestsPerSecond"
        case served = "servedRequestsPerSecond"
        case tokens = "tokensPerSecond"
        case goodput = "goodputRequestsPerSecond"
        case inFlight
        case timeToFirstToken = "ttftMs"
        case timePerOutputToken = "tpotMs"
        case endToEnd = "e2eMs"
        case failures, good, power, trust, isSaturated, isFailing, isUnsettled, disagreements
    }
}

/// A pass of a load: the step and its few numbers.
package struct SweepPass: Codable, Sendable, Equatable {
    package var step: SweepStep
    package var requests: Int
    package var served: Double?
    package var tokens: Double?
    /// Medians.
    package var timeToFirstToken: Double?
    package var endToEnd: Double?
    /// The share that failed.
    package var failures: Double?
    package var trust: StepTrust
    /// By the server's own metrics, medians of the looks, and the fullest its memory was; absent where it was not asked.
    package var serverRunning: Double?
    package var serverWaiting: Double?
    package var serverCacheUse: Double?
    /// Whether others used the server meanwhile; absent where that is not told.
    package var hasOtherUsers: Bool?

    private enum CodingKeys: String, CodingKey {
        case step, requests
        case served = "servedRequestsPerSecond"
        case tokens = "tokensPerSecond"
        case timeToFirstToken = "ttftP50Ms"
        case endToEnd = "e2eP50Ms"
        case failures, trust, serverRunning, serverWaiting, serverCacheUse, hasOtherUsers
    }
}

/// A number in which two passes of a load differ by more than chance: the target drifted, or had not settled.
package struct PassDisagreement: Codable, Sendable, Equatable {
    package enum Quantity: String, Codable, Sendable, CaseIterable {
        case timeToFirstToken = "ttft"
        case endToEnd = "e2e"
        case served
    }

    package var quantity: Quantity
    /// Means of the first pass and of the one that differs most from it: milliseconds, or requests a second.
    package var first: Double
    package var other: Double
    package var otherPass: Int
}
