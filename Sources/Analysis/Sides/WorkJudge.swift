internal import RunModel
internal import Statistics

/// Whether two sides did the same work: as many tokens in and out, ended for the same reasons.
///
/// Different is what chance does not explain and what is large enough to move a latency.
struct WorkJudge {
    let mode: ResponseMode
    let base: [ModeProfile]
    let new: [ModeProfile]

    /// Shared by the tests of a mode: three of each length, one of finish reasons.
    private static let level = 0.01 / 7
    /// Of the mean tokens.
    private static let leastChange = 0.02
    /// Of the distribution functions, and of a finish reason's share.
    private static let leastDistance = 0.1
    private static let leastShare = 0.02

    init(_ mode: ResponseMode, base: [RunProfile], new: [RunProfile]) {
        self.mode = mode
        self.base = base.compactMap { $0[mode] }
        self.new = new.compactMap { $0[mode] }
    }

    func comparisons() -> [WorkComparison] {
        [
            // What a server does not count is held by its events.
            lengths(.outputTokens, \.outputTokens) ?? lengths(.outputEvents, \.outputEvents),
            lengths(.promptTokens, \.promptTokens), finishReasons(),
        ].compactMap { $0 }
    }

    private func lengths(
        _ subject: WorkComparison.Subject, _ sample: (ModeProfile) -> GroupedSample
    ) -> WorkComparison? {
        func pooled(_ side: [ModeProfile]) -> GroupedSample {
            side.map(sample).reduce(GroupedSample([])) { $0.merged(with: $1) }
        }
        let (old, young) = (pooled(base), pooled(new))
        guard let before = old.mean, let after = young.mean else { return nil }
        let ranks = RankSumTest(old, young)
        let shape = KolmogorovSmirnovTest(old, young)
        // Ranks see many small changes, means a few large ones, the share of long ones those that never end.
        let surest = [ranks?.probability, old.meanProbability(young)].compactMap { $0 }.min() ?? 1
        let isShifted =
            surest < Self.level && before > 0 && abs(after / before - 1) >= Self.leastChange
        let isReshaped =
            (shape?.probability ?? 1) < Self.level && (shape?.distance ?? 0) >= Self.leastDistance
        return WorkComparison(
            subject: subject, mode: mode, base: before, new: after, baseCount: old.count,
            newCount: young.count, probability: surest,
            shapeProbability: shape?.probability, distance: shape?.distance,
            isDifferent: isShifted || isReshaped || hasOtherTail(old, young))
    }

    /// Whether more or fewer of the new values lie beyond nearly all of the base's, as of answers that loop.
    private func hasOtherTail(_ old: GroupedSample, _ young: GroupedSample) -> Bool {
        guard let edge = old.quantile(Self.tail) else { return false }
        let (long, longer) = (old.count(above: edge), young.count(above: edge))
        let test = ContingencyTest(
            [long, old.count - long], [longer, young.count - longer])
        let distance = abs(
            Double(long) / Double(old.count) - Double(longer) / Double(young.count))
        return (test?.probability ?? 1) < Self.level && distance >= Self.leastShare
    }

    private static let tail = 0.99

    private func finishReasons() -> WorkComparison? {
        let reasons = Set((base + new).flatMap { $0.finishReasons.map(\.reason) }).sorted()
        func counts(_ side: [ModeProfile]) -> [Int] {
            reasons.map { reason in
                side.reduce(0) { sum, mode in
                    sum + (mode.finishReasons.first { $0.reason == reason }?.count ?? 0)
                }
            }
        }
        let (old, young) = (counts(base), counts(new))
        let (before, after) = (old.reduce(0, +), young.reduce(0, +))
        guard before > 0, after > 0 else { return nil }
        let test = ContingencyTest(old, young)
        let distance =
            zip(old, young).map {
                abs(Double($0) / Double(before) - Double($1) / Double(after))
            }.max() ?? 0
        return WorkComparison(
            subject: .finishReasons, mode: mode, base: nil, new: nil, baseCount: before,
            newCount: after, probability: test?.probability, shapeProbability: nil,
            distance: distance,
            isDifferent: (test?.probability ?? 1) < Self.level && distance >= Self.leastShare)
    }
}
