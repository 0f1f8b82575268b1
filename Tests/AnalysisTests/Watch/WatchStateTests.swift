import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

/// What rounds make news, and what they do not.
@Suite struct WatchStateTests {
    private func result(_ outcome: AssertionResult.Outcome) throws -> [AssertionResult] {
        var result = AssertionResult(
            try Assertion("ttft.p95 < 300ms"), mode: .streaming, AssertedNumber(1, count: 1))
        result.outcome = outcome
        return [result]
    }

    @Test func `an assertion is told when two rounds in a row say otherwise, and once`() throws {
        var state = WatchState()
        var told: [WatchEvent] = []
        for letter in "hhfhfffhfhhhcfcf" {
            told += state.take(
                try result(letter == "h" ? .holds : letter == "f" ? .fails : .cannotTell))
        }
        let text = "ttft.p95 < 300ms"
        #expect(
            told == [
                .asserted(text, holds: false), .asserted(text, holds: true),
                .asserted(text, holds: false),
            ])
    }

    @Test func `one that fails from the beginning is told`() throws {
        var state = WatchState()
        #expect(state.take(try result(.fails)).isEmpty)
        #expect(state.take(try result(.fails)).count == 1)
    }

    @Test func `an outage is told after two rounds, and its end with its length`() {
        var state = WatchState()
        #expect(state.take(failure: "refused") == nil)
        #expect(state.take(failure: nil) == nil)
        #expect(state.take(failure: "refused") == nil)
        #expect(state.take(failure: "refused") == .down(rounds: 2, reason: "refused"))
        #expect(state.take(failure: "refused") == nil)
        #expect(state.take(failure: nil) == .up(rounds: 3))
        #expect(state.take(failure: nil) == nil)
    }

    private func rounds(_ levels: [Double], seed: UInt64) -> [PastRun] {
        SyntheticHistory([.firstTokenP50: levels], seed: seed).runs
    }

    /// One watch over all rounds, as many as a day and a half has.
    private func events(_ levels: [Double], seed: UInt64) -> [(round: Int, event: WatchEvent)] {
        var state = WatchState()
        let runs = rounds(levels, seed: seed)
        return runs.indices.flatMap { last in
            let trend = HistoryTrend(
                of: Array(runs[0...last]), series: "watch", branch: "main")
            return state.take(trend).map { (last, $0) }
        }
    }

    @Test(arguments: 1...6)
    func `a step is told soon, and once`(seed: UInt64) throws {
        let levels =
            [Double](repeating: 200, count: 40) + [Double](repeating: 260, count: 30)
        let found = events(levels, seed: seed)
        let first = try #require(found.first)
        // A level takes three runs.
        #expect((42...48).contains(first.round), "\(first.round)")
        guard case .changed(_, let change) = first.event else {
            Issue.record("\(first.event)")
            return
        }
        #expect(change.word == .worse && abs(change.effect - 0.3) < 0.1)
        #expect(found.count == 1, "\(found.map(\.round))")
    }

    @Test(arguments: 1...6)
    func `one round out of line is never told`(seed: UInt64) {
        var levels = [Double](repeating: 200, count: 60)
        levels[30] = 900
        levels[45] = 500
        #expect(events(levels, seed: seed).isEmpty)
    }

    @Test func `what had changed before somebody watched is no news`() {
        let levels =
            [Double](repeating: 200, count: 30) + [Double](repeating: 260, count: 20)
        let trend = HistoryTrend(of: rounds(levels, seed: 3), series: "watch", branch: "main")
        var state = WatchState()
        state.absorb(trend)
        #expect(!state.told.isEmpty)
        #expect(state.take(trend).isEmpty)
    }

    @Test func `a day's cost is that of the last 24 hours`() {
        var state = WatchState()
        for (seconds, cost) in [(1000.0, 5.0), (50_000, 1), (90_000, 2)] {
            state.settle(cost, atSeconds: seconds)
        }
        #expect(state.spent(before: 90_001) == 3)
        #expect(state.dearestRound == 2)
        // A clock that was set back holds the budget for a day at most.
        #expect(state.spent(before: 60_000) == 3)
        #expect(state.spent(before: 60_000 + 86_401) == 0)
    }

    @Test func `a round that was killed counts with the most that it can have cost`() {
        var state = WatchState()
        state.reserve(4, atSeconds: 100)
        #expect(state.spent(before: 101) == 4)
        state.settle(1, atSeconds: 102)
        #expect(state.spent(before: 103) == 1)
        state.reserve(4, atSeconds: 110)
        // Begun again: nobody knows what it took.
        state.settle(nil, atSeconds: 200)
        #expect(state.spent(before: 201) == 5)
        state.settle(nil, atSeconds: 202)
        #expect(state.spent(before: 203) == 5)
    }
}
