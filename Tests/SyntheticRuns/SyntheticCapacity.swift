package import Analysis
internal import Foundation
internal import RunModel
internal import Statistics

/// A search on a server of which each objective is missed by a share that rises with the load, as it would be left
/// behind.
package struct SyntheticCapacity {
    /// Requests a second at which the tightest objective is missed as often as it may be.
    package var capacity = 11.3
    package var objectives = [
        "ttft.p95 < 500ms", "failures < 1%",
        "goodput(ttft < 500ms, max_gap < 1s, e2e < 20s) > 95%",
    ]
    package var byConcurrency = false
    /// Steps after which it was interrupted.
    package var mostSteps = Int.max

    package init() {}

    package func summary() throws -> CapacitySummary {
        let objectives = try objectives.map { try ServiceObjective($0) }
        var plan = CapacityPlan()
        plan.objectives = self.objectives
        plan.load = byConcurrency ? .concurrency : .rate
        plan.required = 10
        var run = RunPlan()
        run.request.model = "example-8b"
        var summary = CapacitySummary(
            version: "1.0.0", plan: run, capacity: plan, endpoint: "http://127.0.0.1:8080/v1",
            isEmulated: false, started: "2026-05-28T20:26:40Z")
        var rules = CapacitySearch.Rules(allowed: objectives.map(\.allowed), range: 0.1...1000)
        rules.isCounted = byConcurrency
        var search = CapacitySearch(rules)
        while case .step(let step) = search.next() {
            guard summary.steps.count < mostSteps else {
                summary.stop(.interrupted, search)
                return summary
            }
            let result = search.result(step, evidence(step, objectives))
            summary.steps.append(made(result, objectives, number: summary.steps.count + 1))
            search.add(result)
        }
        if case .finished(let outcome) = search.next() { summary.conclude(outcome, search) }
        return summary
    }

    /// Later objectives bind at higher loads.
    private func share(_ load: Double, _ objective: ServiceObjective, _ place: Int) -> Double {
        let distance = log(load / (capacity * (1 + 0.3 * Double(place))))
        let odds = objective.allowed / (1 - objective.allowed) * exp(10 * distance)
        return odds / (1 + odds)
    }

    private func evidence(
        _ step: CapacitySearch.Step, _ objectives: [ServiceObjective]
    ) -> StepEvidence {
        StepEvidence(
            counts: objectives.enumerated().map { place, objective in
                CountedAtLoad(
                    load: step.load, share: share(step.load, objective, place),
                    count: Double(step.most) * 0.75, dependence: 8)
            }, requests: step.most * 3 / 4, medianAnswer: .seconds(2))
    }

    private func made(
        _ result: CapacitySearch.Result, _ objectives: [ServiceObjective], number: Int
    ) -> CapacityStep {
        var step = CapacityStep(
            result, objectives, folder: "steps/\(number)-\(result.step.load)",
            manifest: RunManifest(
                version: "1.0.0", plan: RunPlan(),
                clock: ClockAnchors(
                    originMonotonicNanoseconds: 0, originRealtimeNanoseconds: 0),
                endpoint: "", started: ""),
            requests: [], histograms: HistogramSet())
        step.requests = result.step.most
        step.tokens = result.step.most * 90
        step.seconds = Double(result.step.most) / result.step.load
        step.clientCPU = 0.09
        let wait = 200 * pow(result.step.load / capacity, 3) + 120
        step.medianTimeToFirstTokenMilliseconds = wait
        for place in step.objectives.indices {
            step.objectives[place].value =
                step.objectives[place].unit == .milliseconds
                ? 2 * wait : step.objectives[place].missed
        }
        return step
    }
}
