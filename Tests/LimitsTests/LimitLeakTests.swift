import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Whether slots are lost when streams are left, and when they come back.
@Suite struct LimitLeakTests {
    private static func verification(
        _ seed: UInt64, _ streams: Int, _ probes: [LimitProbe],
        _ change: (inout StreamLimit) -> Void
    ) -> VirtualVerification {
        var verification = VirtualVerification { policy in
            policy.streams.limit = streams
            change(&policy.streams)
        }
        verification.server.seed = seed
        verification.plan.probes = probes
        return verification
    }

    @Test(arguments: [1, 4, 10], [[LimitProbe.leaks], [.streams, .leaks]])
    func `a server that gives all back loses none`(streams: Int, probes: [LimitProbe]) {
        for seed in Seeds.of(3 as UInt64) {
            let verification = Self.verification(seed, streams, probes) {
                $0.releaseOnCut = .after(.milliseconds(300))
            }
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            for subject in [LimitFinding.Subject.leakAfterCancel, .leakAfterCut] {
                #expect(
                    summary[subject]?.observed == "none lost", "\(summary[subject]?.reason ?? "")")
            }
        }
    }

    @Test(arguments: [4, 10])
    func `slots that a cancel never gives back are lost one by one`(streams: Int) {
        for seed in Seeds.of(3 as UInt64) {
            var verification = Self.verification(seed, streams, [.leaks]) {
                $0.releaseOnCancel = .never
            }
            verification.plan.leaks = 3
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            let finding = summary[.leakAfterCancel]
            #expect(finding?.observed == "3 of \(streams) slots lost", "\(finding?.reason ?? "")")
            #expect(finding?.reason.contains("one each") == true)
            #expect(summary[.leakAfterCut]?.verdict == .cannotTell)
            #expect(run.truth.slotsLeaked == 3)
        }
    }

    @Test func `twenty are enough to lose them all`() {
        let verification = Self.verification(1, 5, [.leaks]) { $0.releaseOnCut = .never }
        let (summary, run) = verification.run()
        #expect(run.isWithin(LimitsCost(verification.plan)))
        #expect(summary[.leakAfterCancel]?.observed == "none lost")
        #expect(summary[.leakAfterCut]?.observed == "5 of 5 slots lost")
    }

    @Test(arguments: [4, 12, 25])
    func `slots that come back late are told with when`(seconds: Int) {
        for seed in Seeds.of(3 as UInt64) {
            let verification = Self.verification(seed, 5, [.leaks]) {
                $0.releaseOnCancel = .after(.seconds(seconds))
            }
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            let leak = summary.leaks?.first { $0.cause == .cancel }
            #expect((leak?.lost ?? 0) > 0)
            #expect((leak?.recoveredLowSeconds ?? 1000) <= Double(seconds) + 0.5)
            #expect((leak?.recoveredHighSeconds ?? 0) >= Double(seconds) - 0.5)
        }
    }

    @Test func `without a ceiling no slot can be seen to be lost`() {
        var verification = Self.verification(1, 5, [.leaks]) { $0.limit = nil }
        verification.plan.statedStreams = 4
        let (summary, run) = verification.run()
        #expect(run.isFinished)
        #expect(summary[.leakAfterCancel]?.verdict == .cannotTell)
    }
}
