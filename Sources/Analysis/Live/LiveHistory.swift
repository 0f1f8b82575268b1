package import RunModel
internal import Statistics

/// A run under way in equal steps of time, for charts that grow. However long it goes on, it keeps at most
/// `mostSteps`: when they are full, neighbours become one step of twice the length, samples and all, so that no
/// percentile is ever made of others.
package struct LiveHistory: Sendable {
    package static let mostSteps = 120

    /// What was seen since the look before.
    package struct Look: Sendable {
        /// Since the run's start.
        package var elapsed: Duration
        package var openStreams: Int
        /// Requests and output events since the look before.
        package var ended = 0
        package var failed = 0
        package var events = 0
        package var firstTokens: LatencyHistogram
        package var gaps: LatencyHistogram
        /// Nil where nobody asks the server, or it did not answer.
        package var server: ServerLevels?

        package init(
            elapsed: Duration, openStreams: Int, firstTokens: LatencyHistogram,
            gaps: LatencyHistogram
        ) {
            self.elapsed = elapsed
            self.openStreams = openStreams
            self.firstTokens = firstTokens
            self.gaps = gaps
        }
    }

    struct Step: Sendable {
        /// Of which the looks of this step tell.
        var seconds = 0.0
        var streamSeconds = 0.0
        var ended = 0
        var failed = 0
        var events = 0
        var firstTokens = TalliedSample()
        var gaps = TalliedSample()
        var server: ServerLevels?

        mutating func add(_ other: Step) {
            seconds += other.seconds
            streamSeconds += other.streamSeconds
            ended += other.ended
            failed += other.failed
            events += other.events
            firstTokens.add(other.firstTokens)
            gaps.add(other.gaps)
            if let theirs = other.server {
                server = server ?? theirs
                server?.raise(to: theirs)
            }
        }
    }

    private(set) var steps: [Step] = []
    package private(set) var stepSeconds: Double
    package var stepCount: Int { steps.count }
    private var last = Duration.zero
    /// The rates since the look before; absent before the second look.
    package private(set) var latest: Latest?

    /// How much was done a second since the look before.
    package struct Latest: Sendable, Equatable {
        package var requestsPerSecond: Double
        package var eventsPerSecond: Double
    }

    /// - Parameter stepSeconds: The length of a step while none were joined.
    package init(stepSeconds: Double = 1) {
        self.stepSeconds = stepSeconds
    }

    /// Takes a look; they come in order of time.
    package mutating func add(_ look: Look) {
        let seconds = (look.elapsed - last).seconds
        guard seconds > 0 else { return }
        var step = Step()
        step.seconds = seconds
        step.streamSeconds = Double(look.openStreams) * seconds
        (step.ended, step.failed, step.events) = (look.ended, look.failed, look.events)
        step.firstTokens = TalliedSample(look.firstTokens)
        step.gaps = TalliedSample(look.gaps)
        step.server = look.server
        latest = Latest(
            requestsPerSecond: Double(look.ended) / seconds,
            eventsPerSecond: Double(look.events) / seconds)
        // By its middle: a look that comes a moment late belongs to the step it tells of.
        let middle = last.seconds + seconds / 2
        last = look.elapsed
        while Int(middle / stepSeconds) >= Self.mostSteps { joinNeighbours() }
        let index = Int(middle / stepSeconds)
        while steps.count <= index { steps.append(Step()) }
        steps[index].add(step)
    }

    private mutating func joinNeighbours() {
        var joined: [Step] = []
        for index in stride(from: 0, to: steps.count, by: 2) {
            var step = steps[index]
            if index + 1 < steps.count { step.add(steps[index + 1]) }
            joined.append(step)
        }
        steps = joined
        stepSeconds *= 2
    }

    // MARK: What charts show

    /// The values of each step; nil where no look tells of it.
    package var openStreams: [Double?] { rates { $0.streamSeconds } }
    package var requestsPerSecond: [Double?] { rates { Double($0.ended) } }
    package var failuresPerSecond: [Double?] { rates { Double($0.failed) } }
    package var eventsPerSecond: [Double?] { rates { Double($0.events) } }

    /// What the server said, the most of each step; nil of a run that does not ask it.
    package var server: [ServerLevels?]? {
        let levels = steps.map(\.server)
        return levels.contains { $0 != nil } ? levels : nil
    }

    private func rates(_ value: (Step) -> Double) -> [Double?] {
        steps.map { $0.seconds > 0 ? value($0) / $0.seconds : nil }
    }

    /// TTFT by the time the request ended; nil without a sample.
    package var firstTokens: Timeline? {
        timeline(.timeToFirstToken, .requests) { $0.firstTokens }
    }

    /// Gaps by the time they were seen; nil without a sample.
    package var gaps: Timeline? { timeline(.interChunkLatency, .chunks) { $0.gaps } }

    /// The median TTFT of each of the last steps in milliseconds; nil where no request ended.
    package func medians(last count: Int) -> [Double?] {
        steps.suffix(count).map { $0.firstTokens.quantile(0.5) }
    }

    private func timeline(
        _ metric: Metric, _ source: Timeline.Source, _ sample: (Step) -> TalliedSample
    ) -> Timeline? {
        let drawn = steps.enumerated().compactMap { index, step -> Timeline.Step? in
            let sample = sample(step)
            guard let median = sample.quantile(0.5), let most = sample.quantile(1) else {
                return nil
            }
            let isEnough = sample.count >= QuantileRanks.sampleFloor(quantile: 0.99)
            return Timeline.Step(
                startSeconds: Double(index) * stepSeconds,
                endSeconds: Double(index + 1) * stepSeconds, count: sample.count,
                p50Milliseconds: median, p99Milliseconds: isEnough ? sample.quantile(0.99) : nil,
                maxMilliseconds: most)
        }
        guard !drawn.isEmpty else { return nil }
        return Timeline(
            metric: MetricName(metric), mode: .streaming, source: source, steps: drawn)
    }
}
