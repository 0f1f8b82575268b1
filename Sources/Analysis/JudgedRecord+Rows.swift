internal import RunModel

/// Rows that are not of one mode's measured requests.
extension JudgedRecord {
    /// How many requests were sent outside the measured phase.
    func otherPhaseRows() -> [SummaryRow] {
        ResponseMode.allCases.flatMap { mode in
            Phase.allCases.filter { $0 != .measured }.compactMap { phase -> SummaryRow? in
                let count = requests.count { $0.mode == mode && $0.phase == phase }
                guard count > 0 else { return nil }
                return SummaryRow(
                    .requests, mode, phase: phase, .count, Double(count), .count, count: count)
            }
        }
    }

    /// Processor time of the workers by mode, for each request of any phase, where the record has it.
    func clientRequestRows() -> [SummaryRow] {
        let client = manifest.client
        let parts: [(ResponseMode?, Double?, String)] = [
            (.streaming, client.streamingCPUSeconds, SummaryNote.ownCPU),
            (.nonStreaming, client.nonStreamingCPUSeconds, SummaryNote.ownCPU),
            (nil, client.sharedCPUSeconds, SummaryNote.sharedCPU),
        ]
        return parts.compactMap { mode, seconds, note in
            let served = requests.count { mode == nil || $0.mode == mode }
            guard let seconds, served > 0 else { return nil }
            return SummaryRow(
                .clientCPUPerRequest, mode, .mean, seconds * 1000 / Double(served),
                .milliseconds, count: served, note: note)
        }
    }

    /// The rows of the whole run go before those of its rounds.
    func adding(
        shape: StreamShape?, comparison: ModeComparison?, tier: TierUse?, to rows: [SummaryRow]
    ) -> [SummaryRow] {
        let place = rows.firstIndex { $0.round != nil } ?? rows.count
        return rows[..<place] + shapeRows(shape) + (comparison.map { comparisonRows($0) } ?? [])
            + (tier?.rows() ?? [])
            + rows[place...]
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
