import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Limiters that look like what is stated and are not: none may be said to hold, or to be another number.
@Suite struct LimitAdversaryTests {
    private static func verification(
        _ stated: Int, in window: Duration, seed: UInt64 = 1,
        _ change: (inout LimitPolicy) -> Void
    ) -> VirtualVerification {
        var verification = VirtualVerification(change)
        verification.plan.statedRequests = stated
        verification.plan.window = TimeSpan(window)
        verification.plan.probes = [.requests]
        verification.server.seed = seed
        verification.server.age = .milliseconds(17_300 + 771 * Int(seed))
        return verification
    }

    @Test(arguments: [200, 240, 270])
    func `a lower minute behind a span that has its share does not hold`(outer: Int) {
        for seed in Seeds.of(5 as UInt64) {
            let verification = Self.verification(300, in: .seconds(60), seed: seed) { policy in
                policy.requests.limit = outer
                policy.layers = [RateLayer("50/10s fixed")].compactMap { $0 }
            }
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            let finding = summary[.requestsInWindow]
            #expect(
                finding?.verdict == .lower || finding?.verdict == .cannotTell,
                "\(outer) \(seed): \(finding?.reason ?? "")")
        }
    }

    /// The kind, and how many in how many seconds.
    typealias Other = (kind: WindowShape.Kind, limit: Int, seconds: Int)

    static let others: [Other] = [WindowShape.Kind.fixed, .sliding, .fixedFromFirst].flatMap {
        kind in
        [(60, 75), (60, 90), (60, 120), (75, 75), (66, 75)].map { (kind, $0.0, $0.1) }
    }

    @Test(arguments: Seeds.every(6, of: others))
    func `a window of another length is not what is stated`(
        kind: WindowShape.Kind, limit: Int, seconds: Int
    ) {
        for seed in Seeds.of(5 as UInt64) {
            let verification = Self.verification(60, in: .seconds(60), seed: seed) { policy in
                policy.requests.limit = limit
                policy.window.kind = kind
                policy.window.length = .seconds(seconds)
            }
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            let finding = summary[.requestsInWindow]
            // At the stated rate a longer window allows more at once, which is no less than stated.
            let isSlower = limit < seconds
            #expect(finding?.verdict != .holds, "\(kind) \(limit) in \(seconds) s, \(seed)")
            if isSlower {
                #expect(finding?.verdict != .higher, "\(kind) \(limit) in \(seconds) s, \(seed)")
            }
        }
    }

    @Test(arguments: [
        VirtualRefusal(200, #"{}"#),
        VirtualRefusal(
            402,
            #"{"error":{"type":"rate_limit_error","message":"Rate limit reached: 60 requests per minute. Please retry in 1.5s"}}"#
        ),
    ])
    func `a refusal in another form is not let in, and no end of a quota`(
        refusal: VirtualRefusal
    ) {
        var verification = Self.verification(60, in: .seconds(60)) { $0.requests.limit = 60 }
        verification.server.refusal = refusal
        let (summary, _) = verification.run()
        let verdict = summary[.requestsInWindow]?.verdict
        #expect(verdict == .holds || verdict == .cannotTell)
        #expect(summary[.quota] == nil)
    }

    @Test func `a wait that is always a second is too short where the window is longer`() {
        for seed in Seeds.of(5 as UInt64) {
            var verification = Self.verification(60, in: .seconds(60), seed: seed) {
                $0.requests.limit = 60
                $0.headers.truth = .none
            }
            verification.server.retryAfterOfAll = "20"
            let (summary, _) = verification.run()
            #expect(summary[.retryAfter]?.verdict != .holds)
        }
    }

    @Test func `what is limited at a time is no rate`() {
        var verification = VirtualVerification { $0.streams.limit = 2 }
        verification.plan.statedStreams = nil
        verification.plan.statedRequests = 60
        verification.plan.window = TimeSpan(.seconds(4))
        verification.plan.probes = [.requests]
        let (summary, run) = verification.run()
        #expect(run.isFinished)
        let finding = summary[.requestsInWindow]
        #expect(finding?.verdict == .cannotTell, "\(finding?.reason ?? "")")
    }
}
