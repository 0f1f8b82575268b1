import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Limits runs that someone ends, at every stage of theirs.
@Suite struct InterruptedLimitsTests {
    private static func searching(_ streams: Int, stated: Int?) -> VirtualVerification {
        var verification = VirtualVerification {
            $0 = LimitPolicy(requestsPerMinute: 300, streams: streams)
        }
        verification.plan.statedStreams = stated
        return verification
    }

    @Test(arguments: [5, 8, nil], [3, 5, 8, 40])
    func `a search that is cut off has no verdict and no number`(stated: Int?, streams: Int) {
        let verification = Self.searching(streams, stated: stated)
        for tenths in stride(from: 5, through: 150, by: 5) {
            let (summary, run) = verification.run(until: .milliseconds(100 * tenths))
            let finding = summary[.concurrentStreams]
            guard let ceiling = summary.ceiling, ceiling.mostOpen > 0 else {
                #expect(finding?.verdict == .cannotTell)
                continue
            }
            let refused = run.requests.count {
                $0.probe?.isOfFilling == true && $0.outcome == .rateLimited
            }
            let isEnough = refused >= 3 || ceiling.mostOpen >= verification.plan.highestGoal
            if isEnough { continue }
            #expect(finding?.verdict == .cannotTell, "\(tenths)")
            #expect(finding?.observed == "\(ceiling.mostOpen) so far", "\(tenths)")
            let words = "not judged: the run was interrupted while the slots were being filled"
            #expect(finding?.reason.hasPrefix(words) == true, "\(tenths)")
            #expect(ceiling.ceiling == nil, "\(tenths)")
        }
    }

    @Test(arguments: [3, 5, 7])
    func `what a round had found stands when the next is cut off`(streams: Int) {
        let verification = Self.searching(streams, stated: 5)
        var told = 0
        for seconds in stride(from: 2, through: 120, by: 2) {
            let (summary, run) = verification.run(until: .seconds(seconds))
            guard run.requests.contains(where: { $0.round == 1 }) else { continue }
            told += 1
            let finding = summary[.concurrentStreams]
            let right: LimitFinding.Verdict = streams == 5 ? .holds : streams < 5 ? .lower : .higher
            #expect(finding?.verdict == right, "\(seconds): \(finding?.reason ?? "")")
        }
        #expect(told > 0)
    }

    @Test func `a window that was left out from the beginning is not said to be interrupted`() {
        var verification = Self.searching(5, stated: 5)
        verification.plan.maxRequests = 150
        for seconds in [4, 8, 20] {
            let (summary, _) = verification.run(until: .seconds(seconds))
            let finding = summary[.requestsInWindow]
            #expect(finding?.verdict == .cannotTell)
            #expect(finding?.reason.hasPrefix("left out from the beginning") == true)
            #expect(finding?.reason.contains("--max-requests 150") == true)
        }
        // Nobody waits for it either.
        let (_, run) = verification.run()
        #expect(
            (run.requests.compactMap(\.instants.closed).max() ?? run.origin) - run.origin
                > run.ended + .seconds(-1))
    }

    @Test func `a slot that nobody left before the end is said to be so`() {
        let verification = Self.searching(5, stated: 5)
        let summaries = (1...150).map { verification.run(until: .milliseconds(100 * $0)).0 }
        let told = summaries.first { $0[.concurrentStreams]?.verdict == .holds }
        #expect(told?[.releaseAfterCut]?.reason.contains("interrupted before") == true)
    }
}
