/// Ways of counting that fewer servers have.
extension CountedLayer {
    /// An estimate from two fixed windows, for each place of their edges that explains others.
    static func slidingCounter(_ evidence: WindowEvidence) -> [CountedLayer] {
        let stretch = CountedStretch(allOf: evidence)
        let search = CellSearch(
            (0...evidence.length).parts(16),
            isNarrow: { $0.upperBound - $0.lowerBound <= evidence.tolerance },
            judge: { edge -> CountedLayer? in
                let (least, most) = stretch.estimates(edge: edge)
                // Servers let in while the estimate is below the limit, or while it is that with the request.
                let layer = CountedLayer(
                    .slidingCounter, evidence.length,
                    least: max(Int((least - 1e-9).rounded(.up)), 1),
                    most: most.map { ($0 + 1e-9).rounded(.up) })
                return layer.explained.count > 0 ? layer : nil
            })
        return search.cells.map(\.finding)
    }

    /// Windows that begin with the first request after the one before, as far as it is known which that was.
    static func fixedFromFirst(_ evidence: WindowEvidence) -> [CountedLayer] {
        let starts = firstStarts(evidence)
        // The request that began the window is counted in it, and came before any that was sent later than that.
        let least = starts.map { start in
            1
                + evidence.leastUse(
                    from: start.upperBound.nextUp,
                    through: start.lowerBound + evidence.length - evidence.tolerance)
        }
        let most = evidence.refused.map { item in
            starts.filter { start in
                start.lowerBound <= item.answered
                    && item.sent <= start.upperBound + evidence.length + evidence.tolerance
            }.map { Double(evidence.mostCount(from: $0.lowerBound, before: item)) }.max() ?? 0
        }
        return [
            CountedLayer(
                .fixedFromFirst, evidence.length, least: max(least.max() ?? 1, 1), most: most)
        ]
    }

    /// When each of these windows began, at the earliest and the latest.
    private static func firstStarts(_ evidence: WindowEvidence) -> [ClosedRange<Double>] {
        var starts: [ClosedRange<Double>] = []
        var end = (-Double.infinity)...(-Double.infinity)
        let counted = evidence.admitted.sorted { $0.sent < $1.sent }
        while let sure = counted.first(where: { $0.sent > end.upperBound }) {
            let latest =
                counted.filter { $0.sent > end.upperBound && $0.sent <= sure.answered }
                .map(\.answered).min() ?? sure.answered
            let possible = counted.filter { $0.answered >= end.lowerBound && $0.sent <= latest }
            let earliest = max(possible.map(\.sent).min() ?? sure.sent, end.lowerBound)
            starts.append(min(earliest, latest)...latest)
            let over = earliest + evidence.length - evidence.tolerance
            end = over...(latest + evidence.length + evidence.tolerance)
        }
        return starts
    }
}
