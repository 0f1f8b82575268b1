package import RunModel
internal import Statistics

extension CapacityStep {
    /// From what the search was told of the step, its folder within the search's, and all rows of its record.
    package init(
        _ result: CapacitySearch.Result, _ objectives: [ServiceObjective], folder: String,
        manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet
    ) {
        load = result.step.load
        purpose = result.step.purpose
        self.folder = folder
        isSaturated = result.isSaturated
        verdict = result.isFailed ? .fails : result.verdict == .holds ? .holds : .edge
        self.requests = requests.count
        counted = result.evidence.requests
        let known = StepRows(requests, silence: ServiceObjective.silence(of: objectives)).rows
        tokens = requests.reduce(0) { $0 + ($1.countedTokens ?? $1.events.output) }
        let judged = known.filter { $0.outcome.isSuccess || $0.outcome.isFailure }
        failures =
            judged.isEmpty
            ? 0 : Double(judged.count(where: \.outcome.isFailure)) / Double(judged.count)
        let first = requests.map(\.instants.scheduled.nanoseconds).min()
        let last = requests.compactMap(\.instants.closed).map(\.nanoseconds).max()
        if let first, let last, last > first {
            seconds = Double(last - first) / 1e9
        } else {
            seconds = 0
        }
        let waits = judged.filter(\.outcome.isSuccess).compactMap {
            $0.timeToFirstToken?.milliseconds
        }
        let median = OrderedSample(waits).estimate(quantile: 0.5)
        medianTimeToFirstTokenMilliseconds = median?.value
        medianLowMilliseconds = median?.low
        medianHighMilliseconds = median?.high
        let workers = manifest.client.workers
        clientCPU =
            workers > 0 && seconds > 0
            ? manifest.client.workerCPUSeconds / seconds / Double(workers) : nil
        let values = AssertionJudge(
            manifest: manifest, requests: known, histograms: histograms
        ).results(of: objectives.map(\.assertion))
        self.objectives = zip(zip(objectives, result.weighed.counts), values).map { pair, value in
            let interval = pair.1.interval(deviations: 1.96)
            return Objective(
                text: pair.0.text, missed: pair.1.share, missedLow: interval.low,
                missedHigh: interval.high, allowed: pair.0.allowed, value: value.value,
                unit: value.unit, bound: value.bound)
        }
    }
}
