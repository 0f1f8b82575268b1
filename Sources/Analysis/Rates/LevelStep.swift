internal import RunModel
internal import Statistics

/// A moment from which on a run was on another level than before.
struct LevelStep {
    let metric: MetricName
    /// The new level less the old one, as a share of the old one.
    let change: Double
    let at: MonotonicInstant

    /// A series without a step exceeds 1.63 in one of a hundred runs; several series are looked at, of parts
    /// that are few.
    private static let leastStatistic = 2.0
    /// A third less or half as much again: smaller ones are of no capacity that went or came.
    private static let leastChange = 1.5
    /// Parts of the window; each holds a median answer at least, or waves of answers would look like steps.
    private static let mostParts = 60

    /// The surest step of output, of the pace of streams and of TTFT over the window. Nil without one.
    init?(_ record: JudgedRecord) {
        let slice = record.window.slice(origin: record.manifest.origin)
        let answer = (record.window.leastSeconds ?? 0) / 2
        guard !record.window.isTooShort, answer > 0 else { return nil }
        let parts = slice.parts(min(Self.mostParts, Int(slice.seconds / answer)))
        let sums = parts.map { PartOutput(record.requests, in: $0) }
        let series: [(MetricName, [Double?])] = [
            (.eventThroughput, sums.map { $0.events / $0.seconds }),
            (MetricName(.interChunkLatency), sums.map(\.secondsPerEvent)),
            (
                MetricName(.timeToFirstToken),
                parts.map { Self.medianWait(record.requests, in: $0) }
            ),
        ]
        let found = series.compactMap { Self.step(of: $0.0, $0.1, over: parts) }
        guard let surest = found.max(by: { $0.statistic < $1.statistic }) else { return nil }
        self = surest.step
    }

    private init(metric: MetricName, change: Double, at: MonotonicInstant) {
        self.metric = metric
        self.change = change
        self.at = at
    }

    private static func step(
        of metric: MetricName, _ values: [Double?], over parts: [TimeSlice]
    ) -> (step: LevelStep, statistic: Double)? {
        let known = zip(parts, values).compactMap { part, value in value.map { (part, $0) } }
        guard let test = StepTest(known.map(\.1)), test.statistic > leastStatistic,
            test.isBetterThanLine, test.before > 0, test.after > 0
        else { return nil }
        let ratio = test.after / test.before
        guard max(ratio, 1 / ratio) >= leastChange else { return nil }
        let step = LevelStep(metric: metric, change: ratio - 1, at: known[test.index].0.start)
        return (step, test.statistic)
    }

    private static func medianWait(_ requests: [RequestRecord], in part: TimeSlice) -> Double? {
        SortedSample(
            requests.compactMap { request in
                guard let sent = request.instants.sent, part.contains(sent) else { return nil }
                return request.mode == .streaming
                    ? request.timeToFirstToken?.milliseconds : nil
            }
        ).median
    }
}

/// The events of a part of a run, evenly spread over each stream, and what the streams took for them.
private struct PartOutput {
    private(set) var events = 0.0
    let seconds: Double
    private var streaming = (events: 0.0, seconds: 0.0)

    init(_ requests: [RequestRecord], in part: TimeSlice) {
        seconds = part.seconds
        for request in requests {
            let share = part.share(of: request, counted: nil).share
            guard share > 0 else { continue }
            events += share * Double(request.events.output)
            guard let first = request.instants.firstOutput,
                let last = request.instants.lastOutput, last > first, request.events.output > 1
            else { continue }
            streaming.events += share * Double(request.events.output - 1)
            streaming.seconds += share * (last - first).seconds
        }
    }

    /// Nil where no stream was under way.
    var secondsPerEvent: Double? {
        streaming.events > 0 ? streaming.seconds / streaming.events : nil
    }
}
