import RunModel
import Testing
import Workload

@Suite struct OpenLoopTests {
    private func load(_ rate: Double, _ change: (inout LoadPlan) -> Void = { _ in }) -> LoadPlan {
        var load = LoadPlan()
        load.rate = rate
        load.requests = 1000
        change(&load)
        return load
    }

    private func arrivals(_ load: LoadPlan, count: Int) -> [Double] {
        ArrivalSequence(load, seed: 7).prefix(count).map(\.seconds)
    }

    @Test func `sends at absolute times that do not depend on when it is asked`() {
        let plan = load(10) { $0.arrival = .constant }
        var loop = OpenLoop(plan, modes: .streaming(0, of: 1), maxStreams: 100, seed: 1)
        var scheduled: [Duration] = []
        // Asked late, at 0.35 s: the starts missed since keep their own times.
        while case .start(let ticket) = loop.next(elapsed: .milliseconds(350), open: 0) {
            scheduled.append(ticket.scheduled)
        }
        #expect(scheduled == [.zero, .milliseconds(100), .milliseconds(200), .milliseconds(300)])
        #expect(loop.next(elapsed: .milliseconds(350), open: 0) == .wait(until: .milliseconds(400)))
    }

    @Test func `lets starts wait for a free stream, counts them and keeps their time`() {
        let plan = load(10) { $0.arrival = .constant }
        var loop = OpenLoop(plan, modes: .streaming(0, of: 1), maxStreams: 1, seed: 1)
        guard case .start = loop.next(elapsed: .zero, open: 0) else {
            Issue.record("the first request is due at once")
            return
        }
        #expect(loop.next(elapsed: .milliseconds(150), open: 1) == .waitForEnd)
        #expect(loop.next(elapsed: .milliseconds(180), open: 1) == .waitForEnd)
        #expect(loop.delayedStarts == 1)
        guard case .start(let ticket) = loop.next(elapsed: .milliseconds(250), open: 0) else {
            Issue.record("the delayed request must start when a stream is free")
            return
        }
        #expect(ticket.scheduled == .milliseconds(100))
    }

    @Test func `splits one sequence among the workers without changing it`() {
        let plan = load(50) { $0.requests = 30 }
        var times: [Int: Duration] = [:]
        for index in 0..<3 {
            var loop = OpenLoop(
                plan, modes: .streaming(index, of: 3), maxStreams: 100, seed: 7)
            while case .start(let ticket) = loop.next(elapsed: .seconds(1000), open: 0) {
                times[ticket.request] = ticket.scheduled
            }
        }
        let whole = Array(ArrivalSequence(plan, seed: 7).prefix(30))
        #expect((0..<30).map { times[$0] } == whole)
    }

    @Test(arguments: [ArrivalKind.constant, .poisson, .gamma])
    func `arrives at the planned rate`(kind: ArrivalKind) throws {
        let plan = load(200) {
            $0.arrival = kind
            $0.burstiness = 0.5
        }
        let last = try #require(arrivals(plan, count: 20_000).last)
        // 20,000 gaps: three standard errors of gamma gaps with shape 0.5 are 3 %.
        #expect(abs(20_000 / last - 200) < 6)
    }

    @Test func `gamma arrivals below 1 are burstier than Poisson, above 1 calmer`() {
        func variation(_ burstiness: Double) -> Double {
            let times = arrivals(
                load(100) {
                    $0.arrival = .gamma
                    $0.burstiness = burstiness
                }, count: 20_000)
            let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
            let mean = gaps.reduce(0, +) / Double(gaps.count)
            let square = gaps.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(gaps.count)
            return square.squareRoot() / mean
        }
        // The coefficient of variation of a gamma distribution is 1 / sqrt(shape).
        #expect(abs(variation(0.25) - 2) < 0.1)
        #expect(abs(variation(1) - 1) < 0.05)
        #expect(abs(variation(4) - 0.5) < 0.03)
    }

    @Test func `the rate rises in a straight line during the ramp`() {
        let plan = load(100) {
            $0.arrival = .constant
            $0.ramp = TimeSpan(.seconds(10))
        }
        let times = arrivals(plan, count: 1500)
        // Expected arrivals by t: rate * t^2 / (2 * ramp), that is 125 by 5 s and 500 by 10 s.
        #expect(abs(times.filter { $0 < 5 }.count - 125) <= 1)
        #expect(abs(times.filter { $0 < 10 }.count - 500) <= 1)
        #expect(abs(times.filter { $0 < 15 }.count - 1000) <= 1)
    }

    @Test func `waits a century at most for the next arrival`() {
        let times = arrivals(load(1e-300), count: 3)
        #expect(times.allSatisfy { $0 <= 100 * 366 * 86_400 })
    }
}
