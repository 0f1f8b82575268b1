package import Analysis
internal import RunModel

/// What is said of a run's front ends.
package enum FrontEndWording {
    /// `http://b/v1 gives the first token 3.01 ms later than the others (2.80 to 3.22 ms)`, a sentence each, the largest
    /// first; and those whose requests fail where another's do not.
    package static func sentences(_ table: FrontEndTable) -> [String] {
        differences(table) + failures(table)
    }

    private static func differences(_ table: FrontEndTable) -> [String] {
        // Of two, each is the other's others.
        let found = table.frontEnds
            .filter { $0.differs && (table.frontEnds.count > 2 || $0.difference ?? 0 > 0) }
            .sorted { abs($0.difference ?? 0) > abs($1.difference ?? 0) }
        return found.compactMap { one in
            guard let value = one.difference, let low = one.differenceLow,
                let high = one.differenceHigh
            else { return nil }
            let ends = value < 0 ? (-high, -low) : (low, high)
            let others = table.frontEnds.count == 2 ? "the other" : "the others"
            return "\(one.endpoint) gives the first token \(milliseconds(abs(value))) "
                + "\(value < 0 ? "sooner" : "later") than \(others) "
                + "(\(milliseconds(ends.0)) to \(milliseconds(ends.1)))"
        }
    }

    /// Only where all of one's requests failed: a share wants a test of its own.
    private static func failures(_ table: FrontEndTable) -> [String] {
        guard table.frontEnds.contains(where: { $0.failures < $0.requests }) else { return [] }
        return table.frontEnds
            .filter { $0.requests > 0 && $0.failures == $0.requests }
            .map { "all \(QuantityFormat.count($0.requests)) requests to \($0.endpoint) failed" }
    }

    /// `http://a/v1: 250 requests, 3 failed, TTFT p50 202 ms, p99 249 ms`.
    static func line(_ one: FrontEndNumbers) -> String {
        let numbers = [
            one.medianTimeToFirstToken.map { "p50 \(milliseconds($0))" },
            one.p99TimeToFirstToken.map { "p99 \(milliseconds($0))" },
        ].compactMap { $0 }
        return "\(one.endpoint): \(Wording.plural(one.requests, "request"))"
            + (one.failures > 0 ? ", \(QuantityFormat.count(one.failures)) failed" : "")
            + (numbers.isEmpty ? "" : ", TTFT \(numbers.joined(separator: ", "))")
    }

    private static func milliseconds(_ value: Double) -> String {
        QuantityFormat.quantity(value, .milliseconds)
    }
}
