internal import RunModel

/// Whether the load was the one planned, and steady: what rates, and in an open loop waits, rest on.
struct LoadChecks {
    let record: JudgedRecord
    let numbers: RunNumbers

    func checks() -> [ValidityCheck] {
        guard !record.modes.isEmpty else { return [] }
        let flow = SystemFlow(record)
        return [
            flow.flatMap(meanStreams), window(), flow.map(littlesLaw), overload(), trend(),
            step(), pause(), pairs(),
        ].compactMap { $0 }
    }

    /// A peak is reached by a single instant of many streams; the mean is what the target bore.
    private func meanStreams(_ flow: SystemFlow) -> ValidityCheck? {
        let asked = record.streamsAsked
        guard !record.isOpenLoop, !record.hasThinkers, asked > 0 else { return nil }
        return .under(
            .meanStreams, flow.meanOpen / Double(asked), care: 0.9, limit: nil, .share)
    }

    private func window() -> ValidityCheck? {
        record.window.leastSeconds.map {
            .under(.window, record.window.seconds, care: $0, limit: nil, .seconds)
        }
    }

    private func littlesLaw(_ flow: SystemFlow) -> ValidityCheck {
        .over(.littlesLaw, flow.disagreement, care: flow.allowance, limit: nil, .share)
    }

    /// No percentile of an overloaded run is the server's: each depends on how long the run was.
    private func overload() -> ValidityCheck? {
        record.overload.map {
            ValidityCheck(
                kind: .overload, verdict: $0.isFound ? .notTrustworthy : .trustworthy,
                value: $0.served, careLimit: $0.offered, unit: .requestsPerSecond)
        }
    }

    /// The largest trend over the rounds of what a run is judged by.
    private func trend() -> ValidityCheck? {
        let quantities: [RoundQuantity] = [
            record.isOpenLoop ? .timeToFirstTokenScheduled : .timeToFirstToken, .endToEnd,
            .eventThroughput,
        ]
        let trends = numbers.modes.flatMap { mode in
            quantities.compactMap { quantity -> (RoundQuantity, ResponseMode, Double)? in
                let found = numbers.rounds.filter { $0.mode == mode.mode }
                    .map { quantity.value(in: $0)?.value }
                let values = found.compactMap { $0 }
                guard values.count == found.count, let trend = RoundTrend(values) else {
                    return nil
                }
                return (quantity, mode.mode, trend.change)
            }
        }
        guard Set(numbers.rounds.compactMap(\.round)).count > 1 else { return nil }
        guard let most = trends.max(by: { abs($0.2) < abs($1.2) }) else {
            return .over(.trend, 0, care: 0, limit: nil, .share)
        }
        return ValidityCheck(
            kind: .trend, verdict: .withCare, mode: most.1, value: most.2, careLimit: 0,
            unit: .share, metric: most.0.metric)
    }

    private func step() -> ValidityCheck {
        guard let step = LevelStep(record) else {
            return .over(.step, 0, care: 0, limit: nil, .share)
        }
        return ValidityCheck(
            kind: .step, verdict: .withCare, value: step.change, careLimit: 0, unit: .share,
            metric: step.metric, atSeconds: seconds(step.at))
    }

    /// Nil without chunk rows, which alone tell when nothing came.
    private func pause() -> ValidityCheck? {
        guard let chunks = record.chunks, chunks.hasRows else { return nil }
        guard let pause = RunPause(chunks.arrivals.silences(), streams: record.requests) else {
            return .over(.pause, 0, care: 0, limit: nil, .seconds)
        }
        return ValidityCheck(
            kind: .pause, verdict: .withCare, value: pause.length.seconds, careLimit: 0,
            unit: .seconds, atSeconds: seconds(pause.start))
    }

    private func seconds(_ instant: MonotonicInstant) -> Double {
        let first = record.requests.map(\.instants.scheduled).min() ?? instant
        return (instant - first).seconds
    }

    /// The differences are means over complete pairs. With fewer than half, they are of a minority.
    private func pairs() -> ValidityCheck? {
        let pairs = AnswerPairs(record.measured)
        guard pairs.count > 0 else { return nil }
        return .under(
            .pairs, ValidityCheck.part(pairs.complete.count, of: pairs.count), care: 0.95,
            limit: 0.5, .share)
    }
}
