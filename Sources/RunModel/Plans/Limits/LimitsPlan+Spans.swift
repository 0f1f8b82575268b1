/// Shorter spans of the stated window, over which many providers enforce what they state for all of it.
extension LimitsPlan {
    /// Requests in a length of time.
    package struct Span: Sendable, Equatable {
        package var length: Duration
        package var requests: Int

        package init(length: Duration, requests: Int) {
            self.length = length
            self.requests = requests
        }
    }

    /// How much of the stated number has to be let in within the stated window, where requests are counted in a span
    /// of it. All of it would take just the rate at which the next is refused.
    package static let spanShare = 0.95
    /// That, less what lies between two places of the edges that are tried.
    package static let sustainedShare = 0.93
    /// So many requests have to be let in late before it is said that they are delayed.
    package static let fewestDelays = 3

    /// What was let in within one window of that length at least, wherever the edges of such windows lie: the least over
    /// their places of the most between two of them. `times` and `length` are in seconds.
    package static func sustained(_ times: [Double], in length: Double) -> Int {
        let places = (0..<edgePlaces).map { length * Double($0) / Double(edgePlaces) }
        return places.map { edge in
            let counts = times.reduce(into: [Int: Int]()) { counts, time in
                counts[Int(((time - edge) / length).rounded(.down)), default: 0] += 1
            }
            return counts.values.max() ?? 0
        }.min() ?? 0
    }

    private static let edgePlaces = 60

    /// How many of each span make the window: of a minute 1, 2, 5, 6, 10, 15, 20 and 30 s.
    package static let spanParts = [60, 30, 12, 10, 6, 4, 3, 2]

    /// The even shares of the stated number, the shortest first; those that come to less than a request are left out.
    package var spans: [Span] {
        guard let stated = statedRequests else { return [] }
        return Self.spanParts.compactMap { parts in
            let share = Int((Double(stated) / Double(parts)).rounded())
            return share > 0 ? Span(length: window.duration / parts, requests: share) : nil
        }
    }

    /// Those that a short burst tells early: long enough for the pattern of requests, and short enough to be used up
    /// by few.
    package var earlySpans: [Span] {
        spans.filter {
            $0.requests >= 10 && $0.length >= window.duration / 12
                && $0.length <= window.duration / 6
        }
    }

    /// Requests at once that meet the longest of these.
    package var earlyLook: Int { earlySpans.map { $0.requests + 1 }.max() ?? 0 }
}
