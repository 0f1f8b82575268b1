/// Whether a sliding window that is kept in parts explains the answers: a counter for each second, say, of which those of
/// the last minute are added up. What came in a part is forgotten together, so a request is counted for the window's length
/// or for up to a part less.
struct PartedFit: Sendable {
    /// Limits that explain every answer.
    let limits: ClosedRange<Int>
    let parts: Int

    /// Into how many a window is usually cut.
    private static let usualParts = [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60]

    /// One for each usual number of parts that explains the answers.
    static func all(
        _ observations: [WindowObservation], lengthSeconds: Double, countsRejected: Bool
    ) -> [PartedFit] {
        usualParts.compactMap {
            PartedFit(
                observations, lengthSeconds: lengthSeconds, parts: $0,
                countsRejected: countsRejected)
        }
    }

    init?(
        _ observations: [WindowObservation], lengthSeconds: Double, parts: Int,
        countsRejected: Bool = false, jitterSeconds: Double = 0.002
    ) {
        let part = lengthSeconds / Double(parts)
        // Shorter ones are not told from requests that are counted each by itself.
        guard part > jitterSeconds * 10 else { return nil }
        let evidence = WindowEvidence(
            observations, length: part, jitter: jitterSeconds, countsRejected: countsRejected)
        let search = CellSearch(
            (0...part).parts(8),
            isNarrow: { $0.upperBound - $0.lowerBound <= evidence.tolerance },
            judge: { Self.limits(evidence, edge: $0, before: Double(parts - 1) * part) })
        guard let first = search.cells.first else { return nil }
        self.parts = parts
        limits = search.cells.reduce(first.finding) { .hull($0, $1.finding) }
    }

    /// `before` is how long the parts before the one under way last together, in seconds.
    private static func limits(
        _ evidence: WindowEvidence, edge: ClosedRange<Double>, before: Double
    ) -> ClosedRange<Int>? {
        let width = edge.upperBound - edge.lowerBound
        var most = Int.max
        for item in evidence.refused {
            let counts = evidence.starts(of: item, edge: edge).map {
                evidence.mostCount(from: $0 - before, before: item)
            }
            most = min(most, counts.max() ?? 0)
        }
        var least = 1
        for low in evidence.edges(from: edge.lowerBound) {
            let start = low - before + width + evidence.tolerance
            let end = low + evidence.length - evidence.tolerance
            least = max(least, evidence.leastUse(from: start, through: end))
            guard least <= most else { return nil }
        }
        return least...most
    }
}

extension RequestWindow {
    /// Looks for a sliding window that is kept in parts, where no other way of counting explains the answers.
    mutating func lookAtParts(_ observations: [WindowObservation]) {
        let plain = PartedFit.all(
            observations, lengthSeconds: lengthSeconds, countsRejected: false)
        let withRefused = PartedFit.all(
            observations, lengthSeconds: lengthSeconds, countsRejected: true)
        let all = plain + withRefused
        guard let least = all.map(\.limits.lowerBound).min(),
            let most = all.map(\.limits.upperBound).max(), let fewest = all.map(\.parts).min(),
            let finest = all.map(\.parts).max()
        else { return }
        var candidate = Candidate(
            kind: .sliding, limitLow: Double(least), limitHigh: Double(most))
        candidate.partLowSeconds = lengthSeconds / Double(finest)
        candidate.partHighSeconds = lengthSeconds / Double(fewest)
        candidate.countsRejected =
            withRefused.isEmpty ? false : plain.isEmpty ? true : nil
        candidates = [candidate]
        doubt = nil
    }

    /// A window of another length that is kept in as many parts, or in one more or less of the same length.
    func partedLength(
        ofShare share: Double, _ observations: [WindowObservation]
    ) -> Layer? {
        guard let only, let low = only.partLowSeconds, let high = only.partHighSeconds else {
            return nil
        }
        let counts = [high, low].map { Int((lengthSeconds / $0).rounded()) }
        let length = lengthSeconds * share
        let likely = Set(counts + counts.map { Int((Double($0) * share).rounded()) })
        for parts in likely.sorted() where parts > 1 {
            guard let fit = PartedFit(observations, lengthSeconds: length, parts: parts) else {
                continue
            }
            return Layer(
                kind: .sliding, lengthSeconds: length, limitLow: Double(fit.limits.lowerBound),
                limitHigh: Double(fit.limits.upperBound))
        }
        return nil
    }
}
