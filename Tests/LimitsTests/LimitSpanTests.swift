import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// A number that is stated for a minute, and enforced over a shorter span of it.
@Suite struct LimitSpanTests {
    /// Stated for a minute; each span lets in `offset` more than its even share.
    private func verification(
        _ stated: Int, spanSeconds: Int, kind: WindowShape.Kind, offset: Int = 0, seed: Int = 1,
        change: (inout LimitPolicy) -> Void = { _ in }
    ) -> VirtualVerification {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: stated * spanSeconds / 60 + offset, streams: 10)
            policy.window.kind = kind
            policy.window.length = .seconds(spanSeconds)
            change(&policy)
        }
        verification.server.seed = UInt64(seed)
        verification.server.age = .milliseconds(17_300 + 1_370 * seed)
        verification.plan.statedRequests = stated
        verification.plan.window = TimeSpan(.seconds(60))
        verification.plan.probes = [.requests]
        return verification
    }

    @Test(
        arguments: Seeds.every(2, of: [1, 2, 5, 6, 10, 15, 20, 30]),
        [WindowShape.Kind.fixed, .sliding])
    func `the span is found in which requests are counted`(
        spanSeconds: Int, kind: WindowShape.Kind
    ) throws {
        for seed in Seeds.of(3) {
            let verification = verification(300, spanSeconds: spanSeconds, kind: kind, seed: seed)
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            let window = try #require(summary.window)
            let number = summary[.requestsInWindow]
            #expect(number?.verdict == .holds || number?.verdict == .cannotTell, "\(seed)")
            guard number?.verdict == .holds else { continue }
            #expect(window.lengthSeconds == Double(spanSeconds), "\(seed)")
            #expect(window.candidates.contains { $0.kind.rawValue == kind.rawValue })
            #expect(summary[.requestBurst]?.observed == "\(300 * spanSeconds / 60) at once")
            #expect(window.mostInStatedWindow ?? 0 >= 285)
        }
    }

    /// What Azure documents. Where an edge of the span falls into the first burst, which lasts a seventh of it, the
    /// span is met later, by the pattern of the whole minute.
    @Test func `300 a minute as 50 in each 10 s takes few requests and little time`() throws {
        var cheap = 0
        var told = 0
        for seed in 1...12 {
            let verification = verification(300, spanSeconds: 10, kind: .fixed, seed: seed)
            let (summary, run) = verification.run()
            let number = try #require(summary[.requestsInWindow])
            let last = run.requests.compactMap(\.instants.sent).max()
            if run.requests.count < 830, (last ?? run.origin) - run.origin < .seconds(170) {
                cheap += 1
            }
            #expect(run.requests.count < 950, "seed \(seed)")
            #expect(number.verdict == .holds || number.verdict == .cannotTell, "seed \(seed)")
            guard number.verdict == .holds else { continue }
            told += 1
            #expect(number.observed == "50 in each 10s")
            #expect(number.observedValue == 300)
            #expect(summary[.requestBurst]?.reason.contains("a burst of 51") == true)
        }
        #expect(cheap >= 9)
        #expect(told >= 10)
    }

    @Test(arguments: [-1, 1], [WindowShape.Kind.fixed, .sliding])
    func `a share that is not what is stated is told`(offset: Int, kind: WindowShape.Kind) {
        let verification = verification(300, spanSeconds: 10, kind: kind, offset: offset)
        let (summary, _) = verification.run()
        let verdict = summary[.requestsInWindow]?.verdict
        #expect(verdict == (offset < 0 ? .lower : .higher) || verdict == .cannotTell)
    }

    /// What looks like a span at first, and is none.
    @Test(arguments: [25, 30, 50], WindowShape.Kind.usual)
    func `a number that is lower is not taken for a span`(enforced: Int, kind: WindowShape.Kind) {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 300, streams: 10)
            policy.requests.offset = enforced - 300
            policy.window.kind = kind
        }
        verification.plan.probes = [.requests]
        let (summary, run) = verification.run()
        #expect(run.isWithin(LimitsCost(verification.plan)))
        #expect(summary[.requestsInWindow]?.verdict == .lower)
        #expect(summary.window?.statedSeconds == nil)
        // Two windows until all is forgotten, the pattern of five at most, a rest, and the stated number evenly; what is no span
        // is tried once.
        let last = run.requests.compactMap(\.instants.sent).max() ?? run.origin
        #expect(last - run.origin < .seconds(600))
    }

    @Test func `a header that tells the number of the whole minute is not called a lie`() {
        let verification = verification(300, spanSeconds: 10, kind: .fixed) { policy in
            policy.headers.truth = .lying
            policy.headers.statedRequests = 300
        }
        let (summary, _) = verification.run()
        #expect(summary[.limitRequestsHeader]?.verdict == .holds)
        #expect(summary[.remainingRequestsHeader]?.verdict == .cannotTell)
    }

    /// As where the minute has a limit of its own, which only sending its number would meet.
    @Test func `what a span lets in is not taken for the whole window`() {
        let (whole, run) = verification(300, spanSeconds: 10, kind: .fixed).run()
        #expect(whole[.requestsInWindow]?.verdict == .holds)
        let early = run.requests.filter {
            ($0.instants.sent ?? run.origin) - run.origin < .seconds(35)
        }
        let summary = LimitsSummary(
            manifest: whole.manifest, requests: early, chunks: LimitsChunks())
        #expect(summary[.requestsInWindow]?.observed == "50 in each 10s")
        #expect(summary[.requestsInWindow]?.verdict == .cannotTell)
    }

    @Test(arguments: [4, 9, 14, 22, 40])
    func `an interrupted search of spans has no verdict`(seconds: Int) {
        for kind in [WindowShape.Kind.fixed, .sliding] {
            let (summary, _) = verification(300, spanSeconds: 10, kind: kind).run(
                until: .seconds(seconds))
            #expect(summary[.requestsInWindow]?.verdict == .cannotTell)
            #expect(summary[.requestBurst] == nil)
        }
    }
}
