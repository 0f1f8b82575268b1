/// One way of counting that may hold beside another: it must have let in all that was let in, and explains some of the
/// refusals.
struct CountedLayer: Sendable {
    let kind: RequestWindow.Kind
    let lengthSeconds: Double
    /// The smallest limit that lets in all that was let in; of a bucket, what it holds.
    let least: Int
    /// What may have been counted at most when each refusal was decided, in the order of sending. A limit up to this
    /// explains it.
    let most: [Double]
    /// What flows into a bucket during a window, at most and at least.
    var inflow: ClosedRange<Double>?
    /// Refusals that it explains with its smallest limit.
    let explained: RefusalSet

    init(
        _ kind: RequestWindow.Kind, _ lengthSeconds: Double, least: Int, most: [Double]
    ) {
        self.kind = kind
        self.lengthSeconds = lengthSeconds
        self.least = least
        self.most = most
        explained = RefusalSet(of: most.count) { most[$0] >= Double(least) }
    }

    /// The largest limit that explains all refusals that `other` does not; nil where none are left to it.
    func largest(beside other: CountedLayer) -> Int? {
        let own = most.indices.filter { !other.explained.contains($0) }.map { most[$0] }
        return own.min().map { Int(min($0, 1e12)) }
    }
}

extension CountedLayer {
    /// A window that slides with the time.
    static func sliding(_ evidence: WindowEvidence) -> [CountedLayer] {
        let span = evidence.length - evidence.tolerance
        let counted = evidence.observations.filter {
            $0.leastCount(countsRejected: evidence.countsRejected) > 0
        }
        let least = counted.map { evidence.leastUse(from: $0.sent, through: $0.sent + span) }
        let most = evidence.refused.map { item in
            Double(
                evidence.mostCount(
                    from: item.sent - evidence.length - evidence.tolerance, before: item))
        }
        return [
            CountedLayer(.sliding, evidence.length, least: max(least.max() ?? 1, 1), most: most)
        ]
    }

    /// Windows with edges one length apart, wherever those may lie: one layer for each place that explains others.
    static func fixed(_ evidence: WindowEvidence) -> [CountedLayer] {
        let search = CellSearch(
            (0...evidence.length).parts(16),
            isNarrow: { $0.upperBound - $0.lowerBound <= evidence.tolerance },
            judge: { edge in
                let layer = fixed(evidence, edge: edge)
                return layer.explained.count > 0 ? layer : nil
            })
        return search.cells.map(\.finding)
    }

    private static func fixed(
        _ evidence: WindowEvidence, edge: ClosedRange<Double>
    ) -> CountedLayer {
        let most = evidence.refused.map { item in
            evidence.starts(of: item, edge: edge).map {
                Double(evidence.mostCount(from: $0, before: item))
            }.max() ?? 0
        }
        return CountedLayer(
            .fixed, evidence.length, least: leastFixed(evidence, edge: edge), most: most)
    }

    /// The most that was certainly let in between two edges.
    static func leastFixed(_ evidence: WindowEvidence, edge: ClosedRange<Double>) -> Int {
        let width = edge.upperBound - edge.lowerBound
        let least = evidence.edges(from: edge.lowerBound).map { low in
            evidence.leastUse(
                from: low + width + evidence.tolerance,
                through: low + evidence.length - evidence.tolerance)
        }
        return max(least.max() ?? 1, 1)
    }

    /// A bucket that fills steadily, for each inflow that lets in all and explains others.
    static func bucket(_ evidence: WindowEvidence) -> [CountedLayer] {
        let bounds = BucketBounds(evidence, isEachRefusalAlone: true)
        let fastest = 100 * evidence.length
        let doublings = (0..<32).map { Double(1 << $0) }.prefix { $0 < fastest }
        let search = CellSearch(
            doublings.map { $0...min(2 * $0, fastest) },
            isNarrow: { $0.upperBound - $0.lowerBound <= 0.008 * $0.upperBound },
            judge: { inflow in
                let layer = bucket(evidence, bounds, inflow: inflow)
                return layer.explained.count > 0 ? layer : nil
            })
        return search.cells.map(\.finding)
    }

    private static func bucket(
        _ evidence: WindowEvidence, _ bounds: BucketBounds, inflow: ClosedRange<Double>
    ) -> CountedLayer {
        let small = 1e-9
        let least = (bounds.leastMissing(inflow.upperBound / evidence.length).max() ?? 0) + 1
        let most = bounds.mostMissing(inflow.lowerBound / evidence.length)
        var layer = CountedLayer(
            .bucket, evidence.length, least: max(Int((least - small).rounded(.up)), 1),
            most: most.map { ($0 - small).rounded(.up) })
        layer.inflow = inflow
        return layer
    }
}

extension WindowEvidence {
    /// When the fixed windows may have begun, at the earliest, that one may have been decided in.
    func starts(of item: WindowObservation, edge: ClosedRange<Double>) -> [Double] {
        let low = edge.lowerBound - tolerance
        let latest = edge.upperBound + tolerance
        let first = ((item.sent - latest) / length).rounded(.down)
        let last = ((item.answered - low) / length).rounded(.down)
        return stride(from: first, through: last, by: 1).map { low + $0 * length }
    }
}
