internal import RunModel
internal import Statistics

/// Numbers for assertions: any percentile, with failures, and the ends that infinite ones have.
extension ModeRequests {
    /// A quantity that each request, or each gap, has a value of.
    func sampled(
        _ quantity: Assertion.Quantity, _ statistic: Assertion.SampleStatistic
    ) -> AssertedNumber {
        guard quantity != .interChunkLatency else { return gaps(statistic) }
        let values = AssertedValues(quantity, self)
        let stated = known(values, values.value)
        // What all failed has no value but infinite ones; what nobody measured has none.
        let hasValue = stated.contains { $0.value != values.lost }
        guard !stated.isEmpty, hasValue || begun.isEmpty else {
            let isUncounted =
                values.isOfTokens && !successes.isEmpty
                && !successes.contains { $0.countedTokens != nil }
            return AssertedNumber(nil, count: 0, lack: isUncounted ? .noUsage : .absent)
        }
        let number = number(statistic, of: ordered(stated), values)
        func end(_ value: ((RequestRecord) -> Double?)?) -> Double? {
            value.flatMap { value in
                let other = SortedSample(known(values, value).map(\.value))
                return Self.value(statistic, of: other)
            }
        }
        return number.widened(least: end(values.least), most: end(values.most))
    }

    private func known(
        _ values: AssertedValues, _ value: (RequestRecord) -> Double?
    ) -> [(request: RequestRecord, value: Double)] {
        adjustedValues(value, lost: values.lost, isLost: values.isLost)
    }

    private static func value(
        _ statistic: Assertion.SampleStatistic, of values: some RankedValues
    ) -> Double? {
        values.quantile(statistic.quantile ?? (statistic == .least ? 0 : 1))
    }

    private func number(
        _ statistic: Assertion.SampleStatistic, of sample: OrderedSample, _ values: AssertedValues
    ) -> AssertedNumber {
        let value = Self.value(statistic, of: sample.sorted)
        guard sample.count >= statistic.sampleFloor else {
            return AssertedNumber(nil, count: sample.count, lack: .tooFew)
        }
        if !values.isOfTokens, record.overload?.isFound == true {
            return AssertedNumber(value, count: sample.count, lack: .overloaded)
        }
        guard let q = statistic.quantile, let found = sample.estimate(quantile: q) else {
            return AssertedNumber(value, low: value, high: value, count: sample.count)
        }
        // Where too few values are independent for an interval, it is no wider than what was seen.
        return AssertedNumber(
            found.value, low: found.low ?? Self.value(.least, of: sample.sorted),
            high: found.high ?? Self.value(.greatest, of: sample.sorted), count: sample.count)
    }

    /// Gaps that came, of all measured requests: one that never ended is none of them.
    private func gaps(_ statistic: Assertion.SampleStatistic) -> AssertedNumber {
        guard let all = histogram(.interChunkLatency) else {
            return AssertedNumber(nil, count: 0, lack: .absent)
        }
        let smallest = statistic == .least ? all.smallest : nil
        let value = smallest ?? Self.value(statistic, of: all)
        var number = AssertedNumber(value, low: value, high: value, count: all.count)
        guard all.count >= statistic.sampleFloor else {
            return AssertedNumber(nil, count: all.count, lack: .tooFew)
        }
        if let q = statistic.quantile {
            let interval = all.interval(quantile: q, rounds: roundHistograms(.interChunkLatency))
            number.low = interval?.low ?? all.smallest
            number.high = interval?.high ?? Self.value(.greatest, of: all)
        }
        guard let uncertain = histogram(.uncertainGap) else { return number }
        func end(_ metric: Metric) -> Double? {
            histogram(metric).flatMap {
                Self.value(statistic, of: all.replacing(uncertain, by: $0))
            }
        }
        return number.widened(
            least: end(.uncertainGapShortest), most: end(.uncertainGapLongest))
    }

    /// The summary's stalls over the streams that were not cut or cancelled. The interval is that over rounds,
    /// for which five are needed.
    func stallsPerStream() -> AssertedNumber {
        var numbers = ModeNumbers(mode: mode, round: nil)
        addGaps(to: &numbers)
        let streams = Self.streams(requests)
        guard let stalls = numbers.stalls?.count.value, streams > 0,
            let limit = numbers.stallLimit?.value
        else { return AssertedNumber(nil, count: streams, lack: .absent) }
        let value = stalls / Double(streams)
        let rates = Set(requests.map(\.round)).sorted().compactMap { round -> Double? in
            let part = ModeRequests(record: record, mode: mode, round: round)
            let streams = Self.streams(part.requests)
            return streams > 0 ? Double(part.stalls(over: limit)) / Double(streams) : nil
        }
        guard rates.count >= RankedHistogram.fewestRounds, let spread = MeanInterval(rates) else {
            return AssertedNumber(value, count: streams)
        }
        let half = spread.high - spread.mean
        // Rounds that happen to be alike, as those without any, are no proof that all are.
        let chance = stalls > Double(streams) ? nil : Proportion(Int(stalls), of: streams)
        return AssertedNumber(
            value, low: max(min(value - half, chance?.low ?? value), 0),
            high: max(value + half, chance?.high ?? value), count: streams)
    }

    private static func streams(_ requests: [RequestRecord]) -> Int {
        requests.count { $0.outcome != .cut && $0.outcome != .cancelled }
    }
}
