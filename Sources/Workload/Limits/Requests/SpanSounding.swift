internal import RunModel

/// Finds how long a span is in which a burst met a limit that is no even share of what is stated: after rests that grow,
/// how many are let in again.
struct SpanSounding: Sendable {
    /// How many were let in when the limit was met first.
    let met: Int
    private let plan: LimitsPlan
    private var rests: ArraySlice<Duration>
    private(set) var begin: Duration
    /// Let in after the rest before, where any were.
    private var before: Int?
    /// When one was let in last, and the longest time after that at which none was yet.
    private var lastLetIn: Duration
    private var usedUpFor = Duration.zero

    enum Finding {
        case restLonger
        case span(LimitsPlan.Span)
        /// It is not given back within any of the rests.
        case noSpan
    }

    init(_ met: Int, _ plan: LimitsPlan, at elapsed: Duration) {
        self.met = met
        self.plan = plan
        lastLetIn = elapsed
        // The longest two of the usual spans are met by the pattern of the whole window.
        rests = LimitsPlan.spanParts.dropLast(2).map { plan.window.duration / $0 }[...]
        begin = elapsed
    }

    /// When to send a burst again.
    var due: Duration { begin + (rests.first ?? .zero) * 1.05 }

    /// As many as tell whether all was given back, also where an edge lies within the burst.
    var burst: Int { 2 * met + met / 4 + 2 }

    /// So many were let in after the rest, before one was refused or the burst was over.
    mutating func came(_ letIn: Int, at elapsed: Duration) -> Finding {
        guard let rest = rests.popFirst() else { return .noSpan }
        begin = elapsed
        // An edge within the first burst lets in up to twice as many. What is given back alike after twice as long is all.
        let isAlike = before.map { letIn > 0 && abs(letIn - $0) * 10 <= $0 + 9 } ?? false
        if Double(letIn) >= Double(met) * 0.9 || isAlike {
            return .span(span(of: letIn, after: rest, at: elapsed))
        }
        before = letIn > 0 ? letIn : nil
        if letIn > 0 {
            lastLetIn = elapsed
            usedUpFor = .zero
        } else {
            usedUpFor = elapsed - lastLetIn
        }
        return rests.isEmpty ? .noSpan : .restLonger
    }

    /// What is not given back after one rest and is after the next may be of any length between: of the usual ones the
    /// one of which this is the even share, or else the rest.
    private func span(
        of letIn: Int, after rest: Duration, at elapsed: Duration
    ) -> LimitsPlan.Span {
        let even = plan.spans.first {
            $0.requests == letIn && $0.length > usedUpFor && $0.length <= elapsed - lastLetIn
        }
        return even ?? LimitsPlan.Span(length: rest, requests: letIn)
    }
}
