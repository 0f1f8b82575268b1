internal import RunModel

extension LoadTimeline {
    /// Over requests of every phase and outcome. Nil where no time passed.
    init?(_ record: JudgedRecord) {
        guard let steps = RunSteps(record.requests) else { return nil }
        let sums = LoadSums(record.requests, steps)
        let load = record.manifest.plan.load
        let lastScheduled = record.requests.map(\.instants.scheduled).max() ?? steps.start
        let offset = (steps.start - record.manifest.origin).seconds
        stepSeconds = steps.stepSeconds
        self.steps = (0..<steps.count).map { index in
            let begin = Double(index) * steps.stepSeconds
            // Once all is sent, the streams that are left run dry as they should.
            let isSending = begin <= (lastScheduled - steps.start).seconds
            return Step(
                startSeconds: begin, openStreams: sums.open[index] / steps.stepSeconds,
                startsPerSecond: Double(sums.starts[index]) / steps.stepSeconds,
                endsPerSecond: Double(sums.ends[index]) / steps.stepSeconds,
                tokensPerSecond: sums.hasTokens ? sums.tokens[index] / steps.stepSeconds : nil,
                wantedPerSecond: load.isOpenLoop
                    ? Double(sums.scheduled[index]) / steps.stepSeconds : nil,
                wantedStreams: load.isOpenLoop || !isSending
                    ? nil : load.wantedStreams(at: offset + begin + steps.stepSeconds / 2))
        }
    }
}

extension LoadPlan {
    /// Closed loop: the streams that should be open so many seconds into the run. They open one by one
    /// during the ramp; before it, where there is one, there is a single stream.
    fileprivate func wantedStreams(at seconds: Double) -> Double {
        guard let ramp = ramp?.duration.seconds, ramp > 0 else { return Double(concurrency) }
        let since = seconds - (warmupDuration?.duration.seconds ?? 0)
        guard since >= 0 else { return 1 }
        return min(Double(concurrency), 1 + (since / ramp * Double(concurrency)).rounded(.down))
    }
}

/// What the steps of a run hold.
private struct LoadSums {
    /// Stream-seconds.
    private(set) var open: [Double]
    private(set) var tokens: [Double]
    private(set) var starts: [Int]
    private(set) var ends: [Int]
    private(set) var scheduled: [Int]
    private(set) var hasTokens = false

    init(_ requests: [RequestRecord], _ steps: RunSteps) {
        open = [Double](repeating: 0, count: steps.count)
        tokens = open
        starts = [Int](repeating: 0, count: steps.count)
        ends = starts
        scheduled = starts
        for request in requests {
            let instants = request.instants
            scheduled[steps.index(of: instants.scheduled)] += 1
            if let sent = instants.sent { starts[steps.index(of: sent)] += 1 }
            if let closed = instants.closed { ends[steps.index(of: closed)] += 1 }
            if let started = instants.started, let closed = instants.closed {
                steps.add(from: started, to: closed, scale: 1, into: &open)
            }
            addTokens(of: request, steps)
        }
    }

    /// As throughput does where no chunk rows tell: evenly between the first and the last arrival.
    private mutating func addTokens(of request: RequestRecord, _ steps: RunSteps) {
        guard let count = request.countedTokens, let first = request.instants.firstOutput,
            let last = request.instants.lastOutput
        else { return }
        hasTokens = true
        if last > first {
            steps.add(
                from: first, to: last, scale: Double(count) / (last - first).seconds,
                into: &tokens)
        } else {
            tokens[steps.index(of: first)] += Double(count)
        }
    }
}

extension JudgedRecord {
    /// Measured requests alone, as in the counts of outcomes, where each ended.
    func failureTimelines() -> [FailureTimeline] {
        guard let steps = RunSteps(requests) else { return [] }
        return modes.flatMap { mode in
            Outcome.allCases.filter(\.isFailure).compactMap { outcome -> FailureTimeline? in
                let ended = measured.filter { $0.mode == mode && $0.outcome == outcome }
                guard !ended.isEmpty else { return nil }
                var counts = [Int](repeating: 0, count: steps.count)
                for request in ended {
                    let instants = request.instants
                    let end = instants.closed ?? instants.sent ?? instants.scheduled
                    counts[steps.index(of: end)] += 1
                }
                return FailureTimeline(outcome: outcome, mode: mode, counts: counts)
            }
        }
    }
}
