import Histogram
import RunModel
import Testing

@testable import Analysis

@Suite struct LiveHistoryTests {
    private func look(
        at seconds: Double, open: Int = 4, ended: Int = 0, events: Int = 0,
        firstTokens: [Duration] = []
    ) -> LiveHistory.Look {
        var histogram = LatencyHistogram.coarseLatencies()
        for value in firstTokens { histogram.record(UInt64(value.nanoseconds)) }
        var look = LiveHistory.Look(
            elapsed: .seconds(seconds), openStreams: open, firstTokens: histogram,
            gaps: .coarseLatencies())
        (look.ended, look.events) = (ended, events)
        return look
    }

    @Test func `rates are over the time that was looked at`() {
        var history = LiveHistory()
        history.add(look(at: 1, ended: 3, events: 100))
        history.add(look(at: 2.25, ended: 5, events: 250))
        #expect(history.requestsPerSecond == [3, 4])
        #expect(history.eventsPerSecond == [100, 200])
        #expect(history.latest == .init(requestsPerSecond: 4, eventsPerSecond: 200))
    }

    @Test func `a step that nobody looked at is absent, not 0`() {
        var history = LiveHistory()
        history.add(look(at: 1, ended: 1))
        history.add(look(at: 4, ended: 6))
        #expect(history.requestsPerSecond == [1, nil, 2])
        #expect(history.openStreams == [4, nil, 4])
    }

    @Test func `takes no more memory however long a run goes on`() {
        var history = LiveHistory()
        for second in 1...86_400 {
            history.add(look(at: Double(second), ended: 2, events: 10))
        }
        #expect(history.steps.count <= LiveHistory.mostSteps)
        #expect(history.stepSeconds == 1024)
        #expect(history.steps.reduce(0) { $0 + $1.ended } == 2 * 86_400)
        #expect(history.requestsPerSecond.compactMap { $0 }.allSatisfy { abs($0 - 2) < 1e-9 })
    }

    @Test func `joined steps have the percentiles of all their samples`() throws {
        var history = LiveHistory()
        // Odd seconds have ten quick requests, even ones ten slow ones.
        for second in 1...LiveHistory.mostSteps + 1 {
            let wait = Duration.milliseconds(second % 2 == 1 ? 100 : 300)
            history.add(
                look(at: Double(second), ended: 10, firstTokens: Array(repeating: wait, count: 10)))
        }
        let timeline = try #require(history.firstTokens)
        #expect(history.stepSeconds == 2)
        let first = try #require(timeline.steps.first)
        #expect(first.count == 20)
        #expect(abs(first.p50Milliseconds - 100) < 1)
        #expect(abs(first.maxMilliseconds - 300) < 3)
        // Of 20 values no 99th percentile is known.
        #expect(first.p99Milliseconds == nil)
    }

    @Test func `medians of seconds without a request are absent`() {
        var history = LiveHistory()
        history.add(look(at: 1, firstTokens: [.milliseconds(50)]))
        history.add(look(at: 2))
        let medians = history.medians(last: 5)
        #expect(medians.count == 2 && medians[1] == nil)
        #expect(abs((medians[0] ?? 0) - 50) < 0.5)
    }
}

@Suite struct TalliedSampleTests {
    @Test(arguments: [0.5, 0.9, 0.99, 1])
    func `joined samples rank as one histogram of all`(share: Double) throws {
        var (one, other, all) = (
            LatencyHistogram.coarseLatencies(), LatencyHistogram.coarseLatencies(),
            LatencyHistogram.coarseLatencies()
        )
        for value in stride(from: UInt64(1_000), to: 90_000_000, by: 77_777) {
            if value % 3 == 0 { one.record(value) } else { other.record(value) }
            all.record(value)
        }
        var joined = TalliedSample(one)
        joined.add(TalliedSample(other))
        #expect(joined.count == Int(all.totalCount))
        let expected = try #require(TalliedSample(all).quantile(share))
        let found = try #require(joined.quantile(share))
        #expect(abs(found - expected) <= expected * 0.01)
    }
}
