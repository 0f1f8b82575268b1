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
        let gaps = histogram(.interChunkLatency)
        if gaps != nil {
            numbers.interChunkLatency.all = pooled(.interChunkLatency)
        }
        addStalls(gaps, to: &numbers)
        addMaxGap(to: &numbers)
        numbers.interTokenLatency.all = pooled(.interTokenLatency)
        if round == nil, let delays = record.chunks?.smoothBuffers(of: successes) {
            numbers.smoothBuffer = MeasuredSample(.smoothBuffer).numbers(delays)
        }
    }

    /// Gaps over the larger of three times the median gap and 200 ms; those that were still open when their
    /// stream ended count as far as they were seen.
    private func addStalls(_ gaps: RankedHistogram?, to numbers: inout ModeNumbers) {
        let limit = max(3 * (gaps?.quantile(0.5) ?? 0), LaneTrace.leastStall.milliseconds)
        let open = openGaps(over: limit)
        let count = (gaps?.count ?? 0) + open.count
        guard count > 0 else { return }
        let excess = gaps?.excess(over: limit) ?? (count: 0, milliseconds: 0)
        let note = open.isEmpty ? "" : SummaryNote.openGaps
        numbers.stallLimit = Estimate(
            .stallLimit, .value, limit, .milliseconds, count: gaps?.count ?? 0)
        numbers.stalls = CountedShare(.stall, excess.count + open.count, of: count, note: note)
        numbers.stalledTime = Estimate(
            .stall, .total, excess.milliseconds + open.reduce(0) { $0 + $1.milliseconds },
            .milliseconds, count: count, note: note)
    }

    /// By a limit that is not its own, as that of the whole run for a round.
    func stalls(over limit: Double) -> Int {
        (histogram(.interChunkLatency)?.excess(over: limit).count ?? 0)
            + openGaps(over: limit).count
    }

    private func openGaps(over limit: Double) -> [Duration] {
        requests.compactMap(\.openGap).filter { $0.milliseconds > limit }
    }

    /// A stream that ended in a stall has no smaller longest gap than that. Beside it every failure counts
    /// as a gap without end.
    private func addMaxGap(to numbers: inout ModeNumbers) {
        let hung = hung(over: numbers.stallLimit)
        let pool = requests.filter { $0.outcome.isSuccess || hung.contains($0.request) }
        numbers.maxGap = latency(
            .maxGap, of: pool, note: hung.isEmpty ? "" : SummaryNote.openGaps
        ) { request in
            [request.maxGap, request.openGap].compactMap { $0 }.max()
        }
        addMaxGapCertainty(of: pool, to: &numbers)
        numbers.maxGap.adjusted = adjusted(
            MeasuredSample(MetricName(.maxGap)), { $0.maxGap },
            isInfinite: { Self.hasEndlessGap($0, hung: hung) })
    }

    /// Requests that ended in a stall that was not over.
    func hung(over limit: Estimate?) -> Set<Int> {
        let limit = limit?.value ?? LaneTrace.leastStall.milliseconds
        return Set(requests.filter { ($0.openGap?.milliseconds ?? 0) > limit }.map(\.request))
    }

    /// Nil of a request that says nothing of its gaps, such as one that was cut in its midst.
    static func hasEndlessGap(_ request: RequestRecord, hung: Set<Int>) -> Bool? {
        if request.outcome.isSuccess { return false }
        return request.outcome.isFailure || hung.contains(request.request) ? true : nil
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
            .numbers(whole.compactMap(\.endToEndSpeed))
    }
}
