import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Limiters whose refusals are easily taken for another number of streams than theirs.
@Suite struct LimitCeilingTests {
    static func verification(
        _ seed: UInt64, streams: Int = 5, _ change: (inout LimitPolicy) -> Void
    ) -> VirtualVerification {
        var verification = VirtualVerification { policy in
            policy.streams.limit = streams
            change(&policy)
        }
        verification.server.seed = seed
        verification.server.age = .milliseconds(17_300 + 977 * seed)
        verification.plan.probes = [.streams, .release]
        return verification
    }

    static func isOneTruth(_ summary: LimitsSummary) -> Bool {
        summary[.concurrentStreams]?.verdict != .cannotTell || summary.ceiling?.ceiling == nil
    }

    // MARK: Late, or never

    @Test(arguments: [1200, 2000, 6000], [[LimitProbe.streams], [.streams, .release]])
    func `a refusal that comes late is no queue`(delay: Int, probes: [LimitProbe]) {
        for seed in Seeds.of(3 as UInt64) {
            var verification = Self.verification(seed) {
                $0.streams.irregular.refusalDelay = .after(.milliseconds(delay))
            }
            verification.plan.probes = probes
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            #expect(summary.ceiling?.behaviour != .queued)
            let verdict = summary[.concurrentStreams]?.verdict
            #expect(verdict == .holds || verdict == .cannotTell, "\(String(describing: verdict))")
            #expect(delay > 2000 || verdict == .holds)
            #expect(Self.isOneTruth(summary))
        }
    }

    @Test(arguments: [1, 3, 8], [[LimitProbe.streams], [.streams, .release]])
    func `an attempt that never gets an answer is no queue`(streams: Int, probes: [LimitProbe]) {
        for seed in Seeds.of(3 as UInt64) {
            var verification = Self.verification(seed, streams: streams) {
                $0.streams.irregular.refusalDelay = .never
            }
            verification.plan.probes = probes
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            #expect(summary.ceiling?.behaviour == .unanswered)
            #expect(
                summary[.concurrentStreams]?.verdict == .holds,
                "\(summary[.concurrentStreams]?.reason ?? "")")
        }
    }

    @Test(arguments: [1, 3, 8])
    func `a queue is told from one that was served, though slots are all that is looked at`(
        streams: Int
    ) {
        for seed in Seeds.of(3 as UInt64) {
            var verification = Self.verification(seed, streams: streams) {
                $0.streams.excess = .queue
            }
            verification.plan.probes = [.streams]
            let (summary, _) = verification.run()
            #expect(summary.ceiling?.behaviour == .queued)
            #expect(
                summary[.concurrentStreams]?.verdict == .holds,
                "\(summary[.concurrentStreams]?.reason ?? "")")
        }
    }

    // MARK: Killed

    @Test(arguments: [100, 400, 900, 2500], [(5, 5), (5, 8), (8, 5), (2, 2)])
    func `streams that are let in and killed are told as that`(age: Int, numbers: (Int, Int)) {
        for seed in Seeds.of(3 as UInt64) {
            let (streams, stated) = numbers
            var verification = Self.verification(seed, streams: streams) {
                $0.streams.irregular.killAfter = .milliseconds(200 + age)
            }
            verification.plan.statedStreams = stated
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            let finding = summary[.concurrentStreams]
            let right: LimitFinding.Verdict =
                streams == stated ? .holds : streams < stated ? .lower : .higher
            #expect(
                finding?.verdict == right || finding?.verdict == .cannotTell,
                "\(String(describing: finding?.verdict)): \(finding?.reason ?? "")")
            if age <= 900 {
                #expect(finding?.verdict == right, "\(finding?.reason ?? "")")
                #expect(summary.ceiling?.behaviour == .killed)
            }
            #expect(Self.isOneTruth(summary))
        }
    }

    // MARK: Chance

    @Test(arguments: [(2, 2), (2, 4), (3, 3), (4, 2), (3, 6)])
    func `a fleet whose servers count apart has no number`(fleet: (servers: Int, each: Int)) {
        for seed in Seeds.of(20 as UInt64) {
            let verification = Self.verification(seed, streams: fleet.each) {
                $0.streams.irregular.fleet = fleet.servers
            }
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            let finding = summary[.concurrentStreams]
            // All of its slots together are a number that is met; any other is chance.
            let isWhole = finding?.observedValue == Double(fleet.servers * fleet.each)
            let isMet = run.requests.contains { $0.status == 429 }
            #expect(
                finding?.verdict == .cannotTell || isWhole || !isMet,
                "seed \(seed): \(String(describing: finding?.verdict)) \(finding?.reason ?? "")")
            #expect(Self.isOneTruth(summary))
        }
    }

    // MARK: Tokens

    @Test(arguments: [600, 1500, 4000, 9000], [3, 10])
    func `a limit of tokens in flight is told as one`(tokens: Int, stated: Int) {
        for seed in Seeds.of(4 as UInt64) {
            var verification = Self.verification(seed) {
                $0.streams.limit = nil
                $0.streams.irregular.tokensInFlight = tokens + Int(seed) * 17
            }
            verification.plan.statedStreams = stated
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            let finding = summary[.concurrentStreams]
            // Where twice as many as are stated never came to so many tokens, no limit is met.
            let isMet = run.requests.contains { $0.status == 429 }
            #expect(
                finding?.verdict == .cannotTell || !isMet,
                "\(String(describing: finding?.verdict)): \(finding?.reason ?? "")")
            #expect(Self.isOneTruth(summary))
        }
    }

    // MARK: Bursts

    @Test(arguments: [(3, 1000), (2, 500), (4, 2000)])
    func `opening fast is no number of streams`(starts: (number: Int, span: Int)) {
        for seed in Seeds.of(4 as UInt64) {
            for streams in [6, nil] {
                var verification = Self.verification(seed) {
                    $0.streams.limit = streams
                    $0.streams.irregular.starts = starts.number
                    $0.streams.irregular.startSpan = .milliseconds(starts.span)
                }
                verification.plan.statedStreams = 6
                let (summary, run) = verification.run()
                #expect(run.isFinished)
                #expect(run.isWithin(LimitsCost(verification.plan)))
                let finding = summary[.concurrentStreams]
                let right: LimitFinding.Verdict = streams == nil ? .notEnforced : .holds
                #expect(
                    finding?.verdict == .cannotTell || finding?.verdict == right,
                    "\(String(describing: finding?.verdict)): \(finding?.reason ?? "")")
                #expect(Self.isOneTruth(summary))
            }
        }
    }

    @Test func `what a burst lets in beyond the steady number is told beside it`() {
        for seed in Seeds.of(4 as UInt64) {
            let verification = Self.verification(seed) {
                $0.streams.irregular.countLag = .milliseconds(15)
            }
            let (summary, run) = verification.run()
            #expect(run.isWithin(LimitsCost(verification.plan)))
            #expect(summary[.concurrentStreams]?.verdict == .holds)
            #expect(summary[.streamBurst]?.observed == "8")
            #expect(summary[.streamBurst]?.reason.contains("3 more than") == true)
        }
    }

    @Test func `a limiter that counts in time lets no more in at a burst`() {
        let (summary, _) = Self.verification(1) { _ in }.run()
        #expect(summary[.streamBurst]?.observed == "5")
    }

    // MARK: Moves

    @Test(arguments: [(5, 3), (3, 6), (6, 5), (4, 9)], [4000, 9000, 14_000, 22_000])
    func `a number that moves meanwhile is told with when`(numbers: (Int, Int), after: Int) {
        for seed in Seeds.of(4 as UInt64) {
            var verification = Self.verification(seed, streams: numbers.0) {
                $0.streams.irregular.laterLimit = numbers.1
                $0.streams.irregular.laterAfter = .milliseconds(17_300 + 977 * Int(seed) + after)
            }
            verification.plan.statedStreams = 5
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            let finding = summary[.concurrentStreams]
            let isMoved = run.ended > .milliseconds(after)
            let rights = [numbers.0, numbers.1].map {
                $0 == 5 ? LimitFinding.Verdict.holds : $0 < 5 ? .lower : .higher
            }
            #expect(
                finding?.verdict == .cannotTell || !isMoved
                    || rights.contains(where: { $0 == finding?.verdict }),
                "\(String(describing: finding?.verdict)): \(finding?.reason ?? "")")
            #expect(Self.isOneTruth(summary))
        }
    }

    // MARK: Leaks in passing

    @Test(arguments: [3, 6])
    func `slots that a cancel never gives back are told`(streams: Int) {
        for seed in Seeds.of(3 as UInt64) {
            var verification = Self.verification(seed, streams: streams) {
                $0.requests.limit = 300
                $0.streams.releaseOnCancel = .never
            }
            verification.plan.probes = [.streams, .release, .requests]
            let (summary, run) = verification.run()
            #expect(run.isFinished)
            #expect(run.isWithin(LimitsCost(verification.plan)))
            #expect(
                summary[.concurrentStreams]?.verdict == .holds,
                "\(summary[.concurrentStreams]?.reason ?? "")")
            #expect(summary[.releaseAfterCancel]?.observed?.hasPrefix("not within") == true)
            let rate = summary[.requestsInWindow]
            #expect(
                rate?.verdict == .holds || rate?.verdict == .cannotTell, "\(rate?.reason ?? "")")
        }
    }
}
