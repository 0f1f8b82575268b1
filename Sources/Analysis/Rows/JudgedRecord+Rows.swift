internal import RunModel

/// The rows of what has a value of its own in a summary, beside its numbers.
extension JudgedRecord {
    func rows(
        shape: StreamShape?, comparison: ModeComparison?, tier: TierUse?
    ) -> [SummaryRow] {
        shapeRows(shape) + (comparison.map { comparisonRows($0) } ?? []) + (tier?.rows() ?? [])
    }

    private func shapeRows(_ shape: StreamShape?) -> [SummaryRow] {
        guard let shape else { return [] }
        let counted = measured.count {
            $0.mode == .streaming && $0.outcome.isSuccess && ($0.shownTokens ?? 0) > 0
        }
        var rows: [SummaryRow] = []
        if let tokens = shape.tokensPerEvent {
            rows.append(
                SummaryRow(.tokensPerEvent, .streaming, .mean, tokens, .tokens, count: counted))
        }
        if let events = shape.eventsPerBurst {
            rows.append(
                SummaryRow(
                    .eventsPerBurst, .streaming, .mean, events, .count, count: shape.streams))
        }
        return rows
    }

    private func comparisonRows(_ comparison: ModeComparison) -> [SummaryRow] {
        var rows = comparison.differences.flatMap { found in
            let name = MetricName.paired(found.quantity)
            var rows = [
                SummaryRow(
                    name, nil, .roundMean, found.difference, found.unit, low: found.low,
                    high: found.high, count: found.pairs, note: found.note)
            ]
            if let share = found.share {
                rows.append(
                    SummaryRow(
                        name, nil, .roundMean, share, .share, low: found.shareLow,
                        high: found.shareHigh, count: found.pairs, note: found.note))
            }
            return rows
        }
        if let line = comparison.breakEven {
            rows.append(
                SummaryRow(
                    .breakEvenTokens, nil, .value, line.tokens, .tokens, low: line.low,
                    high: line.high, count: comparison.completePairs,
                    note: line.low == nil ? SummaryNote.oneRound : ""))
        }
        return rows
            + comparison.recoveries.map {
                SummaryRow(
                    .recoveredShare, $0.mode, .share, $0.share, .share, low: $0.low,
                    high: $0.high, count: $0.broken,
                    note: $0.low == nil ? SummaryNote.oneRound : "")
            }
    }
}
