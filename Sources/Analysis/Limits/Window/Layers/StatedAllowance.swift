/// Whether a limit as it is stated could have let in all that was let in: then what was seen is no evidence that more is
/// allowed, for it may hold beside what refused.
struct StatedAllowance: Sendable {
    let isPossible: Bool

    init(
        of stated: Int, lengthSeconds: Double, observations: [WindowObservation],
        jitterSeconds: Double = 0.002
    ) {
        let evidence = WindowEvidence(
            observations, length: lengthSeconds, jitter: jitterSeconds, countsRejected: false)
        isPossible =
            CountedLayer.sliding(evidence).contains { $0.least <= stated }
            || Self.isPossibleBucket(evidence, stated)
            || Self.areEdgesPossible(evidence, stated)
    }

    private static func isPossibleBucket(_ evidence: WindowEvidence, _ stated: Int) -> Bool {
        let missing = BucketBounds(evidence).leastMissing(Double(stated) / evidence.length)
        return (missing.max() ?? 0) + 1 <= Double(stated) + 1e-9
    }

    private static func areEdgesPossible(_ evidence: WindowEvidence, _ stated: Int) -> Bool {
        let search = CellSearch(
            (0...evidence.length).parts(16),
            isNarrow: { $0.upperBound - $0.lowerBound <= evidence.tolerance },
            judge: { edge -> Int? in
                let least = CountedLayer.leastFixed(evidence, edge: edge)
                return least <= stated ? least : nil
            })
        return !search.cells.isEmpty
    }
}
