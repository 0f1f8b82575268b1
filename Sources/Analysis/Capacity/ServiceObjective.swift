internal import RunModel

/// An objective of a service level, as a share of requests that may miss it: `ttft.p95 < 500ms` allows 5 of 100 requests
/// to take longer, where a failure took longest of all.
package struct ServiceObjective: Sendable, Equatable {
    package let assertion: Assertion
    /// The share of requests that may miss it, above 0 and below 1.
    package let allowed: Double

    package var text: String { assertion.text }

    /// - Throws: Where `text` is no assertion, or one that no single request meets or misses.
    package init(_ text: String) throws(AssertionError) {
        let assertion = try Assertion(text)
        let allowed: Double?
        switch (assertion.quantity, assertion.statistic) {
        case (.interChunkLatency, _): allowed = nil
        case (_, .percentile(let thousandths)):
            let share = Double(thousandths) / 1000
            allowed = assertion.relation.isUpperBound ? 1 - share : share
        case (.failures, _), (.rateLimited, _):
            allowed = assertion.relation.isUpperBound ? assertion.bound : nil
        case (.goodput, _):
            let isBounded = !assertion.relation.isUpperBound && assertion.objectives != nil
            allowed = isBounded ? 1 - assertion.bound : nil
        default: allowed = nil
        }
        let isFitting =
            assertion.statistic == nil
            || assertion.relation.isUpperBound == (assertion.quantity != .outputSpeed)
        guard let allowed, isFitting, allowed > 0, allowed < 1 else {
            throw AssertionError(column: 1, message: Self.complaint(of: assertion))
        }
        self.assertion = assertion
        self.allowed = allowed
    }

    /// Whether what a request waits decides about it: neighbours in a queue then share their luck.
    var isOfWaits: Bool { assertion.quantity != .failures && assertion.quantity != .rateLimited }

    /// How long a request may wait for its first token or its end; nil of an objective that bounds neither.
    package var wait: Duration? {
        switch assertion.quantity {
        case .timeToFirstByte, .timeToFirstToken, .timeToFirstAnswer, .endToEnd:
            .nanoseconds(Int64(min(assertion.bound, 1e9) * 1e6))
        case .goodput:
            [assertion.objectives?.timeToFirstToken, assertion.objectives?.endToEnd]
                .compactMap { $0?.duration }.max()
        default: nil
        }
    }

    /// How long a request may be silent by the most patient of the objectives.
    static func silence(of objectives: [ServiceObjective]) -> Duration {
        objectives.compactMap { objective in
            switch objective.assertion.quantity {
            case .maxGap, .firstGap:
                .nanoseconds(Int64(min(objective.assertion.bound, 1e9) * 1e6))
            default: objective.wait
            }
        }.max() ?? .zero
    }

    private static func complaint(of assertion: Assertion) -> String {
        switch assertion.quantity {
        case .interChunkLatency:
            "a gap is no request's; max_gap is the longest of each, tpot their mean"
        case .goodput: "write the objectives of it, such as goodput(ttft < 500ms) > 95%"
        default:
            "an objective is a share of requests: a percentile below a time, as ttft.p95 < 500ms, or failures "
                + "below a share"
        }
    }

    /// Whether each request missed it, in the order of the rows; requests of which it cannot be said are left out.
    func misses(in record: JudgedRecord) -> [(request: RequestRecord, isMiss: Bool)] {
        switch assertion.quantity {
        case .failures: Self.shares(record.measured) { $0.isFailure }
        case .rateLimited: Self.shares(record.measured) { $0 == .rateLimited }
        case .goodput: goodput(record)
        default: sampled(record)
        }
    }

    private typealias Misses = [(request: RequestRecord, isMiss: Bool)]

    private static func shares(
        _ requests: [RequestRecord], _ isMiss: (Outcome) -> Bool
    ) -> Misses {
        requests.filter { $0.outcome.isSuccess || $0.outcome.isFailure }
            .map { ($0, isMiss($0.outcome)) }
    }

    private func requests(_ record: JudgedRecord) -> ModeRequests {
        let usual = assertion.quantity.isOfStreams ? .streaming : record.modes.first ?? .streaming
        return ModeRequests(record: record, mode: assertion.mode ?? usual, round: nil)
    }

    private func goodput(_ record: JudgedRecord) -> Misses {
        let objectives = assertion.objectives ?? Objectives()
        return requests(record).requests
            .filter { $0.outcome.isSuccess || $0.outcome.isFailure }
            .map { ($0, !objectives.areMet(by: $0)) }
    }

    /// What a request does not have, such as a gap where there was one event, it does not miss.
    private func sampled(_ record: JudgedRecord) -> Misses {
        let mode = requests(record)
        let values = AssertedValues(assertion.quantity, mode)
        return mode.requests.compactMap { request in
            guard let isLost = values.isLost(request) else { return nil }
            guard !isLost else { return (request, true) }
            guard let value = values.value(request) else { return (request, false) }
            return (request, !assertion.relation.allows(value, assertion.bound))
        }
    }
}
