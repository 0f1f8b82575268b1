import Analysis
import RunModel
import Statistics
import Testing

/// What a search says at its end.
@Suite struct CapacityAnswerTests {
    private func summary(
        _ load: Double?, low: Double? = nil, high: Double? = nil, required: Double,
        _ outcome: CapacitySummary.Outcome = .found
    ) -> CapacitySummary {
        var plan = CapacityPlan()
        plan.objectives = ["ttft.p95 < 500ms"]
        plan.required = required
        var summary = CapacitySummary(
            version: "1", plan: RunPlan(), capacity: plan, endpoint: "", isEmulated: false,
            started: "")
        summary.outcome = outcome
        (summary.load, summary.low, summary.high) = (load, low, high)
        return summary
    }

    @Test func `what was confirmed holds what is required`() {
        #expect(summary(11, low: 9, high: 12, required: 10).isBelowRequired == false)
        #expect(summary(11, low: 10.4, high: 12, required: 13).isBelowRequired == true)
    }

    /// 9.5 was found, and 10 may hold or not.
    @Test func `what lies within the interval cannot be told`() {
        #expect(summary(9.5, low: 8.9, high: 10.4, required: 10).isBelowRequired == nil)
    }

    @Test func `a load that was not tried is not told to be too much`() {
        #expect(summary(8, required: 10, .holdsAtMost).isBelowRequired == nil)
        #expect(summary(8, required: 8, .holdsAtMost).isBelowRequired == false)
        #expect(summary(nil, required: 0.01, .neverHolds).isBelowRequired == nil)
    }

    /// 300 of 300 within the objective, beside a neighbour whose misses come in crowds.
    @Test func `a step without a miss is not believed more than its neighbours let it`() {
        var search = CapacitySearch(.init(allowed: [0.05], range: 0.1...100))
        let step = CapacitySearch.Step(load: 4, purpose: .narrowing, least: 200, most: 1000)
        func evidence(_ share: Double, _ count: Double, _ dependence: Double) -> StepEvidence {
            StepEvidence(
                counts: [
                    CountedAtLoad(load: 4, share: share, count: count, dependence: dependence)
                ],
                requests: Int(count), medianAnswer: .seconds(1))
        }
        let clean = evidence(0, 300, 1)
        #expect(search.result(step, clean, isLast: false).verdict == .holds)
        search.add(search.result(step, evidence(0.06, 750, 20)))
        #expect(search.result(step, clean, isLast: false).verdict == .undecided)
    }

    private func step(
        _ load: Double, _ share: Double, _ purpose: CapacitySearch.Purpose, count: Double = 4000
    ) -> (CapacitySearch.Step, StepEvidence) {
        let evidence = StepEvidence(
            counts: [CountedAtLoad(load: load, share: share, count: count, dependence: 2)],
            requests: Int(count), medianAnswer: .seconds(1))
        return (
            CapacitySearch.Step(load: load, purpose: purpose, least: 40, most: 4000), evidence
        )
    }

    private func search(_ steps: [(CapacitySearch.Step, StepEvidence)], isCounted: Bool = false)
        -> CapacitySearch
    {
        var rules = CapacitySearch.Rules(allowed: [0.05], range: 1...100)
        rules.isCounted = isCounted
        var search = CapacitySearch(rules)
        for (step, evidence) in steps { search.add(search.result(step, evidence)) }
        return search
    }

    /// Luck confirmed 11, at which 4.5 of 100 missed; at 10.6 it was 7.
    @Test func `what luck confirmed is told as low as all steps say`() throws {
        let found = search([
            step(8, 0.005, .rising), step(16, 0.9, .rising), step(10.6, 0.07, .narrowing),
            step(10.2, 0.055, .narrowing), step(11, 0.045, .confirming, count: 800),
        ])
        #expect(found.confirmed == 11)
        #expect(try #require(found.answer) < 10.7)
    }

    @Test func `streams are whole numbers`() throws {
        let found = search(
            [
                step(4, 0.001, .rising), step(8, 0.9, .rising), step(6, 0.5, .narrowing),
                step(5, 0.01, .confirming),
            ], isCounted: true)
        var told = summary(nil, required: 1, .untold)
        told.bracket(found)
        #expect(told.load == 5)
        #expect(told.low == told.low?.rounded())
        #expect(told.high == told.high?.rounded())
    }

    @Test func `a bound that is reached before the last look for drift leaves the answer`() throws {
        let steps = [
            step(4, 0.001, .rising), step(8, 0.9, .rising), step(6, 0.5, .narrowing),
            step(5, 0.01, .confirming),
        ]
        let found = search(steps, isCounted: true)
        try #require(
            found.next() == .step(.init(load: 4, purpose: .repeating, least: 40, most: 40)))
        var told = summary(nil, required: 5, .untold)
        told.stop(.duration, found)
        #expect(told.outcome == .found)
        #expect(told.load == 5)
        told.stop(.interrupted, found)
        #expect(told.outcome == .untold)
    }

    /// 7 of 100 missed what 5 may, in too few requests to be sure: no load that holds.
    @Test func `a step that misses more than may be has not held, though it did not surely fail`() {
        var search = CapacitySearch(.init(allowed: [0.05], range: 0.1...100))
        for (load, share) in [(4.0, 0.5), (2.0, 0.07)] {
            let step = CapacitySearch.Step(load: load, purpose: .falling, least: 40, most: 400)
            let evidence = StepEvidence(
                counts: [CountedAtLoad(load: load, share: share, count: 30, dependence: 2)],
                requests: 30, medianAnswer: .seconds(1))
            search.add(search.result(step, evidence))
        }
        #expect(search.failed == 4)
        #expect(search.held == nil)
        #expect(search.interval == nil)
    }
}
