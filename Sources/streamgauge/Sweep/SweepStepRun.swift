import Analysis
import Engine
import RecordStore
import Reporting
import RunModel

/// One step of a sweep: what ends it early, and how it ended.
struct SweepStepRun {
    let order: RunOrder
    let mostFailures: Double
    let terminal: Terminal

    struct Outcome {
        let ending: SweepStep.Ending
        let directory: RecordDirectory
        let failure: RecordError?
    }

    /// Runs until all that was started has ended, or soon after `isStopped` says so.
    ///
    /// - Throws: as `ActiveRun` does, before anything is sent.
    func run(isStopped: () -> Bool) async throws -> Outcome {
        let rules = try AbortRules(order.plan.judging)
        var watch = StepWatch(order.plan.load, mostFailures: mostFailures)
        let run = try await StepRun(order: order, terminal: terminal).run(isStopped: isStopped) {
            rules.met(by: $0).map { .ruleMet($0) } ?? watch.look(at: $0)
        }
        return end(run, wasStopped: isStopped())
    }

    private func end(_ run: ActiveRun, wasStopped: Bool) -> Outcome {
        var failure: RecordError?
        do throws(RecordError) {
            let complete = try run.finish().calibrated(in: run.directory)
            for notice in complete.notices where notice.kind == .endedEarly {
                terminal.note("Note: \(notice.text).")
            }
        } catch {
            failure = error
        }
        failure = run.recordFailure ?? failure
        let ending: SweepStep.Ending =
            if failure != nil {
                .recordFailed
            } else if wasStopped {
                .interrupted
            } else {
                ending(run.earlyEnd)
            }
        return Outcome(ending: ending, directory: run.directory, failure: failure)
    }

    private func ending(_ early: EarlyEnd?) -> SweepStep.Ending {
        switch early {
        case .saturated: .saturated
        case .failing, .ruleMet: .failing
        case .pauseTooLong: .pauseTooLong
        case .failedAlike, .betweenFailed: .targetFailed
        // Bounds of one run are refused of a sweep.
        case .decided, .spent, .costReached, .tokensReached, nil: .measured
        }
    }
}

/// Says when surely more of the requests failed than may.
struct FailureRule {
    /// The share of those that ended.
    let most: Double
    private let rule: Assertion?

    init(most: Double) {
        self.most = most
        rule = try? Assertion.abortRule("failures > \(most * 100)%")
    }

    func isBroken(ended: Int, failed: Int) -> Bool {
        guard let rule else { return false }
        var numbers = LiveNumbers()
        numbers.ended = ended
        numbers.failed = failed
        return numbers.holds(for: rule)
    }
}

/// Looks at a run again and again, and says when its load is surely more than the target bears.
struct StepWatch {
    private let failureRule: FailureRule
    private var slices: LiveSlices?
    private var saturation = SaturationWatch()

    /// Parts of a step's time in which growth is looked for.
    private static let parts = 20.0
    private static let shortest = 0.5
    /// Requests that a part should have.
    private static let requestsInPart = 8.0

    init(_ load: LoadPlan, mostFailures: Double) {
        failureRule = FailureRule(most: mostFailures)
        guard let rate = load.rate else { return }
        let seconds =
            load.duration?.duration.seconds ?? load.requests.map { Double($0) / rate } ?? 0
        let length = max(seconds / Self.parts, Self.shortest, Self.requestsInPart / rate)
        slices = LiveSlices(
            begin: load.warmupDuration?.duration ?? .zero, length: .milliseconds(length * 1000))
    }

    /// What ends the run; nil while it should go on.
    mutating func look(at run: ActiveRun) -> EarlyEnd? {
        let progress = run.progress()
        let counts = progress.snapshot
        let failed = counts.failures.values.reduce(0, +)
        if failureRule.isBroken(ended: counts.requests, failed: failed) {
            return .failing(most: failureRule.most)
        }
        let slice = slices?.look(
            at: progress.elapsed, open: progress.openStreams,
            requests: (progress.startedRequests, counts.requests),
            firstTokens: { run.firstTokens() })
        if let slice { saturation.add(slice) }
        return saturation.isSaturated ? .saturated : nil
    }
}
