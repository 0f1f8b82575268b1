import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// The limits of the emulator, in virtual time: 200 ms to the first token, 30 ms from token to token, no
/// latency unless a test wants one.
@Suite struct VirtualLimitTests {
    private func server(_ change: (inout VirtualServer) -> Void) -> VirtualServer {
        var server = VirtualServer()
        server.latency = .zero
        change(&server)
        return server
    }

    @Test(
        arguments: [
            (.json429, .rateLimited, 429), (.json503, .http5xx, 503),
            (.errorEvent, .inBandError, 200), (.close, .reset, nil),
        ] as [(RefusalShape, Outcome, Int?)])
    func `a stream over the ceiling is refused as the policy says`(
        shape: RefusalShape, outcome: Outcome, status: Int?
    ) {
        let server = server {
            $0.policy.streams.limit = 2
            $0.policy.errorShape = shape
            $0.latency = .milliseconds(5)
        }
        let run = server.run(
            Script([
                (.zero, .stream(0, tokens: 10)), (.zero, .stream(1, tokens: 10)),
                (.milliseconds(100), .stream(2, tokens: 10)),
            ]))
        #expect(run.requests.map(\.request) == [2, 0, 1])
        let refused = run.of(2)
        #expect(refused.outcome == outcome)
        #expect(refused.status == status)
        #expect(run.time(2, \.closed) == .milliseconds(110))
        #expect(run.time(2, \.head) == status.map { _ in .milliseconds(110) })
        let error = ServerError(type: "streams", code: "rate_limit_exceeded")
        #expect(refused.error == (status == nil ? nil : error))
        #expect(run.of(0).outcome == .ok)
        #expect(run.truth.streamsPeak == 2)
        #expect(run.truth.rejected == [.streams: 1])
        #expect(run.peakOpen == 3)
        #expect(run.isFinished)
    }

    @Test(arguments: StreamLimit.QueuedHead.allCases)
    func `a queued stream begins when the slot is free`(head: StreamLimit.QueuedHead) {
        let server = server {
            $0.policy.streams.limit = 1
            $0.policy.streams.excess = .queue
            $0.policy.streams.queuedHead = head
        }
        let run = server.run(
            Script([(.zero, .stream(0, tokens: 11)), (.milliseconds(10), .stream(1, tokens: 2))]))
        #expect(run.time(0, \.closed) == .milliseconds(500))
        #expect(run.time(1, \.head) == .milliseconds(head == .atOnce ? 10 : 500))
        #expect(run.time(1, \.firstOutput) == .milliseconds(700))
        #expect(run.time(1, \.closed) == .milliseconds(730))
        #expect(run.truth.waited == 1)
    }

    @Test func `one that leaves the queue takes no slot`() {
        let server = server {
            $0.policy.streams.limit = 1
            $0.policy.streams.excess = .queue
        }
        let run = server.run(
            Script([
                (.zero, .stream(0, tokens: 11)), (.zero, .stream(1, tokens: 5)),
                (.zero, .stream(2, tokens: 1)), (.milliseconds(50), .cancel(1, .close)),
            ]))
        #expect(run.of(1).outcome == .cancelled)
        #expect(run.of(1).instants.head == nil)
        #expect(run.time(2, \.firstOutput) == .milliseconds(700))
        #expect(run.truth.gaveUp == 1)
    }

    @Test func `streams too many slow all of them while they last`() {
        let server = server {
            $0.policy.streams.limit = 1
            $0.policy.streams.excess = .slow
        }
        let run = server.run(
            Script([(.zero, .stream(0, tokens: 11)), (.zero, .stream(1, tokens: 3))]))
        #expect(run.time(1, \.closed) == .milliseconds(320))
        let arrivals = run.chunks.filter { $0.request == 0 }.map(\.arrived)
        let gaps = zip(arrivals.dropFirst(), arrivals).map { $0 - $1 }
        // The third gap begins before the other stream has ended.
        #expect(gaps.prefix(3) == [.milliseconds(60), .milliseconds(60), .milliseconds(60)])
        #expect(gaps.dropFirst(3).allSatisfy { $0 == .milliseconds(30) })
        #expect(run.of(0).maxGap == .milliseconds(60))
    }

    /// The first stream would end at 500 ms; where it is left, that is at 300 ms.
    @Test(
        arguments: [
            (.end, .atOnce, 500), (.end, .after(.milliseconds(250)), 750),
            (.cancel, .atOnce, 300), (.cancel, .after(.milliseconds(40)), 340),
            (.cancel, .atNaturalEnd, 500), (.cut, .after(.milliseconds(70)), 370),
            (.cut, .atNaturalEnd, 500),
        ] as [(ReleaseCause, SlotRelease, Int)])
    func `a slot is free when its cause says so`(
        cause: ReleaseCause, release: SlotRelease, freeMilliseconds: Int
    ) {
        let server = server {
            $0.policy.streams.limit = 1
            switch cause {
            case .end: $0.policy.streams.releaseOnEnd = release
            case .cancel: $0.policy.streams.releaseOnCancel = release
            case .cut: $0.policy.streams.releaseOnCut = release
            }
        }
        var steps: [(at: Duration, step: Script.Step)] = [(.zero, .stream(0, tokens: 11))]
        if cause != .end {
            steps.append((.milliseconds(300), .cancel(0, cause == .cut ? .reset : .close)))
        }
        let free = Duration.milliseconds(freeMilliseconds)
        steps.append((free - .milliseconds(1), .stream(1, tokens: 1)))
        steps.append((free + .milliseconds(1), .stream(2, tokens: 1)))
        let run = server.run(Script(steps))
        #expect(run.of(1).outcome == .rateLimited)
        #expect(run.of(2).outcome == .ok)
        #expect(run.truth.releases[cause]?.count == (cause == .end ? 2 : 1))
    }

    @Test func `whole answers come whole, and take slots where they are to`() {
        var steps: [(at: Duration, step: Script.Step)] = [(.zero, .whole(0, tokens: 11))]
        steps.append((.milliseconds(100), .stream(1, tokens: 1)))
        for counts in [true, false] {
            let server = server {
                $0.policy.streams.limit = 1
                $0.policy.streams.countsWholeAnswers = counts
            }
            let run = server.run(Script(steps))
            #expect(run.of(1).outcome == (counts ? .rateLimited : .ok))
            #expect(run.time(0, \.head) == .milliseconds(500))
            #expect(run.time(0, \.firstOutput) == .milliseconds(500))
            #expect(run.time(0, \.closed) == .milliseconds(500))
            #expect(run.of(0).events.output == 1)
            #expect(run.of(0).tokens.output == 11)
        }
    }

    @Test func `a window counts requests and tells what is left of it`() {
        let server = server {
            $0.policy.requests.limit = 3
            $0.age = .seconds(20)
        }
        var steps: [(at: Duration, step: Script.Step)] = (0..<4).map {
            (.seconds($0), .stream($0, tokens: 1))
        }
        steps.append((.milliseconds(39_999), .stream(4, tokens: 1)))
        steps.append((.seconds(40), .stream(5, tokens: 1)))
        let run = server.run(Script(steps))
        #expect(
            (0...5).map { run.of($0).outcome == .ok } == [true, true, true, false, false, true])
        let told = (0...5).map { run.of($0).limits.requests }
        #expect(told.map(\.limit) == [3, 3, 3, 3, 3, 3])
        #expect(told.map(\.remaining) == [2, 1, 0, 0, 0, 2])
        #expect(told[0].reset == .seconds(40))
        #expect(run.of(3).limits.retryAfter == .seconds(37))
        #expect(run.of(4).limits.retryAfter == .seconds(1))
        #expect(run.truth.rejected == [.requests: 2])
    }

    @Test func `lies are told as the emulator tells them`() {
        let server = server {
            $0.policy.requests.limit = 1
            $0.policy.headers.truth = .lying
            $0.policy.headers.remainingLie = .stuck
            $0.policy.headers.statedRequests = 50
            $0.policy.headers.retryAfterFactor = 0.5
        }
        let run = server.run(
            Script([(.zero, .stream(0, tokens: 1)), (.seconds(10), .stream(1, tokens: 1))]))
        #expect(run.of(0).limits.requests.limit == 50)
        #expect(run.of(1).limits.requests.remaining == 1)
        #expect(run.of(1).limits.retryAfter == .seconds(25))
    }

    @Test func `requests over the rate can wait for the next window`() {
        let server = server {
            $0.policy.requests.limit = 1
            $0.policy.requests.excess = .delay
        }
        let run = server.run(
            Script([(.zero, .stream(0, tokens: 1)), (.seconds(10), .stream(1, tokens: 1))]))
        #expect(run.time(1, \.head) == .seconds(60))
        #expect(run.time(1, \.firstOutput) == .milliseconds(60_200))
    }

    @Test func `somebody else's requests use up the window`() {
        let server = server {
            $0.policy.requests.limit = 10
            $0.policy.others.requestsPerSecond = 1
        }
        let run = server.run(
            Script([
                (.milliseconds(5500), .stream(0, tokens: 1)), (.seconds(20), .stream(1, tokens: 1)),
            ]))
        #expect(run.of(0).limits.requests.remaining == 4)
        #expect(run.of(1).outcome == .rateLimited)
        #expect(run.truth.otherRequests == 9)
    }
}
