import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Servers that serve streams in ways of their own: in batches, one in place of another, or for a short time only.
@Suite struct LimitServingTests {
    private static func unlimited(streams: Int, requests: Int? = nil) -> VirtualVerification {
        var verification = VirtualVerification()
        verification.server.timeToFirstToken = .milliseconds(80)
        verification.server.gap = .milliseconds(10)
        verification.plan.statedStreams = streams
        verification.plan.statedRequests = requests
        return verification
    }

    // MARK: Batches

    @Test(arguments: [3, 6, 10], [500, 900])
    func `streams that are admitted in batches do not wait for a slot`(stated: Int, period: Int) {
        var verification = Self.unlimited(streams: stated)
        verification.server.admissionPeriod = .milliseconds(period)
        verification.plan.probes = [.streams, .release]
        let (summary, run) = verification.run()
        #expect(run.isFinished)
        #expect(summary.ceiling?.behaviour == .unlimited)
        #expect(summary[.concurrentStreams]?.verdict == .notEnforced)
        #expect(run.isWithin(LimitsCost(verification.plan)))
    }

    @Test func `a queue behind streams that begin late is one still`() {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 600, streams: 4)
            policy.streams.excess = .queue
        }
        verification.server.timeToFirstToken = .milliseconds(80)
        verification.server.timeToFirstTokenJitter = 0.9
        let (summary, _) = verification.run()
        #expect(summary.ceiling?.behaviour == .queued)
        #expect(summary[.concurrentStreams]?.verdict == .holds)
    }

    // MARK: One in place of another

    @Test(arguments: [1, 3, 8], [0, 2])
    func `a server that ends a running stream for a new one is told so`(limit: Int, more: Int) {
        var verification = Self.unlimited(streams: limit + more)
        verification.server.evictionLimit = limit
        verification.plan.probes = [.streams, .release]
        let (summary, run) = verification.run()
        #expect(summary.ceiling?.behaviour == .evicted)
        #expect(summary.ceiling?.ceiling == limit)
        #expect(summary[.concurrentStreams]?.verdict == (more == 0 ? .holds : .lower))
        let words = "the server ended a running stream when another began"
        #expect(summary[.concurrentStreams]?.reason.contains(words) == true)
        #expect(summary[.aboveCeiling]?.reason.contains(words) == true)
        #expect(run.isWithin(LimitsCost(verification.plan)))
    }

    // MARK: Short answers

    @Test(arguments: [20, 60, 200])
    func `answers that end before they are asked to keep to what was announced`(tokens: Int) {
        var verification = Self.unlimited(streams: 5)
        verification.server.ownLengths = tokens...tokens
        verification.plan.probes = [.streams, .release]
        let (summary, run) = verification.run()
        #expect(run.isFinished)
        #expect(run.isWithin(LimitsCost(verification.plan)))
        #expect(run.sent < 100)
        #expect(summary[.concurrentStreams]?.verdict != .lower)
    }

    @Test func `where no two streams can be open together, none is opened`() {
        var verification = Self.unlimited(streams: 10, requests: 20)
        verification.server.timeToFirstToken = .seconds(1)
        verification.server.ownLengths = 10...10
        verification.plan.probes = [.streams, .release]
        let (summary, run) = verification.run()
        #expect(summary[.concurrentStreams]?.verdict == .cannotTell)
        #expect(
            summary[.concurrentStreams]?.reason.contains("no two are ever open together") == true)
        #expect(run.sent == 4)
        #expect(run.ended < .seconds(20))
    }

    @Test func `streams that end before the next are soon given up`() {
        // Two or three are open at a time, and ten are stated.
        var verification = Self.unlimited(streams: 10, requests: 100)
        verification.server.timeToFirstToken = .seconds(1)
        verification.server.ownLengths = 20...20
        verification.plan.probes = [.streams, .release]
        let (summary, run) = verification.run()
        let finding = summary[.concurrentStreams]
        #expect(finding?.verdict == .cannotTell)
        #expect(finding?.reason.contains("answers none lasted longer than 1.") == true)
        #expect(run.ended < .seconds(60))
        #expect(run.sent < 25)
    }

    @Test func `a target that is too slow for a window is not asked for three`() {
        var verification = Self.unlimited(streams: 2, requests: 300)
        verification.server.timeToFirstToken = .seconds(1)
        verification.plan.probes = [.requests]
        let (summary, run) = verification.run()
        #expect(summary[.requestsInWindow]?.verdict == .cannotTell)
        #expect(summary[.requestsInWindow]?.reason.contains("too slowly") == true)
        #expect(run.requests.count < 80)
    }

    // MARK: What is announced

    @Test func `the bound on tokens is kept`() {
        var verification = VirtualVerification {
            $0 = LimitPolicy(requestsPerMinute: 60, streams: 5)
        }
        verification.plan.maxTokens = 2000
        let (_, run) = verification.run()
        #expect(run.isFinished)
        #expect(run.isWithin(LimitsCost(verification.plan)))
        #expect(LimitsCost(verification.plan).most.tokens == 2000)
    }

    @Test func `a target that takes more than was announced is told after its first answers`() {
        for (gap, isTold) in [(30, false), (3, true)] {
            var verification = VirtualVerification {
                $0 = LimitPolicy(requestsPerMinute: 300, streams: 5)
            }
            verification.server.timeToFirstToken = .milliseconds(500)
            verification.server.gap = .milliseconds(gap)
            verification.plan.probes = [.streams]
            let correction = CostCorrection()
            let run = verification.server.run(
                LimitsSession(verification.plan, correction: correction))
            let announced = LimitsCost(verification.plan)
            #expect((correction.cost != nil) == isTold)
            #expect(run.isWithin(correction.cost?.cost ?? announced))
            if let corrected = correction.cost?.cost {
                #expect(corrected.about.tokens > announced.about.tokens)
                #expect(corrected.most.tokens <= announced.most.tokens)
            }
        }
    }

    @Test(arguments: [0, 1500])
    func `much more than was announced is told, with the part that took it`(release: Int) {
        var verification = VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 600, streams: 3)
            policy.streams.releaseOnEnd = .after(.milliseconds(release))
            policy.streams.releaseOnCancel = .after(.milliseconds(release))
            policy.streams.releaseOnCut = .after(.milliseconds(release))
        }
        verification.plan.probes = [.streams, .release]
        let correction = CostCorrection()
        let run = verification.server.run(
            LimitsSession(verification.plan, correction: correction))
        let announced = correction.cost?.cost ?? LimitsCost(verification.plan)
        #expect(run.isWithin(LimitsCost(verification.plan)))
        let isMuch = run.sent * 2 >= announced.about.requests * 3
        #expect(isMuch == (release > 0), "\(run.sent) of about \(announced.about.requests)")
        #expect((correction.overrun != nil) == isMuch)
        guard let overrun = correction.overrun else { return }
        #expect(overrun.sent == run.sent)
        #expect(overrun.about == announced.about.requests)
        #expect(overrun.excesses.first?.part == .freeing)
    }

    @Test func `requests that are sent again never pass the bound`() {
        var plan = LimitsPlan()
        plan.statedStreams = 4
        plan.statedRequests = 600
        plan.maxRequests = 15
        plan.probes = [.streams]
        var session = LimitsSession(plan)
        var now = Duration.zero
        var sent = 0
        for _ in 0..<10_000 {
            now += .milliseconds(10)
            guard case .start(let ticket) = session.next(elapsed: now, open: 0) else { continue }
            sent += 2
            var record = RequestRecord(
                request: ticket.request, round: ticket.round, phase: .measured, mode: ticket.mode,
                worker: 0)
            record.outcome = .reset
            record.resends = 1
            if ticket.probe == .baseline { record.outcome = .ok }
            session.saw(RequestEvent(ticket, at: now, .ended(record)))
        }
        #expect((8...15).contains(sent), "\(sent)")
    }
}
