import Analysis
import Emulator
import RunModel
import Statistics

/// A search against the emulator's engine in virtual time: each step's arrivals come from a seed of its own, and the server
/// goes from one step to the next with all that it holds.
struct VirtualSearch {
    var engine: EngineSimulation
    let spec: EngineSpec
    let workload: EngineWorkload
    let objectives: [EngineObjective]
    let seed: UInt64
    var search: CapacitySearch
    private(set) var requests = 0

    private static let rest = Duration.seconds(1)

    init(
        _ spec: EngineSpec, _ workload: EngineWorkload, _ objectives: [EngineObjective],
        isCounted: Bool = false, seed: UInt64
    ) {
        var rules = CapacitySearch.Rules(
            allowed: objectives.map { 1 - $0.share }, range: isCounted ? 1...1000 : 1.0 / 64...1000)
        rules.isCounted = isCounted
        rules.longestWait = objectives.compactMap(\.wait).max()?.seconds ?? 0
        engine = EngineSimulation(spec, seed: seed)
        self.spec = spec
        self.workload = workload
        self.objectives = objectives
        self.seed = seed
        search = CapacitySearch(rules)
    }

    /// Makes all steps.
    mutating func outcome() -> CapacitySearch.Outcome {
        while true {
            switch search.next() {
            case .finished(let outcome): return outcome
            case .step(let step): make(step)
            }
        }
    }

    /// The load that was found; nil where none was.
    mutating func found() -> Double? {
        if case .found(let load) = outcome() { load } else { nil }
    }

    private mutating func make(_ step: CapacitySearch.Step) {
        let stepSeed = seed &* 1_000_003 &+ UInt64(search.results.count)
        let start = engine.now + Self.rest
        let all: [EngineAnswer]
        var trial = engine
        if search.rules.isCounted {
            all = trial.runClosed(concurrency: Int(step.load), requests: step.most) {
                workload.arrival($0, seed: stepSeed, at: start)
            }
        } else {
            all = trial.run(
                workload.poisson(rate: step.load, count: step.most, seed: stepSeed, after: start))
        }
        var count = min(step.least, step.most)
        var evidence = evidence(all.prefix(count), step)
        var isSaturated = self.isSaturated(all.prefix(count), step)
        while !isSaturated, count < step.most, !search.isDecided(step, evidence) {
            count = min(step.most, StepJudge.nextLook(after: count))
            evidence = self.evidence(all.prefix(count), step)
            isSaturated = self.isSaturated(all.prefix(count), step)
        }
        requests += count
        if search.rules.isCounted {
            _ = engine.runClosed(concurrency: Int(step.load), requests: count) {
                workload.arrival($0, seed: stepSeed, at: start)
            }
        } else {
            _ = engine.run(
                workload.poisson(rate: step.load, count: count, seed: stepSeed, after: start))
        }
        var result = search.result(step, evidence)
        result.isSaturated = isSaturated
        search.add(result)
    }

    private func evidence(
        _ answers: ArraySlice<EngineAnswer>, _ step: CapacitySearch.Step
    ) -> StepEvidence {
        let counting = answers.dropFirst(answers.count / 4)
        let waits = counting.map { $0.timeToFirstToken?.seconds ?? 0 }
        let times = counting.filter { !$0.isFailed }.map(\.endToEnd).sorted()
        return StepEvidence(
            counts: objectives.map { objective in
                CountedAtLoad(
                    load: step.load, misses: counting.map { !objective.isMet(by: $0) },
                    waits: objective.isOfWaits ? waits : [])
            },
            requests: counting.count,
            medianAnswer: times.isEmpty ? nil : times[times.count / 2],
            isRising: StepEvidence.isRising(waits))
    }

    /// As the session sees it: by what is under way when the last of them comes.
    private func isSaturated(
        _ answers: ArraySlice<EngineAnswer>, _ step: CapacitySearch.Step
    ) -> Bool {
        guard !search.rules.isCounted, let last = answers.last?.arrived,
            let usual = search.results.first?.evidence.medianAnswer?.seconds
        else { return false }
        let wait = search.rules.longestWait
        return SaturatedLoad(
            rate: step.load, usualAnswer: usual, longestWait: wait > 0 ? wait : nil
        ).isReached(by: answers.count { $0.ended > last })
    }
}

extension EngineObjective {
    /// As `ServiceObjective` has it: how long a request may wait.
    fileprivate var wait: Duration? { [timeToFirstToken, endToEnd].compactMap { $0 }.max() }

    fileprivate var isOfWaits: Bool {
        [timeToFirstToken, longestGap, timePerOutputToken, endToEnd].contains { $0 != nil }
    }
}
