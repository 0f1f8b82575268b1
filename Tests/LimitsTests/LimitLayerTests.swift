import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Two limits of requests at once.
@Suite struct LimitLayerTests {
    static func verification(
        _ stated: Int, _ kind: WindowShape.Kind, layers: [RateLayer], seed: Int = 1,
        offset: Int = 0,
        length: Int = 60
    ) -> VirtualVerification {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: stated, streams: 10)
            policy.requests.offset = offset
            policy.window.kind = kind
            policy.window.length = .seconds(length)
            policy.layers = layers
        }
        verification.server.seed = UInt64(seed)
        verification.server.age = .milliseconds(17_300 + 1_370 * seed)
        verification.plan.probes = [.requests]
        return verification
    }

    private static let inner: [RateLayer] = [
        RateLayer(limit: 20, .fixed, length: .seconds(1)),
        RateLayer(limit: 10, .sliding, length: .seconds(1)),
        RateLayer(limit: 20, .sliding, length: .seconds(1)),
    ]

    @Test(arguments: zip([WindowShape.Kind.fixed, .sliding, .bucket], inner))
    func `the minute's number is found beside a shorter limit`(
        outer: WindowShape.Kind, inner: RateLayer
    ) throws {
        let verification = Self.verification(300, outer, layers: [inner])
        let (summary, run) = verification.run()
        #expect(run.isWithin(LimitsCost(verification.plan)))
        let number = summary[.requestsInWindow]
        #expect(number?.verdict == .holds)
        #expect(summary.window?.candidates.contains { $0.kind.rawValue == outer.rawValue } == true)
        let found = try #require(summary.window?.layers)
        #expect(found.contains { $0.kind.rawValue == inner.window.kind.rawValue })
        let seconds = TimeSpan(inner.window.length)
        let words = inner.window.kind == .bucket ? "a bucket that holds" : "\(inner.limit) in"
        #expect(summary[.requestLayer]?.observed?.hasPrefix(words) == true)
        #expect(inner.window.kind == .bucket || number?.reason.contains("\(seconds)") == true)
        // Which of the two a field speaks of is not known.
        #expect(summary[.remainingRequestsHeader]?.contradicts == false)
    }

    @Test func `a minute's number that is lower is told beside a shorter limit`() {
        let verification = Self.verification(
            300, .sliding, layers: [RateLayer(limit: 20, .sliding, length: .seconds(1))],
            offset: -60)
        let (summary, _) = verification.run()
        #expect(summary[.requestsInWindow]?.verdict == .lower)
        #expect(summary[.requestsInWindow]?.observed == "240")
    }

    /// The number of the minute is not met where a second's is lower; what is let in evenly is told.
    @Test func `a second's limit of less than the minute's share is lower`() {
        let verification = Self.verification(
            300, .fixed, layers: [RateLayer(limit: 4, .fixed, length: .seconds(1))])
        let (summary, _) = verification.run()
        let verdict = summary[.requestsInWindow]?.verdict
        #expect(verdict == .lower || verdict == .cannotTell)
    }

    @Test func `a window that each request prolongs is told`() {
        let verification = Self.verification(60, .untilQuiet, layers: [])
        let (summary, _) = verification.run()
        #expect(summary[.requestsInWindow]?.verdict == .holds)
        #expect(summary.window?.only?.kind == .untilQuiet)
    }

    @Test(arguments: [WindowShape.Kind.fixedFromFirst, .slidingCounter])
    func `other ways of counting are told`(kind: WindowShape.Kind) {
        let (summary, _) = Self.verification(60, kind, layers: []).run()
        #expect(summary[.requestsInWindow]?.verdict == .holds)
        #expect(summary.window?.candidates.contains { $0.kind.rawValue == kind.rawValue } == true)
    }
}
