package import RunModel
internal import Statistics

/// What is known of the measured requests of a run that still goes, for rules that end it: `failures > 20%`.
///
/// A rule is asked again with every look. An interval of 95 % would by and by leave out the truth in three of
/// ten runs; so each is of a third of the requests, with which it does in about one of twenty at most within
/// 5,000 requests.
package struct LiveNumbers: Sendable {
    /// Requests that succeeded or failed.
    package var ended = 0
    package var failed = 0
    /// Those of the failed that were answered 429.
    package var rateLimited = 0
    /// Of successes; from the scheduled time in an open loop, else from *sent*. Nil before the first.
    package var firstTokens: LatencyHistogram?

    package init() {}

    /// Fewer requests are sure of nothing.
    private static let fewest = 20
    /// Requests that are worth one look among many.
    private static let requestsPerLook = 3.0

    /// Whether the rule is surely met by now. Costs a walk through the histogram for TTFT.
    package func holds(for rule: Assertion) -> Bool {
        guard rule.isAbortable else { return false }
        switch rule.quantity {
        case .failures: return isSure(failed, of: ended, rule.relation, rule.bound)
        case .rateLimited: return isSure(rateLimited, of: ended, rule.relation, rule.bound)
        case .requests: return rule.relation.allows(Double(ended), rule.bound)
        default: return isFirstTokenSure(rule)
        }
    }

    private func isSure(
        _ part: Int, of total: Int, _ relation: Assertion.Relation, _ bound: Double
    ) -> Bool {
        guard total >= Self.fewest else { return false }
        let interval = Proportion(
            value: Double(part) / Double(total),
            trials: Double(total) / Self.requestsPerLook)
        return relation.allows(relation.isUpperBound ? interval.high : interval.low, bound)
    }

    /// The percentile lies above a bound where more of the requests than it leaves over do. A failure is
    /// infinitely slow.
    private func isFirstTokenSure(_ rule: Assertion) -> Bool {
        guard let quantile = rule.statistic?.quantile else { return false }
        let known = firstTokens.map { RankedHistogram($0) }
        let count = known?.count ?? 0
        let slow = count - (known?.countAtMost(rule.bound) ?? 0) + failed
        return isSure(slow, of: count + failed, rule.relation, 1 - quantile)
    }
}

extension Assertion {
    /// Reads a rule that ends a run as soon as it surely holds.
    ///
    /// - Throws: Where `text` is no assertion, or of what nobody knows while a run goes.
    package static func abortRule(_ text: String) throws(AssertionError) -> Assertion {
        let rule = try Assertion(text)
        guard !rule.isAbortable else { return rule }
        let name = rule.text.prefix { $0 != "<" && $0 != ">" && $0 != "(" && $0 != " " }
        throw AssertionError(
            column: text.prefix(while: \.isWhitespace).count + 1,
            message: rule.quantity == .requests && rule.mode == nil
                ? "requests can only end a run from above: write requests >"
                : "\(name) cannot be known while a run goes; there are failures, rate_limited, "
                    + "ttft.p1 to ttft.p99.9 and requests, each without a mode")
    }

    /// Whether it can be known while a run goes.
    package var isAbortable: Bool {
        guard mode == nil else { return false }
        switch (quantity, statistic) {
        case (.failures, _), (.rateLimited, _): return true
        case (.requests, _): return !relation.isUpperBound
        case (.timeToFirstToken, .percentile): return true
        default: return false
        }
    }
}
