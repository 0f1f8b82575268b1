package import Analysis

/// Why a run cannot be trusted, in the words of its report.
package enum TrustDoubt {
    /// Nil of a run that can be, be it with care.
    package static func sentence(_ summary: RunSummary) -> String? {
        guard summary.validity.verdict == .notTrustworthy else { return nil }
        let reason = summary.validity.reasons.first { $0.verdict == .notTrustworthy }
        return reason.map { Wording.sentence($0, in: summary) } ?? "see its report"
    }
}
