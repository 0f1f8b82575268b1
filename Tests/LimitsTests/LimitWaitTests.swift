import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Waits that refusals name in several places, and what becomes of each.
@Suite struct LimitWaitTests {
    private func verification(
        _ kind: WindowShape.Kind = .fixed, seed: Int = 1,
        _ change: (inout LimitPolicy) -> Void
    ) -> VirtualVerification {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
            policy.window.kind = kind
            change(&policy)
        }
        verification.plan.probes = [.requests]
        verification.server.age = .milliseconds(17_300 + 1_370 * seed)
        return verification
    }

    @Test(arguments: WindowShape.Kind.usual)
    func `several places that are true hold together`(kind: WindowShape.Kind) throws {
        for seed in Seeds.of(4) {
            let (summary, run) = verification(kind, seed: seed) {
                $0.headers.retryAfter = .both
            }.run()
            let finding = try #require(summary[.retryAfter])
            #expect(finding.contradicts == false, "\(seed): \(finding.reason)")
            for name in ["retry-after ", "retry-after-ms ", "the body's words "] {
                #expect(finding.stated?.contains(name) == true)
            }
            let refused = run.requests.first { $0.status == 429 }
            #expect(refused?.limits.waits.map(\.source).contains("body.words") == true)
        }
    }

    @Test(arguments: [WindowShape.Kind.fixed, .sliding], [0.4, 0.7])
    func `the first place that lies is named`(kind: WindowShape.Kind, factor: Double) throws {
        let (summary, _) = verification(kind) {
            $0.headers.truth = .lying
            $0.headers.bodyWait = .retryDelay
            $0.headers.bodyWaitFactor = factor
        }.run()
        let finding = try #require(summary[.retryAfter])
        #expect(finding.verdict == .lower)
        #expect(finding.observed == "the body's retrydelay is too short")
        #expect(finding.reason.hasPrefix("the body's retrydelay is the first that is not true"))
    }

    @Test func `a header that lies is named before words that are true`() throws {
        let (summary, _) = verification {
            $0.headers.truth = .lying
            $0.headers.retryAfterFactor = 0.4
            $0.headers.bodyWaitFactor = 1
        }.run()
        let finding = try #require(summary[.retryAfter])
        #expect(finding.verdict == .lower)
        #expect(finding.observed == "retry-after is too short")
    }

    @Test(arguments: [BodyWait.words, .retryDelay])
    func `a wait in the body alone is held against what happens`(place: BodyWait) throws {
        let (summary, run) = verification {
            $0.headers.retryAfter = .none
            $0.headers.bodyWait = place
        }.run()
        let finding = try #require(summary[.retryAfter])
        #expect(finding.verdict == .holds)
        #expect(finding.stated?.contains("the body's") == true)
        let refused = run.requests.first { $0.status == 429 }
        #expect(refused?.limits.waits.contains { $0.source.hasPrefix("body.") } == true)
    }

    @Test(arguments: WindowShape.Kind.usual)
    func `what remains and is told late is no truth`(kind: WindowShape.Kind) throws {
        for seed in Seeds.of(6) {
            let (late, _) = verification(kind, seed: seed) {
                $0.headers.truth = .lying
                $0.headers.remainingLie = .lagging
            }.run()
            let finding = try #require(late[.remainingRequestsHeader])
            #expect(finding.verdict == .lower, "\(seed): \(finding.reason)")
            #expect(finding.observed == "none when 1 was told", "\(seed)")
            let (true_, _) = verification(kind, seed: seed) { _ in }.run()
            #expect(true_[.remainingRequestsHeader]?.contradicts == false, "\(seed)")
        }
    }

    @Test(arguments: WindowShape.Kind.usual, Seeds.every(3, of: [0.05, 0.2, 0.5]))
    func `what others take is no delay of the header`(
        kind: WindowShape.Kind, perSecond: Double
    ) {
        for seed in Seeds.of(4) {
            let (summary, _) = verification(kind, seed: seed) {
                $0.others.requestsPerSecond = perSecond
            }.run()
            #expect(summary[.remainingRequestsHeader]?.verdict != .lower, "\(seed)")
        }
    }
}
