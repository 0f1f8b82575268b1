internal import Histogram
internal import RunModel
internal import Statistics

/// Gaps between output events, and the speeds that follow from them.
extension ModeRequests {
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

    func addGaps(to numbers: inout ModeNumbers) {
        guard mode == .streaming else { return }
        if let gaps = histogram(.interChunkLatency) {
            numbers.interChunkLatency.all =
                MeasuredSample(MetricName(.interChunkLatency)).percentiles(gaps)
            addStalls(gaps, to: &numbers)
        }
        numbers.interTokenLatency.all = pooled(.interTokenLatency)
        if round == nil, let delays = record.chunks?.smoothBuffers(of: successes) {
            numbers.smoothBuffer = MeasuredSample(.smoothBuffer).numbers(delays)
        }
    }

    /// Gaps over the larger of three times the median gap and 200 ms.
    private func addStalls(_ gaps: RankedHistogram, to numbers: inout ModeNumbers) {
        guard let median = gaps.quantile(0.5) else { return }
        let limit = max(3 * median, LaneTrace.leastStall.milliseconds)
        let excess = gaps.excess(over: limit)
        numbers.stallLimit = Estimate(
            .stallLimit, .value, limit, .milliseconds, count: gaps.count)
        numbers.stalls = CountedShare(.stall, excess.count, of: gaps.count)
        numbers.stalledTime = Estimate(
            .stall, .total, excess.milliseconds, .milliseconds, count: gaps.count)
    }

    func addSpeeds(to numbers: inout ModeNumbers) {
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
        numbers.timePerOutputToken = MeasuredSample(MetricName(.timePerOutputToken), note: note)
            .numbers(successes.compactMap { $0.secondsPerOutputToken.map { $0 * 1000 } })
        numbers.outputSpeed = MeasuredSample(.outputSpeed, .tokensPerSecond, note: note)
            .numbers(successes.compactMap(\.outputSpeed))
        numbers.endToEndSpeed = MeasuredSample(.endToEndSpeed, .tokensPerSecond)
            .numbers(successes.compactMap(\.endToEndSpeed))
    }
}
