import Analysis
import Engine
import Foundation
import RecordStore
import RunModel

/// One step of a search: a run at one load that is looked at while it goes, and ended as soon as it is decided.
struct CapacityStepRun {
    let step: CapacitySearch.Step
    let order: RunOrder
    let objectives: [ServiceObjective]
    /// What was found before it.
    let search: CapacitySearch
    let terminal: Terminal

    /// How a step ended, and its record.
    struct Outcome {
        var result: CapacitySearch.Result
        var record: RunRecord
    }

    /// What an answer takes where the load is small; nil before any has been seen.
    private var usualAnswer: Duration? { search.results.first?.evidence.medianAnswer }

    /// What is left is let come to its end, but not for longer than this: as long as an objective lets it wait.
    private var longestDrain: Duration {
        let wait = objectives.compactMap(\.wait).max() ?? .zero
        return min(max(Self.usualDrain, wait + .seconds(2)), Self.mostDrain)
    }

    private static let usualDrain = Duration.seconds(10)
    private static let mostDrain = Duration.seconds(60)

    /// Runs the step to its end: soon where `isStopped` says that the search is to end now; where `isSpent` says that what it
    /// may take is used up, nothing more is started.
    ///
    /// - Throws: as `ActiveRun` does.
    func outcome(isStopped: () -> Bool, isSpent: () -> Bool) async throws -> Outcome {
        var look = Look(step)
        let steps = StepRun(order: order, terminal: terminal, longestDrain: longestDrain)
        let ended = try await steps.run(isStopped: isStopped) { run in
            let seen = run.progress()
            if isSaturated(seen) { return .saturated }
            if isSpent() { return .spent }
            guard look.isDue(seen) else { return nil }
            return isDecided(try evidence(of: run), &look) ? .decided : nil
        }
        let isOverfull = ended.earlyEnd == .saturated
        _ = try ended.finish().calibrated(in: ended.directory)
        let record = try RecordReader(opening: ended.directory.path).read()
        var result = search.result(step, evidence(record.manifest, record.requests))
        result.isSaturated = isOverfull
        return Outcome(result: result, record: record)
    }

    /// When rows are worth reading.
    private struct Look {
        private(set) var next: Int

        init(_ step: CapacitySearch.Step) { next = step.least }

        func isDue(_ progress: RunProgress) -> Bool {
            progress.startedRequests - progress.openStreams >= next
        }

        mutating func wait() { next = StepJudge.nextLook(after: next) }
    }

    private func isDecided(_ evidence: StepEvidence, _ look: inout Look) -> Bool {
        if search.isDecided(step, evidence) { return true }
        look.wait()
        return false
    }

    /// Whether what is under way is more than any steady state that keeps the objectives would have.
    private func isSaturated(_ seen: RunProgress) -> Bool {
        guard let rate = order.plan.load.rate, let usualAnswer else { return false }
        return seen.startedRequests >= step.least / 2
            && SaturatedLoad(
                rate: rate, usualAnswer: usualAnswer.seconds,
                longestWait: objectives.compactMap(\.wait).max()?.seconds
            ).isReached(by: seen.openStreams)
    }

    private func evidence(of run: ActiveRun) throws -> StepEvidence {
        let reader = try RecordReader(opening: run.directory.path)
        return evidence(reader.manifest, try reader.requests())
    }

    private func evidence(_ manifest: RunManifest, _ requests: [RequestRecord]) -> StepEvidence {
        StepEvidence(objectives, load: step.load, manifest: manifest, requests: requests)
    }
}
