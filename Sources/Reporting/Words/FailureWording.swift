internal import Analysis
internal import RunModel

/// What is said of failures, and of how answers ended.
enum FailureWording {
    /// Reasons that go without saying.
    static let usualEnds: Set = ["stop", "length", "tool_calls", "function_call"]

    /// `in_band_error, 3 of status 200; the first: …`
    static func sentence(_ count: OutcomeCount) -> String {
        let statuses = count.statuses.map(String.init).joined(separator: ", ")
        let head =
            "\(count.outcome.rawValue) \(QuantityFormat.count(count.count))"
            + (statuses.isEmpty ? "" : " (status \(statuses))")
        guard let message = count.firstMessage else { return head }
        return head + (count.count == 1 ? ": " : ", the first: ") + message
    }
}
