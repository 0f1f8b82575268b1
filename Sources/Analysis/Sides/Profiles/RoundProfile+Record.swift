internal import RunModel
internal import Statistics

extension RoundProfile {
    /// The numbers of a round that two sides are compared by.
    init(_ numbers: ModeNumbers, _ requests: ModeRequests, since first: MonotonicInstant) {
        round = requests.round ?? 0
        let start = requests.requests.map(\.instants.scheduled).min() ?? first
        startSeconds = (start - first).seconds
        streams = requests.requests.count { $0.outcome != .cut && $0.outcome != .cancelled }
        let makers = RoundMaker(numbers: numbers, requests: requests)
        values = makers.values()
        stalls = requests.mode == .streaming ? makers.stalls() : []
    }
}

/// Makes the values of one round.
private struct RoundMaker {
    let numbers: ModeNumbers
    let requests: ModeRequests

    func values() -> [RoundValue] {
        firstToken()
            + [
                value(.perOutputTokenP50, numbers.timePerOutputToken.p50, without: usageLack),
                value(.endToEndP50, numbers.endToEnd.adjusted?.p50),
                endToEndPerToken(),
                // A round that lies before the window has no rate at all.
                value(.tokenThroughput, numbers.tokenThroughput, without: .tooShort),
                value(.requestThroughput, numbers.requestThroughput, without: .tooShort),
                failures(),
            ] + gaps() + [goodput()].compactMap { $0 }
    }

    private var usageLack: RoundValue.Lack {
        if requests.successes.isEmpty { return .infinite }
        return requests.successes.contains { $0.countedTokens != nil } ? .absent : .noUsage
    }

    private func value(
        _ metric: JudgedMetric, _ estimate: Estimate?, without lack: RoundValue.Lack = .absent
    ) -> RoundValue {
        guard let estimate else { return RoundValue(metric, nil, lack: lack) }
        let reason: RoundValue.Lack =
            if estimate.note.contains(SummaryNote.infinite) {
                .infinite
            } else if estimate.note.contains(SummaryNote.tooShortForRate) {
                .tooShort
            } else if estimate.note.contains(SummaryNote.noUsage) {
                .noUsage
            } else {
                .tooFew
            }
        return RoundValue(metric, estimate.value, lack: reason)
    }

    private func firstToken() -> [RoundValue] {
        let isOpenLoop = requests.record.isOpenLoop
        let sample = isOpenLoop ? numbers.timeToFirstTokenScheduled : numbers.timeToFirstToken
        let metrics: [(JudgedMetric, Double, Estimate?)] = [
            (.firstTokenP50, 0.5, sample.adjusted?.p50),
            (.firstTokenP90, 0.9, sample.adjusted?.p90),
            (.firstTokenP99, 0.99, sample.adjusted?.p99),
        ]
        let known = requests.begun.filter { $0.timeToFirstToken != nil }
        let latest = SortedSample(known.compactMap { $0.timeToFirstToken?.milliseconds })
        let earliest = SortedSample(
            known.compactMap { ($0.leastTimeToFirstToken ?? $0.timeToFirstToken)?.milliseconds })
        return metrics.map { metric, quantile, estimate in
            var found = value(metric, estimate)
            if let stated = found.value, let late = latest.quantile(quantile),
                let early = earliest.quantile(quantile), early < late
            {
                found.least = max(stated - (late - early), 0)
            }
            return found
        }
    }

    private func gaps() -> [RoundValue] {
        guard requests.mode == .streaming else { return [] }
        let stated = requests.histogram(.interChunkLatency)
        let uncertain = requests.histogram(.uncertainGap)
        func other(_ metric: Metric) -> RankedHistogram? {
            guard let stated, let uncertain, let end = requests.histogram(metric) else {
                return nil
            }
            return stated.replacing(uncertain, by: end)
        }
        let (short, long) = (other(.uncertainGapShortest), other(.uncertainGapLongest))
        let pairs: [(JudgedMetric, Double, Estimate?)] = [
            (.interChunkP50, 0.5, numbers.interChunkLatency.p50),
            (.interChunkP99, 0.99, numbers.interChunkLatency.p99),
        ]
        return pairs.map { metric, quantile, estimate in
            var found = value(metric, estimate)
            if found.value != nil {
                found.least = short?.quantile(quantile)
                found.most = long?.quantile(quantile)
            }
            return found
        }
    }

    /// A ratio of sums: each token weighs alike, whatever answer it is of.
    private func endToEndPerToken() -> RoundValue {
        let counted = requests.whole.filter { ($0.countedTokens ?? 0) > 0 && $0.endToEnd != nil }
        let tokens = counted.compactMap(\.countedTokens).reduce(0, +)
        guard tokens > 0 else { return RoundValue(.endToEndPerToken, nil, lack: usageLack) }
        guard counted.count >= QuantileRanks.sampleFloor(quantile: 0.5) else {
            return RoundValue(.endToEndPerToken, nil, lack: .tooFew)
        }
        let time = counted.compactMap { $0.endToEnd?.milliseconds }.reduce(0, +)
        return RoundValue(.endToEndPerToken, time / Double(tokens))
    }

    private func failures() -> RoundValue {
        let ended = requests.requests.filter { $0.outcome.isSuccess || $0.outcome.isFailure }
        return RoundValue(.failures, part: ended.count(where: \.outcome.isFailure), of: ended.count)
    }

    private func goodput() -> RoundValue? {
        let objectives = requests.record.objectives
        guard !objectives.isEmpty else { return nil }
        let judged = requests.requests.filter { $0.outcome != .cut && $0.outcome != .cancelled }
        return RoundValue(
            .goodput, part: judged.count { objectives.areMet(by: $0) }, of: judged.count)
    }

    /// Silences that were not over when their stream ended count as far as they were seen.
    func stalls() -> [StallCount] {
        let gaps = requests.histogram(.interChunkLatency)
        // Streams with gaps and no histogram of them: it is lost, and nobody knows of stalls.
        let hasGaps = requests.requests.contains { $0.events.output > 1 }
        guard gaps != nil || !hasGaps else { return [] }
        let open = requests.requests.compactMap { $0.openGap?.milliseconds }
        return StallCount.limits.map { limit in
            StallCount(
                limitMilliseconds: limit,
                count: (gaps?.excess(over: limit).count ?? 0) + open.count { $0 > limit })
        }
    }
}
