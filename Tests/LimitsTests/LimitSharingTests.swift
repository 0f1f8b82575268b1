import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Of whom a limit is: other callers ask while the first one is refused.
@Suite struct LimitSharingTests {
    private typealias Answer = LimitSharing.Answer

    static let callers = [
        OtherCaller(.key), OtherCaller(.model, "second"), OtherCaller(.address, "127.0.0.2"),
        OtherCaller(.connection),
    ]

    private static func verification(
        _ seed: UInt64, _ change: (inout LimitPolicy) -> Void
    ) -> VirtualVerification {
        var verification = VirtualVerification(change)
        verification.server.seed = seed
        verification.server.callers = callers
        verification.plan.callers = callers
        verification.plan.maxRequests = 6000
        return verification
    }

    /// Whether the caller's limits are the first one's where they are counted by `scope`.
    private static func isShared(
        _ difference: OtherCaller.Difference, _ scope: Emulator.LimitScope
    ) -> Bool {
        switch scope {
        case .key: difference != .key
        case .account: true
        case .model: difference == .address || difference == .connection
        case .address: difference != .address
        case .connection: difference != .connection
        }
    }

    private static func subjects(
        _ limit: LimitSharing.Limit, _ difference: OtherCaller.Difference
    ) -> LimitFinding.Subject? {
        LimitFinding.Subject(rawValue: "\(limit.rawValue)_by_\(difference.rawValue)")
    }

    @Test(arguments: Emulator.LimitScope.allCases)
    func `whose the limits are is told for each other caller`(scope: Emulator.LimitScope) throws {
        for seed in Seeds.of(4 as UInt64) {
            for (streams, requests, kind) in [
                (2, 60, WindowShape.Kind.fixed), (5, 90, .sliding), (10, 300, .bucket),
            ] {
                let verification = Self.verification(seed) { policy in
                    policy.scope = scope
                    policy.streams.limit = streams
                    policy.requests.limit = requests
                    policy.window.kind = kind
                }
                let (summary, run) = verification.run()
                #expect(run.isFinished)
                #expect(run.isWithin(LimitsCost(verification.plan)))
                for caller in Self.callers {
                    for limit in LimitSharing.Limit.allCases {
                        let subject = try #require(Self.subjects(limit, caller.difference))
                        let finding = summary[subject]
                        let sharing = summary.sharing?.first {
                            $0.limit == limit && $0.caller == caller
                        }
                        let expected: Answer =
                            Self.isShared(caller.difference, scope) ? .shared : .apart
                        #expect(
                            sharing?.answer == expected,
                            "\(scope) \(subject) \(streams) \(kind) \(seed): \(finding?.reason ?? "")"
                        )
                    }
                }
                // What the others take is no part of what is found of the first.
                #expect(summary[.concurrentStreams]?.verdict == .holds)
                #expect(summary[.requestsInWindow]?.verdict == .holds)
            }
        }
    }

    @Test(arguments: [StreamLimit.Excess.queue, .reject], [LimitScope.key, .account])
    func `a queue or a late slot hides nothing`(
        excess: StreamLimit.Excess, scope: Emulator.LimitScope
    ) {
        var verification = Self.verification(1) { policy in
            policy.scope = scope
            policy.streams.limit = 4
            policy.streams.excess = excess
            policy.streams.releaseOnEnd = .after(.milliseconds(900))
        }
        verification.plan.probes = [.streams, .release]
        verification.plan.callers = [Self.callers[0]]
        let (summary, run) = verification.run()
        #expect(run.isFinished)
        #expect(summary.sharing?.first?.answer == (scope == .key ? .apart : .shared))
    }

    @Test func `where no limit is met, nothing follows`() {
        let verification = Self.verification(1) { policy in
            policy.streams.limit = nil
            policy.requests.limit = nil
        }
        var stated = verification
        stated.plan.statedStreams = 4
        stated.plan.statedRequests = 60
        let (summary, run) = stated.run()
        #expect(run.isFinished)
        #expect(run.isWithin(LimitsCost(stated.plan)))
        #expect(summary[.streamsByKey]?.verdict == .cannotTell)
        #expect(summary[.requestsByKey]?.verdict == .cannotTell)
    }

    @Test func `without another caller there is no line of one`() {
        let (summary, _) = VirtualVerification { $0.streams.limit = 3 }.run()
        #expect(summary.sharing == nil)
        #expect(summary[.streamsByKey] == nil)
    }
}
