import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Servers that tempt to a verdict that is wrong.
@Suite struct LimitDoubtTests {
    @Test func `streams that wait for a slot are not taken for a rate that delays`() {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 20, streams: 8)
            policy.streams.excess = .queue
        }
        // Too short to fill the slots at the stated rate.
        verification.server.gap = .milliseconds(5)
        verification.plan.statedStreams = nil
        let (summary, _) = verification.run()
        #expect(summary[.aboveRate]?.observed == "rejected")
        #expect(summary[.requestsInWindow]?.verdict == .holds)
    }

    @Test func `streams that end before the rate allows the next are not tried for hours`() {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 20, streams: 20)
            policy.window.length = .seconds(600)
        }
        verification.plan.probes = [.streams, .release]
        let (summary, run) = verification.run()
        #expect(run.isFinished)
        #expect(run.ended < .seconds(1800))
        #expect(summary[.concurrentStreams]?.verdict == .cannotTell)
    }

    @Test(arguments: WindowShape.Kind.usual, [5, 9, 14])
    func `a rate that nobody stated is not taken for a number of streams`(
        kind: WindowShape.Kind, limit: Int
    ) {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: limit, streams: 20)
            policy.window.kind = kind
        }
        verification.plan.statedRequests = nil
        verification.plan.probes = [.streams, .release]
        let (summary, _) = verification.run()
        #expect(summary[.concurrentStreams]?.verdict == .cannotTell)
    }

    @Test func `a rate that is lower than stated is not taken for a number of streams`() {
        var verification = VirtualVerification { policy in
            policy.streams.limit = 8
            policy.requests.limit = 5
            policy.requests.offset = -2
            policy.window.kind = .bucket
            policy.window.length = .seconds(10)
            policy.requests.countsRejected = true
        }
        verification.server.timeToFirstToken = .seconds(2)
        let (summary, _) = verification.run()
        #expect(summary[.requestsInWindow]?.verdict == .lower)
        #expect(summary[.concurrentStreams]?.verdict == .cannotTell)
    }

    @Test func `streams that are slower together are not called unlimited`() {
        var verification = VirtualVerification { policy in
            policy.streams.limit = 1
            policy.streams.excess = .slow
        }
        verification.plan.probes = [.streams]
        verification.plan.margin = 2
        verification.plan.rounds = 1
        let (summary, _) = verification.run()
        let finding = summary[.concurrentStreams]
        #expect(finding?.verdict != .notEnforced)
        if finding?.verdict == .cannotTell {
            #expect(finding?.reason.contains("ask for longer answers with --") == true)
        }
    }

    @Test(arguments: [3, 5])
    func `answers too short for a queue to be seen are told, with what to do`(stated: Int) {
        for gap in [0.05, 0.2, 1, 3] {
            for own in [nil, 8...12] {
                var verification = VirtualVerification { policy in
                    policy.streams.limit = stated - 1
                    policy.streams.excess = own == nil ? .slow : .queue
                }
                verification.server.timeToFirstToken = .milliseconds(3)
                verification.server.gap = .milliseconds(gap)
                verification.server.ownLengths = own
                verification.plan.statedStreams = stated
                verification.plan.maxStreamTokens = 40
                verification.plan.probes = [.streams]
                let finding = verification.run().0[.concurrentStreams]
                guard finding?.verdict == .cannotTell else { continue }
                let option = own == nil ? "--max-stream-tokens" : "--prompt"
                #expect(
                    finding?.reason.contains("ask for longer answers with " + option) == true,
                    "\(gap), \(String(describing: own)): \(finding?.reason ?? "")")
                #expect(finding?.reason.contains("from which number") == false)
            }
        }
    }

    @Test func `no more wait for a slot than were announced`() {
        var verification = VirtualVerification { policy in
            policy.streams.limit = 1
            policy.streams.excess = .queue
        }
        verification.server.timeToFirstToken = .milliseconds(600)
        verification.server.gap = .milliseconds(5)
        verification.plan.statedRequests = 60
        verification.plan.margin = 6
        verification.plan.probes = [.streams]
        let (_, run) = verification.run()
        #expect(run.peakOpen <= LimitsCost(verification.plan).streams)
    }

    @Test func `a slot for one that waited is told as a bound, not as at once`() {
        let verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 300, streams: 5)
            policy.streams.excess = .queue
            policy.streams.releaseOnCancel = .after(.milliseconds(30))
        }
        let (summary, _) = verification.run()
        #expect(summary[.releaseAfterCancel]?.observed?.hasPrefix("within") == true)
    }

    @Test(arguments: [Emulator.SlotRelease.atOnce, .after(.milliseconds(400))], [1, 5])
    func `a whole answer that waits in a queue is not said to be refused`(
        release: Emulator.SlotRelease, streams: Int
    ) {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 300, streams: streams)
            policy.streams.excess = .queue
            policy.streams.countsWholeAnswers = true
            policy.streams.releaseOnCancel = release
        }
        verification.plan.probes = [.streams, .release]
        let (summary, run) = verification.run()
        #expect(!run.requests.contains { $0.status == 429 })
        let finding = summary[.wholeAnswersTakeSlots]
        #expect(finding?.observed == "yes")
        #expect(finding?.reason.contains("kept waiting, and not refused") == true)
        let words = summary.findings.map(\.reason).joined()
        #expect(!words.contains("turned away"))
        #expect(!summary.timeline.entries.contains { $0.state == .refused })
    }

    @Test func `zero may remain again and again where one at a time is freed`() {
        let verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 20, streams: 3)
            policy.window.kind = .bucket
            policy.errorShape = .close
        }
        let (summary, _) = verification.run()
        #expect(summary[.remainingRequestsHeader]?.contradicts == false)
    }
}
