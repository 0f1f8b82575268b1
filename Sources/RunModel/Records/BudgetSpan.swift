/// How long the span is that the fields of a budget speak of, by how they move: their names do not say it (Groq's
/// `x-ratelimit-limit-requests` is a day's).
package enum BudgetSpan {
    /// What one answer told.
    package struct Point: Sendable, Equatable {
        /// Of the answer's head, in seconds.
        package var seconds: Double
        package var limit: Int
        package var remaining: Int
        /// Until it is whole again, in seconds.
        package var reset: Double?

        package init(seconds: Double, limit: Int, remaining: Int, reset: Double?) {
            self.seconds = seconds
            self.limit = limit
            self.remaining = remaining
            self.reset = reset
        }

        var used: Int { limit - remaining }
    }

    /// The span in seconds, where it is surely more than twice `window` (in seconds); nil where it may be the window's.
    /// `points` are in the order of time; a limit that is `stated` of the window is the window's, where its resets are off by
    /// hours.
    package static func longer(
        than window: Double, stated: Int? = nil, _ points: [Point]
    ) -> Double? {
        guard let first = points.first, points.allSatisfy({ $0.limit == first.limit }),
            points.allSatisfy({ $0.used >= 0 })
        else { return nil }
        let refill = refill(points)
        if refill == nil, stated == first.limit, isPerhapsOff(points, window) { return nil }
        let span = refill ?? countdown(points)
        guard let span, span >= shortest, span > 2 * window, !recovers(points, span) else {
            return nil
        }
        return span
    }

    /// About an hour. A field that tells a wrong limit makes a minute's store look like one of some minutes.
    private static let shortest = 3000.0

    /// Of a store that fills steadily the reset grows with what was used, by the same time a request.
    private static func refill(_ points: [Point]) -> Double? {
        let told = points.filter { $0.reset != nil && $0.used > 0 }
        guard let low = told.min(by: { $0.used < $1.used }),
            let high = told.max(by: { $0.used < $1.used }), high.used - low.used >= 2,
            let lowReset = low.reset, let highReset = high.reset
        else { return nil }
        let each = (highReset - lowReset) / Double(high.used - low.used)
        guard each > 0 else { return nil }
        // Whole requests are told, though a part of one may be there again.
        let agreeing = told.allSatisfy {
            abs(($0.reset ?? 0) - Double($0.used) * each) <= 1.5 * each + 1
        }
        return agreeing ? each * Double(high.limit) : nil
    }

    /// A reset lies no farther away than the span is long; a large store that fills slowly may take minutes.
    private static func countdown(_ points: [Point]) -> Double? {
        guard let most = points.compactMap(\.reset).max(), most > 1800 else { return nil }
        return usual.first { most <= $0 } ?? most
    }

    /// Whether each reset lies at most a window after a whole number of half hours: clocks in zones that differ tell the
    /// window's own resets so.
    package static func isPerhapsOff(_ points: [Point], _ window: Double) -> Bool {
        let resets = points.compactMap(\.reset)
        return !resets.isEmpty
            && resets.allSatisfy {
                $0 >= 1799 && ($0 + 1).truncatingRemainder(dividingBy: 1800) <= window + 3
            }
    }

    /// An hour, a day, thirty days.
    private static let usual: [Double] = [3600, 86_400, 2_592_000]

    /// Whether more came back between two answers than the span gives.
    private static func recovers(_ points: [Point], _ span: Double) -> Bool {
        zip(points, points.dropFirst()).contains { earlier, later in
            let back = Double(later.remaining - earlier.remaining)
            let given = (later.seconds - earlier.seconds) / span * Double(later.limit)
            // Answers may overtake each other.
            return back > given + 8
        }
    }

    /// `a day`, `an hour`, `15 minutes`.
    package static func words(_ seconds: Double) -> String {
        switch seconds {
        case 77_760...95_040: return "a day"
        case 3240...3960: return "an hour"
        case ..<5400: return "\(Int((seconds / 60).rounded())) minutes"
        case ..<129_600: return "\(Int((seconds / 3600).rounded())) hours"
        default: return "\(Int((seconds / 86_400).rounded())) days"
        }
    }
}
