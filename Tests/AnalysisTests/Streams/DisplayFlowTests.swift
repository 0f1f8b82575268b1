import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

@Suite struct DisplayFlowTests {
    /// One request of 11 events and 22 tokens, one event every 100 ms but for `gaps`, by the event that
    /// ends each.
    private func summary(
        tokensPerSecond: Double, gaps: [Int: Int] = [:], hasUsage: Bool = true,
        tokens: Int = 22
    ) -> RunSummary {
        var run = SyntheticRun()
        run.requests = 1
        var manifest = run.record().manifest
        manifest.plan.display.tokensPerSecond = tokensPerSecond
        var times = [0]
        for index in 1..<11 { times.append(times[index - 1] + (gaps[index] ?? 100)) }
        let start = SyntheticRun.origin + .seconds(1)
        var request = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        request.instants.sent = SyntheticRun.origin
        request.instants.firstOutput = start
        request.instants.lastOutput = start + .milliseconds(times[10])
        request.instants.closed = request.instants.lastOutput
        request.events.output = 11
        request.tokens.source = hasUsage ? .usage : .events
        request.tokens.output = hasUsage ? tokens : nil
        request.outcome = .ok
        var digest = ChunkDigest(manifest: manifest, requests: [request])
        for (index, time) in times.enumerated() {
            let arrived = start + .milliseconds(time)
            digest.add(
                ChunkRecord(
                    request: 0, index: Int32(index), arrived: arrived, read: arrived, bytes: 1,
                    eventsInRead: 1, kind: .content, sent: nil))
        }
        return RunSummary(
            manifest: manifest, requests: [request], histograms: HistogramSet(), chunks: digest)
    }

    @Test func `never waits for a stream faster than the display`() throws {
        // 20 tokens a second against a display of 10.
        let summary = summary(tokensPerSecond: 10)
        let display = try #require(summary.display)
        #expect(display.delays.map(\.delayMilliseconds) == [0, 100, 250, 500, 1000, 2000])
        #expect(display.delays.allSatisfy { $0.fluidity == 1 && $0.stallsPerStream == 0 })
        #expect(summary.row(.smoothStart, .streaming, .max)?.value == 1000)
        #expect(summary.row(.fluidity(after: .zero), .streaming, .share)?.value == 1)
    }

    @Test func `waits at each event that comes late, and puts off all that follows`() throws {
        // Wanted every 50 ms, come every 100: each is 50 ms late, which nobody sees.
        let display = try #require(summary(tokensPerSecond: 40).display)
        let first = try #require(display.delays.first)
        #expect(abs(first.fluidity - 1.0 / 11) < 1e-12)
        #expect(first.stallsPerStream == 0)
        // Once behind, a display of the stream's pace is in time again.
        let behind = try #require(summary(tokensPerSecond: 20, gaps: [4: 400]).display)
        #expect(abs(behind.delays[0].fluidity - 10.0 / 11) < 1e-12)
        #expect(behind.delays[0].stallsPerStream == 1)
        #expect(behind.delays[0].stalledMillisecondsPerStream == 300)
        #expect(behind.delays[1].longestStallMilliseconds == 200)
        #expect(behind.delays[3].fluidity == 1)
    }

    @Test func `starts smoothly after the greatest lag`() {
        // Event 4 comes 700 ms after the first and is wanted after 400.
        let summary = summary(tokensPerSecond: 20, gaps: [4: 400])
        #expect(summary.row(.smoothStart, .streaming, .max)?.value == 1300)
    }

    @Test func `counts events where nobody counted tokens, and says so`() throws {
        let counted = summary(tokensPerSecond: 20)
        let uncounted = summary(tokensPerSecond: 10, hasUsage: false)
        #expect(uncounted.display?.delays == counted.display?.delays)
        let row = uncounted.row(.fluidity(after: .zero), .streaming, .share)
        #expect(row?.note == SummaryNote.eventsAsTokens)
        #expect(
            counted.row(.fluidity(after: .zero), .streaming, .share)?.note
                == SummaryNote.evenTokens)
    }

    @Test func `stands a server that claims a trillion tokens`() {
        let summary = summary(tokensPerSecond: 0.001, tokens: 1_000_000_000_000)
        #expect(summary.display?.delays.first?.fluidity == 1)
    }

    @Test func `shows a whole answer when it is there`() {
        var run = SyntheticRun()
        run.mode = .nonStreaming
        let summary = run.record().summary()
        #expect(summary.display == nil)
        #expect(
            summary.row(.smoothStart, .nonStreaming, .p50)?.value
                == summary.row(.endToEnd, .nonStreaming, .p50)?.value)
    }
}
