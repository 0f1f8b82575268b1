internal import RunModel

/// A value held against its limits.
extension ValidityCheck {
    /// What must not be more than the limits.
    static func over(
        _ kind: Kind, _ value: Double, care: Double, limit: Double?, _ unit: SummaryUnit,
        _ mode: ResponseMode? = nil
    ) -> ValidityCheck {
        var verdict: Verdict = value > care ? .withCare : .trustworthy
        if let limit, value > limit { verdict = .notTrustworthy }
        return ValidityCheck(
            kind: kind, verdict: verdict, mode: mode, value: value, careLimit: care,
            limit: limit, unit: unit)
    }

    /// What must not be less than the limits.
    static func under(
        _ kind: Kind, _ value: Double, care: Double, limit: Double?, _ unit: SummaryUnit,
        _ mode: ResponseMode? = nil
    ) -> ValidityCheck {
        var verdict: Verdict = value < care ? .withCare : .trustworthy
        if let limit, value < limit { verdict = .notTrustworthy }
        return ValidityCheck(
            kind: kind, verdict: verdict, mode: mode, value: value, careLimit: care, limit: limit,
            unit: unit)
    }

    /// A part of what there is; 0 of nothing.
    static func part(_ count: Int, of total: Int) -> Double {
        total > 0 ? Double(count) / Double(total) : 0
    }
}
