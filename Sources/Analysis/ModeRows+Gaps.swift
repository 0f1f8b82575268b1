internal import Histogram
internal import RunModel
internal import Statistics

/// Gaps between output events, and the speeds that follow from them.
extension ModeRows {
    func histogram(_ metric: Metric) -> RankedHistogram? {
        let found =
            if let round {
                record.histograms[HistogramKey(metric: metric, mode: mode, round: round)]
            } else {
                record.histograms.pooled(metric, mode)
            }
        guard let found, found.totalCount > 0 else { return nil }
        return RankedHistogram(found)
    }

    func gapRows() -> [SummaryRow] {
        guard mode == .streaming else { return [] }
        var rows: [SummaryRow] = []
        if let gaps = histogram(.interChunkLatency) {
            rows += sample(MetricName(.interChunkLatency)).rows(gaps) + stallRows(gaps)
        }
        if let gaps = histogram(.interTokenLatency) {
            rows += sample(MetricName(.interTokenLatency)).rows(gaps)
        }
        if round == nil, let delays = record.chunks?.smoothBuffers(of: successes) {
            rows += sample(.smoothBuffer).rows(SortedSample(delays))
        }
        return rows
    }

    /// Gaps over the larger of three times the median gap and 200 ms.
    private func stallRows(_ gaps: RankedHistogram) -> [SummaryRow] {
        guard let median = gaps.quantile(0.5) else { return [] }
        let limit = max(3 * median, LaneTrace.leastStall.milliseconds)
        let excess = gaps.excess(over: limit)
        return [
            SummaryRow(
                .stallLimit, mode, round: round, .value, limit, .milliseconds, count: gaps.count)
        ] + share(.stall, excess.count, of: gaps.count) + [
            SummaryRow(
                .stall, mode, round: round, .total, excess.milliseconds, .milliseconds,
                count: gaps.count)
        ]
    }

    func speedRows() -> [SummaryRow] {
        let isFirstUnknown = successes.contains {
            $0.secondsPerOutputToken != nil && $0.tokens.first == nil
        }
        let isReasoningHidden = successes.contains {
            $0.secondsPerOutputToken != nil && $0.shownTokens != $0.countedTokens
        }
        let note = [
            isFirstUnknown ? SummaryNote.firstTokensUnknown : "",
            isReasoningHidden ? SummaryNote.hiddenReasoning : "",
        ].filter { !$0.isEmpty }.joined(separator: "; ")
        let perToken = successes.compactMap { $0.secondsPerOutputToken.map { $0 * 1000 } }
        return sample(MetricName(.timePerOutputToken), note: note).rows(SortedSample(perToken))
            + sample(.outputSpeed, unit: .tokensPerSecond, note: note)
            .rows(SortedSample(successes.compactMap(\.outputSpeed)))
            + sample(.endToEndSpeed, unit: .tokensPerSecond)
            .rows(SortedSample(successes.compactMap(\.endToEndSpeed)))
    }
}
