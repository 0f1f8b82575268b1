import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer

/// Targets that tell little or nothing, and runs that do not hear enough.
@Suite struct SilentTargetTests {
    @Test func `a target that refuses everyone is not judged`() {
        for status in [401, 404, 500, 429] {
            var verification = VirtualVerification()
            verification.plan.statedStreams = 3
            verification.plan.statedRequests = 60
            verification.server.statusForAll = status
            let (summary, run) = verification.run()
            #expect(!summary.isUsable)
            #expect(run.sent <= 5)
            #expect(!summary.findings.contains { $0.contradicts || $0.verdict == .holds })
            for finding in summary.findings where finding.source == .user {
                #expect(finding.reason.contains("none of the first requests was let in"))
            }
        }
    }

    @Test func `a bound on requests leaves out what it does not reach`() {
        var verification = VirtualVerification {
            $0 = LimitPolicy(requestsPerMinute: 300, streams: 10)
        }
        verification.plan.maxRequests = 150
        let (summary, run) = verification.run()
        #expect(run.sent <= 150)
        #expect(summary[.concurrentStreams]?.verdict == .holds)
        #expect(summary[.requestsInWindow]?.verdict == .cannotTell)
    }

    @Test func `no limits at all are not enforced`() {
        var verification = VirtualVerification()
        verification.plan.statedStreams = 3
        verification.plan.statedRequests = 60
        let (summary, run) = verification.run()
        #expect(summary[.concurrentStreams]?.verdict == .notEnforced)
        #expect(summary[.requestsInWindow]?.verdict == .notEnforced)
        #expect(run.peakOpen <= 6)
    }

    @Test func `a span has a number only where it decides`() {
        let verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 10, streams: 5)
            policy.window.kind = .bucket
            policy.requests.countsRejected = true
        }
        let finding = verification.run().0[.requestsInWindow]
        #expect(finding?.verdict == .cannotTell || finding?.verdict == .holds)
        #expect((finding?.observedValue == nil) == (finding?.verdict == .cannotTell))
        if let value = finding?.observedValue { #expect(abs(value - 10) < 0.5) }
    }
}
