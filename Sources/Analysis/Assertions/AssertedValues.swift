internal import RunModel

/// How a quantity is asked of requests.
struct AssertedValues {
    let value: (RequestRecord) -> Double?
    /// The other ends, where some arrivals are uncertain.
    private(set) var least: ((RequestRecord) -> Double?)?
    private(set) var most: ((RequestRecord) -> Double?)?
    /// What stands for a failure: slower than anything.
    let lost: Double
    /// Nil of a request that is no sample.
    let isLost: (RequestRecord) -> Bool?
    /// Whether it takes counted tokens. What takes none is a time that a queue before the target can lengthen.
    let isOfTokens: Bool

    init(_ quantity: Assertion.Quantity, _ requests: ModeRequests) {
        let isOpenLoop = requests.record.isOpenLoop
        lost = quantity == .outputSpeed ? -.infinity : .infinity
        isOfTokens = quantity == .outputSpeed || quantity == .timePerOutputToken
        switch quantity {
        case .timeToFirstByte: value = { $0.timeToFirstByte?.milliseconds }
        case .timeToFirstToken:
            value =
                isOpenLoop
                ? { $0.timeToFirstTokenScheduled?.milliseconds }
                : { $0.timeToFirstToken?.milliseconds }
        case .timeToFirstAnswer: value = { $0.timeToFirstAnswer?.milliseconds }
        case .firstGap: value = { $0.firstGap?.milliseconds }
        case .maxGap: value = { $0.maxGap?.milliseconds }
        case .timePerOutputToken: value = { $0.secondsPerOutputToken.map { $0 * 1000 } }
        case .endToEnd:
            value =
                isOpenLoop
                ? { $0.endToEndScheduled?.milliseconds } : { $0.endToEnd?.milliseconds }
        case .outputSpeed: value = { $0.outputSpeed }
        default: value = { _ in nil }
        }
        isLost = Self.loss(quantity, requests)
        addEnds(quantity, requests)
    }

    /// The pools of docs/metrics.md, and the failures beside them.
    private static func loss(
        _ quantity: Assertion.Quantity, _ requests: ModeRequests
    ) -> (RequestRecord) -> Bool? {
        func beside(_ isInPool: @escaping (Outcome) -> Bool) -> (RequestRecord) -> Bool? {
            { isInPool($0.outcome) ? false : $0.outcome.isFailure ? true : nil }
        }
        switch quantity {
        case .maxGap:
            var numbers = ModeNumbers(mode: requests.mode, round: nil)
            requests.addGaps(to: &numbers)
            let hung = requests.hung(over: numbers.stallLimit)
            return { ModeRequests.hasEndlessGap($0, hung: hung) }
        case .timePerOutputToken, .outputSpeed: return beside { $0.isSuccess }
        case .endToEnd: return beside { $0 == .ok }
        default: return beside { $0.isSuccess || $0 == .cancelled }
        }
    }

    private mutating func addEnds(_ quantity: Assertion.Quantity, _ requests: ModeRequests) {
        let value = value
        if quantity == .timeToFirstToken,
            requests.begun.contains(where: { $0.instants.firstOutputEarliest != nil })
        {
            least = { request in
                guard let latest = request.timeToFirstToken?.milliseconds,
                    let earliest = request.leastTimeToFirstToken?.milliseconds
                else { return value(request) }
                return value(request).map { $0 - (latest - earliest) }
            }
        }
        if quantity == .maxGap, requests.requests.contains(where: { $0.maxGapLeast != nil }) {
            least = { ($0.maxGapLeast ?? $0.maxGap)?.milliseconds }
            most = { ($0.maxGapMost ?? $0.maxGap)?.milliseconds }
        }
    }
}
