import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

@Suite struct VirtualClientTests {
    @Test func `a stream is recorded as the engine records one`() {
        var server = VirtualServer()
        server.latency = .milliseconds(5)
        let run = server.run(Script([(.seconds(1), .stream(0, tokens: 4))]))
        let record = run.of(0)
        #expect(record.outcome == .ok)
        #expect(record.finishReason == .length)
        #expect(run.time(0, \.sent) == .milliseconds(1000))
        #expect(run.time(0, \.head) == .milliseconds(1010))
        #expect(run.time(0, \.firstOutput) == .milliseconds(1210))
        #expect(run.time(0, \.secondOutput) == .milliseconds(1240))
        #expect(run.time(0, \.lastOutput) == .milliseconds(1300))
        #expect(run.time(0, \.closed) == .milliseconds(1300))
        #expect(record.events.output == 4)
        #expect(record.events.all == 8)
        #expect(record.events.isDone)
        #expect(record.tokens.output == 4)
        #expect(run.chunks.map(\.index) == [0, 1, 2, 3])
        #expect(run.ended == .milliseconds(1300))
    }

    @Test(arguments: [Departure.close, .reset])
    func `one that leaves has what had come; the server hears of it later`(departure: Departure) {
        var server = VirtualServer()
        server.latency = .milliseconds(20)
        server.policy.streams.limit = 1
        let left = Duration.milliseconds(300)
        let run = server.run(
            Script([
                (.zero, .stream(0, tokens: 50)), (left, .cancel(0, departure)),
                (left, .stream(1, tokens: 1)),
            ]))
        let record = run.of(0)
        #expect(record.outcome == .cancelled)
        #expect(run.time(0, \.closed) == left)
        // Tokens leave from 220 ms on, every 30 ms.
        #expect(record.events.output == 3)
        #expect(record.events.all == 4)
        #expect(record.tokens.output == nil)
        #expect(run.truth.generatedTokens == 5)
        #expect(run.truth.releases[departure == .close ? .cancel : .cut]?.count == 1)
        // What is sent after it arrives after it.
        #expect(run.of(1).outcome == .ok)
    }

    @Test func `connections break where they are to`() {
        let steps = Script([(.zero, .stream(0, tokens: 9)), (.zero, .whole(1, tokens: 9))])
        var server = VirtualServer()
        server.latency = .zero
        server.resetShare = 1
        let midway = server.run(steps)
        #expect(midway.requests.map(\.outcome) == [.reset, .reset])
        #expect(midway.of(0).events.output == 1)
        #expect(midway.time(0, \.closed) == .milliseconds(230))
        #expect(midway.of(1).status == 200)
        server.resetShare = 0
        server.resetBeforeHeadShare = 1
        let early = server.run(steps)
        #expect(early.requests.allSatisfy { $0.outcome == .reset && $0.instants.head == nil })
        #expect(early.truth.releases[.cut]?.count == 1)
        #expect(early.truth.accepted == 2)
    }

    @Test func `a target can be down, or refuse everybody`() {
        let steps = Script([(.zero, .stream(0, tokens: 9))])
        var server = VirtualServer()
        server.statusForAll = 401
        #expect(server.run(steps).of(0).outcome == .http4xx)
        #expect(server.run(steps).of(0).message == "The server answers all with 401.")
        server.isDown = true
        let record = server.run(steps).of(0)
        #expect(record.outcome == .connect)
        #expect(record.instants.sent == nil)
    }

    /// Sends the second request as soon as the first has output.
    private struct Follower: Dispatcher {
        let reactsToAnswers: Bool
        private var sent = 0
        private var hasOutput = false

        init(reacts: Bool) {
            reactsToAnswers = reacts
        }

        mutating func next(elapsed: Duration, open: Int) -> Dispatch {
            guard sent == 0 || hasOutput && sent == 1 else {
                return sent == 2 ? .finished : .waitForEnd
            }
            sent += 1
            return .start(Script.ticket(sent, .streaming, 5, at: elapsed))
        }

        mutating func saw(_ event: RequestEvent) {
            if case .firstOutput = event.kind { hasOutput = true }
        }

        var plannedEnd: Duration? { nil }
    }

    @Test func `only a dispatcher that wants so is asked after a first output`() {
        var server = VirtualServer()
        server.latency = .zero
        let reacting = server.run(Follower(reacts: true))
        #expect(reacting.time(2, \.started) == .milliseconds(200))
        let waiting = server.run(Follower(reacts: false))
        #expect(waiting.time(2, \.started) == .milliseconds(320))
    }

    @Test func `a run that does not end by itself is cut`() {
        let run = VirtualServer().run(
            Script([(.zero, .stream(0, tokens: 100_000))]), until: .seconds(10))
        #expect(!run.isFinished)
        #expect(run.ended == .seconds(10))
        #expect(run.of(0).outcome == .cut)
        #expect(run.of(0).events.output > 300)
        #expect(run.truth.streamsOpen == 0)
    }

    private func closedLoop(
        requests: Int, tier: TierPlan?, rules: RunRules? = nil
    ) -> any Dispatcher {
        var plan = RunPlan()
        plan.request.modes = .streaming
        plan.load.concurrency = 20
        plan.load.requests = requests
        plan.load.tier = tier
        return plan.dispatcher(
            for: WorkerShare(index: 0, count: 1), streams: 20, rules: rules ?? RunRules(plan.load))
    }

    @Test func `a governed closed loop keeps its tier`() {
        var server = VirtualServer()
        server.policy = LimitPolicy(requestsPerMinute: 300, streams: 10)
        server.timeToFirstTokenJitter = 0.2
        server.gapJitter = 0.3
        var load = LoadPlan()
        load.tier = .pro
        let rules = RunRules(load)
        let run = server.run(closedLoop(requests: 2000, tier: .pro, rules: rules))
        #expect(run.isFinished)
        #expect(run.requests.count == 2000)
        #expect(run.chunks.count == 400_000)
        #expect(run.truth.accepted == 2000)
        #expect(run.truth.rejected.isEmpty)
        #expect(run.truth.streamsPeak == 10)
        #expect(rules.heldBack(at: run.ended).streamsSeconds > 0)
        // 200 answers in a row of 200 ms and 199 gaps of 30 ms.
        #expect(abs(run.ended.seconds - 200 * 6.17) < 20)
    }

    @Test func `the same seed gives the same run`() {
        var server = VirtualServer()
        server.policy = LimitPolicy(requestsPerMinute: 60, streams: 3)
        server.timeToFirstTokenJitter = 0.5
        server.resetShare = 0.1
        let first = server.run(closedLoop(requests: 100, tier: nil))
        let second = server.run(closedLoop(requests: 100, tier: nil))
        #expect(first.requests == second.requests)
        #expect(first.chunks == second.chunks)
        server.seed += 1
        #expect(server.run(closedLoop(requests: 100, tier: nil)).requests != first.requests)
    }
}
