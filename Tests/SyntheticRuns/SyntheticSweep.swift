package import Analysis
internal import RunModel
internal import Statistics

/// A sweep as it would be left behind by a server that makes so many answers at a time; drawn from a seed.
package struct SyntheticSweep {
    package var seed: UInt64 = 11
    /// Requests a second. An answer takes about 2 s, so that so many slots serve half as many a second.
    package var rates = [0.5, 1, 2, 3, 3.5, 6]
    package var slots = 8
    package var passes = 2
    package var secondsPerStep = 60.0
    /// How many times slower the server is in the second pass.
    package var slowdown = 1.0
    /// Loads at which the client could not keep up.
    package var limitedRates: Set<Double> = []

    package init() {}

    /// A step with its record.
    package struct Step {
        package let step: SweepStep
        package let record: SyntheticRecord
        package let summary: RunSummary
    }

    package var record: SweepRecord {
        let text = rates.map { "\($0)" }.joined(separator: ",")
        // Rates of a test can be read.
        let loads = (try? SweepLoads(parsing: text, .rate)) ?? .usual
        var base = RunPlan()
        base.name = "sweep"
        var record = SweepRecord(
            version: "1.0.0",
            plan: SweepPlan(base: base, loads: loads, passes: passes, arrivalSeed: 1),
            started: "2026-05-28T20:26:40Z", endpoint: "http://127.0.0.1:8080/v1")
        record.ended = "2026-05-28T20:46:40Z"
        record.ending = .completed
        return record
    }

    package func steps() -> [Step] { record.plan.places.map(step) }

    private func step(_ place: SweepPlan.Place) -> Step {
        var run = SyntheticRun()
        run.seed = seed &+ UInt64(place.pass) &* 1000 &+ UInt64(place.load.value * 10)
        run.rate = place.load.value
        run.requests = Int(place.load.value * secondsPerStep)
        run.rounds = 6
        run.slots = slots
        run.outputTokens = .normal(mean: 60, deviation: 6)
        if place.pass > 1, slowdown != 1 {
            run.roundLevels = [Double](repeating: slowdown, count: 6)
        }
        var record = run.record()
        if limitedRates.contains(place.load.value) { record.manifest.client.workerCPUSeconds = 1e6 }
        let summary = record.summaryOfStep()
        let sample = StepSample(
            place, manifest: record.manifest, requests: record.requests,
            histograms: record.histograms, summary: summary)
        let step = SweepStep(
            place, attempt: 0, folder: "\(place.load.label)-pass\(place.pass)",
            ending: sample.isOverloaded ? .saturated : .measured, settling: sample.settling)
        return Step(step: step, record: record, summary: summary)
    }

    /// What the sweep says.
    package func summary(of steps: [Step]) -> SweepSummary {
        var record = record
        record.steps = steps.map(\.step)
        let samples = steps.map { step in
            (
                step.step.folder,
                StepSample(
                    step.step.place, manifest: step.record.manifest, requests: step.record.requests,
                    histograms: step.record.histograms, summary: step.summary)
            )
        }
        return SweepSummary(record, samples: Dictionary(uniqueKeysWithValues: samples))
    }

    package func summary() -> SweepSummary { summary(of: steps()) }
}

extension SyntheticRecord {
    fileprivate func summaryOfStep() -> RunSummary {
        var digest = ChunkDigest(manifest: manifest, requests: requests)
        for chunk in chunks { digest.add(chunk) }
        return RunSummary(
            manifest: manifest, requests: requests, histograms: histograms, chunks: digest)
    }
}
