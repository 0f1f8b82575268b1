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

    func latency(
        _ metric: Metric, of pool: [RequestRecord], isAdjusted: Bool = false, note: String = "",
        _ span: Span
    ) -> SampleNumbers {
        let isOverloaded = record.overload?.isFound == true
        let sample = MeasuredSample(
            MetricName(metric), note: isOverloaded ? SummaryNote.overloaded : note,
            hasIntervals: !isOverloaded)
        func sorted(_ requests: [RequestRecord]) -> SortedSample {
            SortedSample(requests.compactMap { span($0)?.milliseconds })
        }
        let all = sorted(pool)
        var numbers = SampleNumbers(all: sample.percentiles(all))
        if isAdjusted {
            numbers.adjusted = sample.adjusted(
                all, failures: requests.count(where: \.outcome.isFailure))
        }
        // Cold and warm connections apart, where a run had both.
        let cold = pool.filter { $0.connection == .cold }
        let warm = pool.filter { $0.connection == .warm }
        guard !cold.isEmpty, !warm.isEmpty else { return numbers }
        numbers.cold = sample.percentiles(sorted(cold))
        numbers.warm = sample.percentiles(sorted(warm))
        return numbers
    }

    /// Warm connections have no opening.
    func addConnect(to numbers: inout ModeNumbers) {
        let cold = requests.filter { $0.connection == .cold && $0.instants.sent != nil }
        func percentiles(_ metric: MetricName, _ span: Span) -> Percentiles? {
            MeasuredSample(metric).percentiles(
                SortedSample(cold.compactMap { span($0)?.milliseconds }))
        }
        numbers.connect.cold = percentiles(MetricName(Metric.connect)) { $0.connectTime }
        numbers.connectResolve.cold = percentiles(.connectResolve) { $0.connectPhases.resolve }
        numbers.connectTCP.cold = percentiles(.connectTCP) { $0.connectPhases.connect }
        numbers.connectTLS.cold = percentiles(.connectTLS) { $0.connectPhases.tls }
    }
}
