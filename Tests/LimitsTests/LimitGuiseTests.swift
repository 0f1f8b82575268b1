import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Limiters, and clients, that look like another limit than there is.
@Suite struct LimitGuiseTests {
    static func verification(
        _ stated: Int, in seconds: Double, seed: Int,
        _ change: (inout LimitPolicy) -> Void = { _ in }
    ) -> VirtualVerification {
        var verification = VirtualVerification { policy in
            policy.requests.limit = stated
            policy.window.length = .seconds(seconds)
            change(&policy)
        }
        verification.plan.probes = [.requests]
        verification.server.seed = UInt64(seed)
        verification.server.age = .milliseconds(17_300 + 771 * seed)
        return verification
    }

    @Test(arguments: [(20, 2.0), (30, 60.0), (60, 20.0)])
    func `requests that are counted at their end are no other number`(
        limiter: (number: Int, seconds: Double)
    ) {
        for seed in Seeds.of(5) {
            var verification = Self.verification(limiter.number, in: limiter.seconds, seed: seed) {
                $0.requests.limit = nil
            }
            verification.plan.statedRequests = limiter.number
            verification.server.strange = Stranger(
                seed: UInt64(seed), onEnding: { memory, _, now in memory.times.append(now) },
                onComing: { memory, _, now in
                    StrangeVerdict(memory.counted(limiter.seconds, at: now) < limiter.number)
                })
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            let finding = summary[.requestsInWindow]
            #expect(
                finding?.verdict == .holds || finding?.verdict == .cannotTell,
                "\(seed): \(finding?.reason ?? "")")
        }
    }

    @Test(arguments: [true, false], WindowShape.Kind.usual)
    func `shares of several servers are not told as two limits`(
        areDrawn: Bool, kind: WindowShape.Kind
    ) {
        for seed in Seeds.of(5) {
            var verification = Self.verification(15, in: 10, seed: seed) {
                $0.window.kind = kind
            }
            verification.plan.statedRequests = 60
            verification.server.replicas = 4
            verification.server.areReplicasDrawn = areDrawn
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            let finding = summary[.requestsInWindow]
            #expect(summary[.requestLayer]?.observed == nil)
            #expect(
                finding?.verdict == .cannotTell || finding?.verdict == .holds,
                "\(seed): \(finding?.reason ?? "")")
        }
    }

    @Test func `a number that moves up before the second round is told with when`() {
        for (seed, rate) in Seeds.of(4).flatMap({ seed in [60, 600, 6000].map { (seed, $0) } }) {
            var verification = LimitCeilingTests.verification(UInt64(seed), streams: 3) {
                $0.requests.limit = rate
            }
            verification.plan.probes = [.streams]
            let first = verification.run().1
            // Between the first two rounds.
            let opened = first.requests.filter { $0.probe?.isOfFilling == true }
            let last = opened.filter { $0.round == 0 }.compactMap(\.instants.sent).max()
            let next = opened.filter { $0.round == 1 }.compactMap(\.instants.sent).min()
            guard let last, let next else { continue }
            let change = (last - first.origin) + (next - last) / 2
            verification.server.policy.streams.irregular.laterLimit = 4
            verification.server.policy.streams.irregular.laterAfter =
                verification.server.age + change
            verification.plan.statedStreams = 4
            let finding = verification.run().0[.concurrentStreams]
            #expect(finding?.verdict == .cannotTell)
            #expect(
                finding?.reason.contains("moved from 3 to 4") == true, "\(finding?.reason ?? "")")
        }
    }

    @Test(arguments: WindowShape.Kind.usual)
    func `a reset that is an hour off is the minute's`(kind: WindowShape.Kind) {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
            policy.window.kind = kind
        }
        verification.server.resetOffset = .seconds(3600)
        let (summary, _) = verification.run()
        #expect(summary[.longBudget] == nil)
        #expect(summary[.requestsInWindow]?.verdict == .holds)
        #expect(summary[.resetRequestsHeader]?.verdict != .holds)
    }

    @Test func `a slot that was free later is not said to be lost`() {
        let verification = LimitCeilingTests.verification(1, streams: 3) {
            $0.streams.releaseOnCut = .after(.seconds(12))
        }
        let (summary, _) = verification.run()
        let finding = summary[.releaseAfterCut]
        if finding?.observed?.hasPrefix("not within") == true {
            #expect(finding?.verdict == .cannotTell, "\(finding?.reason ?? "")")
        }
    }

    @Test func `answers that were read late are not delayed by the server`() {
        var verification = Self.verification(60, in: 60, seed: 1)
        verification.server.lateReadEvery = 9
        let (summary, run) = verification.run()
        #expect(run.requests.count { $0.maxReadDelay ?? .zero > .seconds(1) } > 3)
        #expect(summary[.aboveRate]?.observed == "rejected")
        #expect(summary[.requestsInWindow]?.verdict != .lower)
    }

    @Test func `streams that break at random slow nobody`() {
        for seed in Seeds.of(10) {
            var verification = LimitCeilingTests.verification(UInt64(seed), streams: 2) {
                $0.streams.excess = .slow
            }
            verification.server.resetShare = 0.4
            verification.plan.probes = [.streams]
            let (summary, _) = verification.run()
            let isSlowed = summary.ceiling?.behaviour == .slowed
            #expect(!isSlowed || summary[.aboveCeiling]?.verdict == .cannotTell)
            #expect(summary[.concurrentStreams]?.verdict == .cannotTell)
        }
    }
}
