import Analysis
import ArgumentParser
import Emulator
import Engine
import Foundation
import RecordStore
import Reporting
import RunModel

/// One search as its user sees it: step after step until the answer stands, with what it found so far in the folder
/// at any time.
struct CapacitySession {
    /// What every step asks.
    let plan: RunPlan
    let capacity: CapacityPlan
    let objectives: [ServiceObjective]
    let server: EmulatorServer?
    let apiKey: String?
    let folder: CapacityFolder
    let terminal: Terminal
    /// What goes on; it lies in the folder.
    var begun: CapacitySummary?

    /// - Returns: what was found, written to the folder as JSON.
    /// - Throws: `RecordError` where a record could not be kept; what was found before stands in the folder.
    ///   `ValidationError` of a search that goes on, where its steps are not those of its records.
    func run() async throws -> CapacitySummary {
        let stop = StepsStop()
        let signals = Signals { stop.signal() }
        defer { withExtendedLifetime(signals) {} }
        stop.began(in: folder.path)
        terminal.watch?.onStop { stop.request() }
        let isStopped = { stop.isRequested }
        var (search, summary) = (CapacitySearch(rules), empty)
        if let begun {
            search = try CapacityReplay(begun, in: folder, objectives).search(rules)
            summary = begun
            summary.capacity = capacity
        }
        do {
            try await goOn(&search, &summary, isStopped)
        } catch let error as RecordError where !summary.steps.isEmpty {
            // What was found before is told all the same.
            summary.detail = error.description
            summary.stop(.record, search)
            try? folder.write(summary, [.json])
        }
        return summary
    }

    /// Goes on until the answer stands, or something ends it.
    private func goOn(
        _ search: inout CapacitySearch, _ summary: inout CapacitySummary,
        _ isStopped: @escaping () -> Bool
    ) async throws {
        let budget = CapacityBudget(capacity, from: .now)
        while true {
            switch search.next() {
            case .finished(let outcome):
                summary.conclude(outcome, search)
                return try write(&summary, search)
            case .step(let step):
                var ending = budget.reason(summary)
                if ending == nil {
                    ending = try await make(step, &search, &summary, budget, isStopped)
                }
                if let ending { summary.stop(ending, search) }
                try write(&summary, search)
                if ending != nil { return }
            }
        }
    }

    private func write(
        _ summary: inout CapacitySummary, _ search: CapacitySearch
    ) throws(RecordError) {
        if summary.reason == .unfinished { summary.bracket(search) }
        try folder.write(summary, [.json])
    }

    // MARK: The steps

    /// - Returns: why the search ends here; nil where it goes on.
    private func make(
        _ step: CapacitySearch.Step, _ search: inout CapacitySearch,
        _ summary: inout CapacitySummary, _ budget: CapacityBudget,
        _ isStopped: @escaping () -> Bool
    ) async throws -> CapacitySummary.Reason? {
        let place = folder.step(summary.steps.count + 1, load: step.load)
        let order = try order(step, in: place.path, left: budget.requestsLeft(summary))
        let run = CapacityStepRun(
            step: step, order: order, objectives: objectives, search: search, terminal: terminal)
        let outcome = try await run.outcome(isStopped: isStopped, isSpent: { budget.isOver })
        let record = outcome.record
        let made = CapacityStep(
            outcome.result, objectives, folder: place.name, manifest: record.manifest,
            requests: record.requests, histograms: record.histograms)
        summary.steps.append(made)
        var ending = ending(of: record, step, &summary, isStopped)
        if ending != nil { summary.loseLastStep() }
        if let last = summary.steps.last {
            terminal.note(CapacityWording.line(last, capacity, number: summary.steps.count))
        }
        guard ending == nil else { return ending }
        if made.verdict == .fails {
            ending = try await settled(&summary, budget, isStopped)
            if ending == .targetFailed {
                // Failures of a target that is gone say nothing of the load.
                summary.loseLastStep()
                summary.detail = detail(step)
                return ending
            }
        }
        search.add(outcome.result)
        return ending
    }

    /// What cut a step short, so that it says nothing of its load; nil where it was made to its end.
    private func ending(
        of record: RunRecord, _ step: CapacitySearch.Step, _ summary: inout CapacitySummary,
        _ isStopped: () -> Bool
    ) -> CapacitySummary.Reason? {
        if isStopped() { return .interrupted }
        guard record.requests.contains(where: \.outcome.isSuccess), !record.requests.areOfLostTarget
        else {
            summary.detail = detail(step)
            return .targetFailed
        }
        summary.detail = CapacitySummary.clientLimit(
            manifest: record.manifest, requests: record.requests)
        return summary.detail == nil ? nil : .clientLimit
    }

    /// Where the target was lost.
    private func detail(_ step: CapacitySearch.Step) -> String {
        "at \(CapacityWording.load(step.load, capacity.load))"
    }

    /// Waits until a single request is answered as in the beginning: what a step that was too much has left in the
    /// server's queue is none of the next one's.
    private func settled(
        _ summary: inout CapacitySummary, _ budget: CapacityBudget,
        _ isStopped: @escaping () -> Bool
    ) async throws -> CapacitySummary.Reason? {
        let usual = summary.steps.first { $0.verdict != .fails }?.medianTimeToFirstTokenMilliseconds
        let start = ContinuousClock.now
        while !isStopped(), budget.reason(summary) == nil {
            let folder = try SmallRun.newFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let run = try SmallRun(try single(in: folder + "/probe"), terminal)
            try await run.end(isStopped: isStopped)
            let requests = try RecordReader(opening: run.run.directory.path).requests()
            summary.settlingRequests += requests.count
            guard let first = requests.first, !isStopped() else { break }
            guard first.outcome.isSuccess else {
                guard ContinuousClock.now - start < Self.longestSettling else {
                    return .targetFailed
                }
                try? await Task.sleep(for: .seconds(2))
                continue
            }
            let wait = first.timeToFirstToken?.milliseconds ?? 0
            guard let usual, wait > 2 * usual, ContinuousClock.now - start < Self.longestSettling
            else { return nil }
            try? await Task.sleep(for: .seconds(1))
        }
        return isStopped() ? .interrupted : nil
    }

    private static let longestSettling: Duration = .seconds(60)

    private func single(in folder: String) throws -> RunOrder {
        var step = plan
        step.load.concurrency = 1
        step.load.rate = nil
        step.load.requests = 1
        step.load.rounds = 1
        var order = try RunOrder(step, emulator: server, apiKey: apiKey)
        order.folder = folder
        return order
    }

    /// Each step has a seed of its own: one for all would share the luck of one draw, and the prompts of the step before.
    private func order(
        _ step: CapacitySearch.Step, in folder: String, left: Int
    ) throws -> RunOrder {
        var plan = plan
        plan.name = "\(plan.name)-\(QuantityText.load(step.load))"
        switch capacity.load {
        case .rate: plan.load.rate = step.load
        case .concurrency: plan.load.concurrency = Int(step.load)
        }
        plan.load.requests = min(step.most, left)
        plan.load.keepsGoing = nil
        plan.seed = RunSeed.derived(from: plan.seed)
        var order = try RunOrder(
            plan, emulator: server, apiKey: apiKey, seedDerivedFrom: self.plan.seed)
        order.folder = folder
        return order
    }

    // MARK: What bounds it

    private var rules: CapacitySearch.Rules {
        let tier = plan.load.tier
        let bound =
            switch capacity.load {
            case .rate: tier?.requestsPerMinute.map { Double($0) / 60 } ?? 10_000
            case .concurrency:
                Double(min(tier?.maxStreams ?? 10_000, plan.load.maxStreams ?? 10_000))
            }
        let most = min(capacity.most ?? bound, bound)
        let start = min(capacity.start ?? 1, most)
        let isCounted = capacity.load == .concurrency
        var rules = CapacitySearch.Rules(
            allowed: objectives.map(\.allowed),
            range: (isCounted ? 1 : min(start / 16, most))...most)
        rules.resolution = capacity.resolution
        rules.isCounted = isCounted
        rules.start = start
        rules.longestWait = objectives.compactMap(\.wait).max()?.seconds ?? 0
        return rules
    }

    private var empty: CapacitySummary {
        CapacitySummary(
            version: StreamGauge.version, plan: plan.withoutSecrets, capacity: capacity,
            endpoint: server?.baseURL ?? plan.shownAddresses ?? "",
            isEmulated: server != nil, started: UTCTime.now().iso8601)
    }
}
