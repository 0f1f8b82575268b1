import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Windows that are shorter or longer than is stated, by a tenth and more: none holds, and what is stated does.
@Suite struct LimitLengthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: WindowShape.Kind
        /// Of the stated length.
        var share: Double
        var stated: Int
        var seconds: Double

        var testDescription: String { "\(stated) in \(seconds * share) s, \(kind)" }

        func judged(seed: UInt64) -> (LimitsSummary, VirtualRun, LimitsPlan) {
            var verification = VirtualVerification { policy in
                policy.requests.limit = stated
                policy.window.kind = kind
                policy.window.length = .seconds(seconds * share)
            }
            verification.plan.statedRequests = stated
            verification.plan.window = TimeSpan(.seconds(seconds))
            verification.plan.probes = [.requests]
            verification.server.seed = seed
            verification.server.age = .milliseconds(17_300 + 771 * Int(seed))
            let (summary, run) = verification.run()
            return (summary, run, verification.plan)
        }
    }

    static let kinds = [WindowShape.Kind.sliding, .fixed, .fixedFromFirst, .slidingCounter]

    static func cases(_ shares: [Double]) -> [Case] {
        [(20, 2.0), (10, 10.0)].flatMap { stated, seconds in
            shares.flatMap { share in
                kinds.map { Case(kind: $0, share: share, stated: stated, seconds: seconds) }
            }
        }
    }

    @Test(arguments: Seeds.every(5, of: cases([0.85, 0.9, 1.1, 1.15])))
    func `a length that is a tenth off does not hold`(limiter: Case) {
        for seed in Seeds.of(2 as UInt64) {
            let (summary, run, plan) = limiter.judged(seed: seed)
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(plan)))
            let finding = summary[.requestsInWindow]
            #expect(finding?.verdict == .cannotTell, "\(seed): \(finding?.reason ?? "")")
        }
    }

    @Test(arguments: cases([1]))
    func `the stated length holds, with how closely it was looked at`(limiter: Case) {
        for seed in Seeds.of(2 as UInt64) {
            let (summary, _, _) = limiter.judged(seed: seed)
            let finding = summary[.requestsInWindow]
            // Edges of an estimate are seen less often.
            let isUntold = limiter.kind == .slidingCounter && finding?.verdict == .cannotTell
            #expect(finding?.verdict == .holds || isUntold, "\(seed): \(finding?.reason ?? "")")
            #expect(isUntold || finding?.reason.contains(", the length to ±") == true)
            #expect(isUntold || summary.window?.lengthError ?? 1 <= 0.1)
        }
    }
}
