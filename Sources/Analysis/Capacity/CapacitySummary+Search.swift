package import RunModel
internal import Statistics

/// From the steps to the answer.
extension CapacitySummary {
    /// The bracket so far.
    package mutating func bracket(_ search: CapacitySearch) {
        load = search.answer ?? search.held
        low = search.interval?.lowerBound
        high = search.interval?.upperBound
        if search.rules.isCounted {
            // The largest whole number of streams below the edge.
            low = low.map { max($0.rounded(.down), 1) }
            high = high.map { max($0.rounded(.down), 1) }
        }
        // The load of the answer was confirmed by a step of its own, whatever the curve says.
        if let answer = search.answer {
            low = low.map { min($0, answer) }
            high = high.map { max($0, answer) }
        }
        breaking = Self.breaking(above: load, steps)
        clientCPU = clientCPU(search)
    }

    /// At the load that was confirmed, or at the largest that held.
    private func clientCPU(_ search: CapacitySearch) -> Double? {
        steps.last { $0.load == search.confirmed ?? search.held }?.clientCPU
    }

    /// The search has come to its end.
    package mutating func conclude(_ end: CapacitySearch.Outcome, _ search: CapacitySearch) {
        bracket(search)
        reason = nil
        switch end {
        case .found(let found): (outcome, load) = (.found, found)
        case .holdsAtMost(let most): (outcome, load) = (.holdsAtMost, most)
        case .neverHolds: (outcome, load) = (.neverHolds, nil)
        case .unsteady: (outcome, reason) = (.untold, .unsteady)
        }
        breaking = Self.breaking(above: load, steps)
        clientCPU = clientCPU(search)
        drift = Self.drift(steps)
    }

    /// The search ends before its end. Where nothing was left but to look for drift, the answer stands.
    package mutating func stop(_ why: Reason, _ search: CapacitySearch) {
        if case .step(let next) = search.next(), next.purpose == .repeating,
            let answer = search.answer, why.isOfBudget
        {
            return conclude(.found(answer), search)
        }
        bracket(search)
        outcome = .untold
        reason = why
    }

    /// The last step was cut short: it says nothing of its load.
    package mutating func loseLastStep() {
        guard !steps.isEmpty else { return }
        steps[steps.count - 1].verdict = .notCounted
    }

    /// What the steps say of other objectives, as far as they reach: no load was sent for them.
    ///
    /// - Parameters:
    ///   - objectives: What is to hold now.
    ///   - records: What each step's record has, in their order.
    /// - Returns: The same search, its steps judged by these objectives.
    package func asked(
        _ objectives: [ServiceObjective], of records: [(RunManifest, [RequestRecord], HistogramSet)]
    ) -> CapacitySummary {
        let allowed = objectives.map(\.allowed)
        var rules = CapacitySearch.Rules(allowed: allowed, range: 1e-6...1e6)
        rules.isCounted = capacity.load == .concurrency
        var search = CapacitySearch(rules)
        var other = self
        other.capacity.objectives = objectives.map(\.text)
        other.capacity.required = nil
        other.steps = zip(steps, records).map { step, record in
            let evidence = StepEvidence(
                objectives, load: step.load, manifest: record.0, requests: record.1)
            var result = search.result(
                CapacitySearch.Step(
                    load: step.load, purpose: step.purpose, least: step.requests,
                    most: step.requests),
                evidence)
            result.isSaturated = step.isSaturated
            var asked = CapacityStep(
                result, objectives, folder: step.folder, manifest: record.0, requests: record.1,
                histograms: record.2)
            if step.verdict == .notCounted {
                asked.verdict = .notCounted
            } else {
                search.add(result)
            }
            return asked
        }
        other.stop(.otherSearch, search)
        return other
    }

    /// Whether the capacity is surely below what is required; nil where that cannot be told. What was confirmed is held,
    /// and what nobody tried is not known.
    package var isBelowRequired: Bool? {
        guard let required = capacity.required else { return false }
        switch outcome {
        case .neverHolds:
            let least = steps.filter { $0.verdict == .fails }.map(\.load).min()
            return least.map { $0 <= required } == true ? true : nil
        case .holdsAtMost:
            return load.map { $0 >= required } == true ? false : nil
        case .found:
            guard let load else { return nil }
            if load >= required { return false }
            return max(high ?? load, load) < required ? true : nil
        case .untold:
            if let low, low >= required { return false }
            if let high, high < required { return true }
            return nil
        }
    }

    /// Of the smallest load above that failed the objective that was missed by most.
    private static func breaking(above load: Double?, _ steps: [CapacityStep]) -> Breaking? {
        let failed = steps.filter { step in
            step.verdict == .fails && load.map { step.load > $0 } ?? true
        }
        let edge = steps.filter { step in
            step.purpose == .above && load.map { step.load > $0 } ?? true
                && step.objectives.contains { $0.excess > 1 }
        }
        guard let first = failed.min(by: { $0.load < $1.load }) ?? edge.last,
            let worst = first.objectives.max(by: { $0.excess < $1.excess })
        else { return nil }
        return Breaking(
            load: first.load, objective: worst.text, value: worst.value, unit: worst.unit,
            isSaturated: first.isSaturated)
    }

    private static let leastDrift = 0.1

    /// The repeat of an early step against the step.
    private static func drift(_ steps: [CapacityStep]) -> Drift? {
        guard let again = steps.last, again.purpose == .repeating,
            let after = again.medianTimeToFirstTokenMilliseconds,
            let first = steps.first(where: { $0.load == again.load && $0.purpose == .rising }),
            let before = first.medianTimeToFirstTokenMilliseconds, before > 0
        else { return nil }
        return Drift(
            load: again.load, beforeMilliseconds: before, afterMilliseconds: after,
            isFound: abs(after / before - 1) > leastDrift && areApart(first, again))
    }

    /// Whether the intervals of the medians do not meet.
    private static func areApart(_ one: CapacityStep, _ other: CapacityStep) -> Bool {
        guard let low = one.medianLowMilliseconds, let high = one.medianHighMilliseconds,
            let otherLow = other.medianLowMilliseconds,
            let otherHigh = other.medianHighMilliseconds
        else { return false }
        return high < otherLow || otherHigh < low
    }

    /// What of our own kept a step from offering its load, in words; nil where nothing did.
    package static func clientLimit(
        manifest: RunManifest, requests: [RequestRecord]
    ) -> String? {
        let client = manifest.client
        guard requests.count > 20 else { return nil }
        let lags = SortedSample(requests.compactMap { $0.startLag?.seconds })
        if let lag = lags.quantile(0.99), lag > 0.1 {
            return "every hundredth request was sent \(Int((lag * 1000).rounded())) ms late or more"
        }
        if Double(client.delayedStarts) > 0.01 * Double(requests.count) {
            return "\(client.delayedStarts) starts waited for a free stream"
        }
        return nil
    }
}

extension CapacityStep.Objective {
    /// How many times as many requests missed it as may.
    var excess: Double { missed / allowed }
}
