internal import Analysis

/// A difference of two runs in words: one wording for page and Markdown.
struct ChangeText {
    /// `+12.1 ms`; a share's in percentage points.
    let difference: String
    /// `+5.2 %`; empty of a share, and of a base of 0.
    let share: String
    /// `+1.1 to +9.5 %`; of a share in percentage points. Empty where there is none.
    let interval: String

    init(_ change: EstimateChange, _ unit: SummaryUnit) {
        guard unit != .share else {
            difference = Self.signed(change.difference * 100) + " pp"
            share = ""
            interval = Self.range(change.low, change.high, " pp")
            return
        }
        difference =
            unit == .milliseconds
            ? ComparisonWording.signed(change.difference, unit) : Self.signed(change.difference)
        share = change.share.map(ComparisonWording.percent) ?? ""
        interval = Self.range(change.shareLow, change.shareHigh, " %")
    }

    /// `+12.1 ms, +5.2 % (+1.1 to +9.5 %)`.
    var line: String {
        [difference, share].filter { !$0.isEmpty }.joined(separator: ", ")
            + (interval.isEmpty ? "" : " (\(interval))")
    }

    private static func signed(_ value: Double) -> String {
        (value > 0 ? "+" : "") + QuantityFormat.digits(value)
    }

    /// Bounds in parts, as percent.
    private static func range(_ low: Double?, _ high: Double?, _ unit: String) -> String {
        guard let low, let high else { return "" }
        return "\(signed(low * 100)) to \(signed(high * 100))\(unit)"
    }
}
