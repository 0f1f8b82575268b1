internal import RunModel
internal import Statistics

/// The steps of one load, pooled over the passes.
struct PooledLoad {
    let load: SweepLoad
    let steps: [(step: SweepStep, sample: StepSample)]
    /// Loads whose passes are looked at for disagreement: the chance of a wrong word is divided among them.
    let loads: Int

    func point() -> SweepPoint {
        let samples = steps.map(\.sample)
        let disagreements = PassComparison(samples, level: 0.01 / Double(max(loads, 1))).found
        let known = samples.flatMap(\.answers).compactMap(\.isFailure)
        let parts = samples.flatMap(\.parts)
        return SweepPoint(
            load: load, passes: steps.map { Self.pass($0.step, $0.sample) },
            requests: known.count, seconds: parts.reduce(0) { $0 + $1.seconds },
            offered: load.kind == .rate ? rate { $0.due } : nil, served: rate { $0.requests },
            tokens: samples.contains(where: \.hasTokens) ? rate { $0.tokens } : nil,
            goodput: samples.contains(where: \.hasObjectives) ? rate { $0.goodRequests } : nil,
            inFlight: rate { $0.openSeconds },
            timeToFirstToken: percentiles(\.firstToken, disagreements, .timeToFirstToken),
            timePerOutputToken: percentiles(\.timePerToken, [], .timeToFirstToken),
            endToEnd: percentiles(\.endToEnd, disagreements, .endToEnd),
            failures: share { $0.isFailure },
            good: samples.contains(where: \.hasObjectives) ? share { $0.isGood } : nil,
            power: LoadParts(load: load, samples: samples).power,
            trust: samples.dropFirst().reduce(samples[0].trust) { $0.joined(with: $1.trust) },
            isSaturated: steps.contains { $0.step.ending == .saturated || $0.sample.isOverloaded },
            isFailing: steps.contains { $0.step.ending == .failing },
            isUnsettled: steps.contains { $0.step.settling == .notSettled },
            disagreements: disagreements)
    }

    private static func pass(_ step: SweepStep, _ sample: StepSample) -> SweepPass {
        let seconds = sample.parts.reduce(0) { $0 + $1.seconds }
        func rate(_ amount: (StepSample.Part) -> Double) -> Double? {
            seconds > 0 ? sample.parts.reduce(0) { $0 + amount($1) } / seconds : nil
        }
        let known = sample.answers.compactMap(\.isFailure)
        return SweepPass(
            step: step, requests: known.count, served: rate { $0.requests },
            tokens: sample.hasTokens ? rate { $0.tokens } : nil,
            timeToFirstToken: SortedSample(sample.answers.compactMap(\.firstToken)).quantile(0.5),
            endToEnd: SortedSample(sample.answers.compactMap(\.endToEnd)).quantile(0.5),
            failures: known.isEmpty ? nil : Double(known.count { $0 }) / Double(known.count),
            trust: sample.trust, serverRunning: sample.level(.running)?.p50,
            serverWaiting: sample.level(.waiting)?.p50,
            serverCacheUse: sample.level(.cacheUse)?.most,
            hasOtherUsers: sample.server?.others?.isFound)
    }

    /// An amount a second over the parts of all passes.
    private func rate(_ amount: (StepSample.Part) -> Double) -> SweepNumber? {
        let parts = steps.flatMap(\.sample.parts)
        guard let found = RatioInterval(parts.map(amount), over: parts.map(\.seconds)) else {
            return nil
        }
        return SweepNumber(
            found.ratio, low: found.low.map { max($0, 0) }, high: found.high, count: parts.count)
    }

    /// Of the answers of which the question has an answer, grouped by pass and part.
    private func share(_ isSo: (StepSample.Answer) -> Bool?) -> SweepNumber? {
        let groups = groups(isSo).filter { !$0.isEmpty }
        let all = groups.flatMap { $0 }
        let parts = groups.map { group in
            (part: Double(group.count { $0 }), total: Double(group.count))
        }
        let found = Proportion(groups: parts) ?? Proportion(all.count { $0 }, of: all.count)
        return found.map { SweepNumber($0.value, low: $0.low, high: $0.high, count: all.count) }
    }

    private func percentiles(
        _ value: (StepSample.Answer) -> Double?, _ disagreements: [PassDisagreement],
        _ quantity: PassDisagreement.Quantity
    ) -> SweepPercentiles? {
        let groups = groups(value)
        guard groups.contains(where: { !$0.isEmpty }) else { return nil }
        // Where passes differ, what lies between them is as likely as each.
        let isDisputed = disagreements.contains { $0.quantity == quantity }
        let passes =
            isDisputed ? steps.map { SortedSample($0.sample.answers.compactMap(value)) } : []
        func percentile(_ q: Double) -> SweepNumber {
            let count = groups.reduce(0) { $0 + $1.count }
            guard count >= QuantileRanks.sampleFloor(quantile: q),
                let found = GroupedQuantile(q, of: groups)
            else { return SweepNumber(nil, count: count) }
            let own = passes.compactMap { $0.quantile(q) }
            return SweepNumber(
                found.value, low: found.low.map { min($0, own.min() ?? $0) },
                high: found.high.map { max($0, own.max() ?? $0) }, count: count)
        }
        return SweepPercentiles(
            p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99))
    }

    /// The answers of each part of each pass.
    private func groups<Value>(_ value: (StepSample.Answer) -> Value?) -> [[Value]] {
        steps.flatMap { step in
            Dictionary(grouping: step.sample.answers, by: \.part).sorted { $0.key < $1.key }
                .map { $0.value.compactMap(value) }
        }
    }
}

/// What differs between the passes of a load.
struct PassComparison {
    private(set) var found: [PassDisagreement] = []

    /// Smaller differences move no curve.
    private static let leastChange = 0.1
    private static let fewestParts = 4

    /// `level` is the chance of a wrong word in this load.
    init(_ samples: [StepSample], level: Double) {
        let quantities: [(PassDisagreement.Quantity, (StepSample) -> [Double])] = [
            (.timeToFirstToken, { Self.medians($0, \.firstToken) }),
            (.endToEnd, { Self.medians($0, \.endToEnd) }),
            (.served, { $0.parts.map { $0.requests / $0.seconds } }),
        ]
        for (quantity, values) in quantities {
            let sides = samples.map { SideMean(values($0)) }
            guard let first = sides.first ?? nil, first.count >= Self.fewestParts else { continue }
            let others = sides.dropFirst().enumerated().compactMap { index, side in
                side.map { (pass: samples[index + 1].place.pass, side: $0) }
            }
            let differing = others.filter { other in
                guard other.side.count >= Self.fewestParts, first.mean > 0 else { return false }
                let effect = MeanEffect(base: first, new: other.side, confidence: 1 - level)
                return (effect.low > 0 || effect.high < 0)
                    && abs(effect.estimate) >= Self.leastChange * first.mean
            }
            let most = differing.max {
                abs($0.side.mean - first.mean) < abs($1.side.mean - first.mean)
            }
            if let most {
                found.append(
                    PassDisagreement(
                        quantity: quantity, first: first.mean, other: most.side.mean,
                        otherPass: most.pass))
            }
        }
    }

    private static func medians(
        _ sample: StepSample, _ value: (StepSample.Answer) -> Double?
    ) -> [Double] {
        Dictionary(grouping: sample.answers, by: \.part).sorted { $0.key < $1.key }
            .compactMap { SortedSample($0.value.compactMap(value)).median }
    }
}
