/// Whether windows that begin at edges one length apart explain the answers. Counting refused requests too
/// would make no difference: they come when the limit is reached, and count until the edge.
struct FixedFit: Sendable {
    /// Limits that explain every answer.
    private(set) var limits: ClosedRange<Int>
    /// Where an edge lies, in seconds since the origin, modulo the length.
    let edge: ClosedRange<Double>

    init?(_ evidence: WindowEvidence) {
        let search = CellSearch(
            (0...evidence.length).parts(16),
            isNarrow: { $0.upperBound - $0.lowerBound <= evidence.tolerance / 2 },
            judge: { Self.limits(evidence, edge: $0) })
        guard let edge = search.longestRun(length: evidence.length),
            let first = search.cells.first
        else { return nil }
        self.edge = edge
        limits = search.cells.reduce(first.finding) { .hull($0, $1.finding) }
    }

    private static func limits(
        _ evidence: WindowEvidence, edge: ClosedRange<Double>
    ) -> ClosedRange<Int>? {
        var least = 1
        var most = Int.max
        for low in evidence.edges(from: edge.lowerBound) {
            let start = low - evidence.tolerance
            let sure = low + (edge.upperBound - edge.lowerBound) + evidence.tolerance
            let end = low + evidence.length - evidence.tolerance
            least = max(least, evidence.leastUse(from: sure, through: end))
            // The first refusal in a window has the fewest requests before it. If it is of a later
            // window, the requests before it in that are fewer still.
            if let index = evidence.firstRefused(sentFrom: sure) {
                most = min(most, evidence.mostUse(from: start, ofRefusedFrom: index))
            }
            guard least <= most else { return nil }
        }
        return least...most
    }
}

extension WindowEvidence {
    /// Edges one length apart, from before the first request to after the last; one of them at `offset`.
    func edges(from offset: Double) -> StrideThrough<Double> {
        let first = observations.first?.sent ?? 0
        let last = observations.map(\.answered).max() ?? 0
        let steps = ((first - offset) / length).rounded(.down) - 1
        return stride(from: offset + steps * length, through: last + length, by: length)
    }
}
