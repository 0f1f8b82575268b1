internal import RunModel
internal import Statistics

/// Latencies of requests: each sample is kept whole.
extension ModeRequests {
    typealias Span = (RequestRecord) -> Duration?

    func addLatencies(to numbers: inout ModeNumbers) {
        let isOpenLoop = record.isOpenLoop
        numbers.timeToFirstByte = latency(.timeToFirstByte, of: begun) { $0.timeToFirstByte }
        numbers.timeToFirstToken = latency(
            .timeToFirstToken, of: begun, isAdjusted: true,
            note: isOpenLoop ? "" : SummaryNote.closedLoop
        ) { $0.timeToFirstToken }
        if begun.contains(where: { $0.instants.firstAnswer != $0.instants.firstOutput }) {
            numbers.timeToFirstAnswer = latency(.timeToFirstAnswer, of: begun) {
                $0.timeToFirstAnswer
            }
        }
        if mode == .streaming {
            numbers.firstGap = latency(.firstGap, of: begun) { $0.firstGap }
        }
        numbers.endToEnd = latency(.endToEnd, of: whole, isAdjusted: true) { $0.endToEnd }
        numbers.close = latency(.close, of: whole) { $0.close }
        guard isOpenLoop else { return }
        numbers.timeToFirstTokenScheduled = latency(
            .timeToFirstTokenScheduled, of: begun, isAdjusted: true
        ) { $0.timeToFirstTokenScheduled }
        numbers.endToEndScheduled = latency(
            .endToEndScheduled, of: whole, isAdjusted: true
        ) { $0.endToEndScheduled }
    }

    /// The percentiles of a latency; adjusted, with the failures beside the pool as infinitely slow.
    func latency(
        _ metric: Metric, of pool: [RequestRecord], isAdjusted: Bool = false, note: String = "",
        _ span: Span
    ) -> SampleNumbers {
        let isOverloaded = record.overload?.isFound == true
        let sample = MeasuredSample(
            MetricName(metric), note: isOverloaded ? SummaryNote.overloaded : note,
            hasIntervals: !isOverloaded)
        func percentiles(_ requests: [RequestRecord]) -> Percentiles? {
            sample.percentiles(ordered(requests, span), seconds: seconds(of: requests))
        }
        var numbers = SampleNumbers(all: percentiles(pool))
        if isAdjusted {
            let members = Set(pool.map(\.request))
            numbers.adjusted = adjusted(sample, span) {
                members.contains($0.request) ? false : $0.outcome.isFailure ? true : nil
            }
        }
        // Cold and warm connections apart, where a run had both.
        let cold = pool.filter { $0.connection == .cold }
        let warm = pool.filter { $0.connection == .warm }
        guard !cold.isEmpty, !warm.isEmpty else { return numbers }
        numbers.cold = percentiles(cold)
        numbers.warm = percentiles(warm)
        return numbers
    }

    /// Requests of which the predicate knows whether they count as infinitely slow; others are left out.
    func adjusted(
        _ sample: MeasuredSample, _ span: Span, isInfinite: (RequestRecord) -> Bool?
    ) -> AdjustedPercentiles? {
        let known = adjustedValues({ span($0)?.milliseconds }, isLost: isInfinite)
        return sample.adjusted(ordered(known), seconds: seconds(of: known.map(\.request)))
    }

    /// Their values, and what stands for one that is lost; requests of which the predicate knows nothing are
    /// left out.
    func adjustedValues(
        _ value: (RequestRecord) -> Double?, lost: Double = .infinity,
        isLost: (RequestRecord) -> Bool?
    ) -> [(request: RequestRecord, value: Double)] {
        requests.compactMap { request in
            guard let isLost = isLost(request) else { return nil }
            return (isLost ? lost : value(request)).map { (request, $0) }
        }
    }

    func ordered(_ values: [(request: RequestRecord, value: Double)]) -> OrderedSample {
        OrderedSample(values.map(\.value), load: record.load(of: values.map(\.request)))
    }

    func ordered(_ requests: [RequestRecord], _ span: Span) -> OrderedSample {
        let known = requests.filter { span($0) != nil }
        return OrderedSample(
            known.compactMap { span($0)?.milliseconds }, load: record.load(of: known))
    }

    /// From the first to the last that was due.
    private func seconds(of requests: [RequestRecord]) -> Double? {
        guard let first = requests.first?.instants.scheduled,
            let last = requests.last?.instants.scheduled, last > first
        else { return nil }
        return (last - first).seconds
    }

    /// Warm connections have no opening.
    func addConnect(to numbers: inout ModeNumbers) {
        let cold = requests.filter { $0.connection == .cold && $0.instants.sent != nil }
        func percentiles(_ metric: MetricName, _ span: Span) -> Percentiles? {
            MeasuredSample(metric).percentiles(ordered(cold, span))
        }
        numbers.connect.cold = percentiles(MetricName(Metric.connect)) { $0.connectTime }
        numbers.connectResolve.cold = percentiles(.connectResolve) { $0.connectPhases.resolve }
        numbers.connectTCP.cold = percentiles(.connectTCP) { $0.connectPhases.connect }
        numbers.connectTLS.cold = percentiles(.connectTLS) { $0.connectPhases.tls }
    }
}
