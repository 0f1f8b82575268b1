import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Every combination of what a limiter can be, each judged and held against what it is.
@Suite struct LimitMatrixTests {
    struct Combination: CustomTestStringConvertible, Sendable {
        var window: WindowShape.Kind
        var excess: StreamLimit.Excess
        var release: Emulator.SlotRelease
        var headers: LimitHeaderPolicy.Truth

        var testDescription: String { "\(window), \(excess), \(release), \(headers) headers" }

        var verification: VirtualVerification {
            VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
                policy.window.kind = window
                policy.streams.excess = excess
                policy.streams.releaseOnEnd = release == .atNaturalEnd ? .atOnce : release
                policy.streams.releaseOnCancel = release
                policy.streams.releaseOnCut = release
                policy.headers.truth = headers
                policy.headers.retryAfterFactor = 0.4
                policy.headers.remainingLie = .stuck
                policy.headers.statedRequests = 90
            }
        }
    }

    static let combinations = WindowShape.Kind.usual.flatMap { window in
        StreamLimit.Excess.allCases.flatMap { excess in
            [Emulator.SlotRelease.atOnce, .after(.milliseconds(400)), .atNaturalEnd].flatMap {
                release in
                LimitHeaderPolicy.Truth.allCases.map {
                    Combination(window: window, excess: excess, release: release, headers: $0)
                }
            }
        }
    }

    @Test(arguments: Seeds.every(4, of: combinations))
    func `what is found is what the limiter is`(combination: Combination) {
        let (summary, run) = combination.verification.run()
        #expect(run.isFinished)
        #expect(run.isWithin(LimitsCost(combination.verification.plan)))
        #expect(summary[.concurrentStreams]?.verdict == .holds)
        #expect(
            summary[.requestsInWindow]?.verdict == .holds,
            "\(summary[.requestsInWindow]?.reason ?? "")")
        let kinds = summary.window?.candidates.map(\.kind.rawValue)
        #expect(kinds?.contains(combination.window.rawValue) == true)
        checkBehaviour(combination, summary)
        checkRelease(combination, summary)
        checkHeaders(combination, summary)
    }

    private func checkBehaviour(_ combination: Combination, _ summary: LimitsSummary) {
        switch combination.excess {
        case .reject: #expect(summary.ceiling?.behaviour == .rejected)
        case .queue: #expect(summary.ceiling?.behaviour == .queued)
        case .slow: #expect(summary.ceiling?.behaviour == .slowed)
        }
    }

    private func checkRelease(_ combination: Combination, _ summary: LimitsSummary) {
        // Where all are let in there is no slot to wait for.
        guard combination.excess != .slow else {
            #expect(summary.releases.isEmpty)
            return
        }
        for cause in Analysis.SlotRelease.Cause.allCases {
            let found = summary.releases.first { $0.cause == cause && !$0.isWholeAnswer }
            switch combination.release {
            case .atOnce: #expect(found?.kind == .atOnce)
            case .after: #expect(found?.kind == .afterDelay)
            case .never: #expect(found?.kind == .notSeen)
            case .atNaturalEnd:
                #expect(found?.kind == (cause == .end ? .atOnce : .atNaturalEnd))
            }
        }
    }

    private func checkHeaders(_ combination: Combination, _ summary: LimitsSummary) {
        let subjects: [LimitFinding.Subject] = [
            .retryAfter, .limitRequestsHeader, .remainingRequestsHeader,
        ]
        for subject in subjects {
            let finding = summary[subject]
            switch combination.headers {
            case .none: #expect(finding?.observed == "not sent")
            case .honest: #expect(finding?.contradicts == false)
            case .lying where subject == .retryAfter && combination.window == .bucket:
                // A second is told for a wait of a second, or of less.
                break
            case .lying: #expect(finding?.verdict == .lower)
            }
        }
    }
}
