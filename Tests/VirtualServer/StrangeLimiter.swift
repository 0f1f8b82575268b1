internal import RunModel

/// A limiter that a test brings along, asked before the emulator's. All times are seconds since the run's origin.
package protocol StrangeLimiter: Sendable {
    /// What becomes of a request that comes now.
    mutating func comes(_ request: StrangeRequest, at now: Double) -> StrangeVerdict
    /// The answer to one that was let in is over, or was left.
    mutating func ended(_ request: StrangeRequest, at now: Double)
}

extension StrangeLimiter {
    package mutating func ended(_ request: StrangeRequest, at now: Double) {}
}

/// What such a limiter sees of a request.
package struct StrangeRequest: Sendable, Hashable {
    package var number: Int
    package var isStreaming: Bool
    package var maxTokens: Int
}

package enum StrangeVerdict: Sendable {
    case letIn
    /// The refusal leaves so many seconds later.
    case refused(after: Double = 0)
    /// Nothing leaves for so many seconds.
    case delayed(Double)
    /// It is let in, and cut off so many seconds later.
    case killed(after: Double)
}

extension StrangeRequest {
    init(_ ticket: Ticket) {
        self.init(
            number: ticket.request, isStreaming: ticket.mode == .streaming,
            maxTokens: ticket.maxTokens ?? 0)
    }
}
