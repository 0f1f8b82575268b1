import Analysis
import RunModel
import Statistics
import SyntheticRuns
import Testing

@Suite struct RunSummaryTests {
    private func summary(
        _ record: SyntheticRecord, objectives: Objectives? = nil
    ) -> RunSummary {
        var manifest = record.manifest
        manifest.plan.load.objectives = objectives
        return RunSummary(
            manifest: manifest, requests: record.requests, histograms: record.histograms)
    }

    @Test func `takes its percentiles from the successful measured requests`() throws {
        var record = SyntheticRun().record()
        record.edit { index, request in
            if index % 3 == 0 { request.phase = .warmup }
            if index % 5 == 1 { request.outcome = .truncated }
        }
        let expected = record.requests.filter { $0.phase == .measured && $0.outcome == .ok }
            .compactMap { $0.timeToFirstToken?.milliseconds }.sorted()
        let row = try #require(summary(record).row(.timeToFirstToken, .streaming, .p50))
        #expect(row.value == expected[(expected.count + 1) / 2 - 1])
        #expect(row.count == expected.count)
    }

    @Test func `prints no percentile below its floor, and says why`() throws {
        var run = SyntheticRun()
        run.requests = 458
        var row = try #require(
            summary(run.record()).row(.timeToFirstToken, .streaming, .p99))
        #expect(row.value == nil)
        #expect(row.note.contains(SummaryNote.tooFew))
        run.requests = 459
        row = try #require(summary(run.record()).row(.timeToFirstToken, .streaming, .p99))
        #expect(row.value != nil)
        #expect(row.high != nil)
    }

    @Test func `counts a failure as infinitely slow in adjusted percentiles`() throws {
        var record = SyntheticRun().record()
        record.edit { index, request in
            if index % 15 == 0 { request.outcome = .timeoutFirstToken }
        }
        let summary = summary(record)
        let plain = try #require(summary.row(.timeToFirstToken, .streaming, .p90))
        let adjusted = try #require(summary.row(.timeToFirstToken, .streaming, .p90Adjusted))
        #expect(try #require(adjusted.value) > (try #require(plain.value)))
        #expect(adjusted.count == 600)
        let tail = try #require(summary.row(.timeToFirstToken, .streaming, .p95Adjusted))
        #expect(tail.value == nil)
        #expect(tail.note.contains(SummaryNote.infinite))
    }

    @Test func `keeps cut and cancelled requests out of the failure share`() throws {
        var record = SyntheticRun().record()
        record.edit { index, request in
            switch index {
            case 0..<100: request.outcome = .cut
            case 100..<200: request.outcome = .cancelled
            case 200..<240: request.outcome = .reset
            default: break
            }
        }
        let row = try #require(summary(record).row(.failures, .streaming, .share))
        #expect(row.value == 0.1)
        #expect(row.count == 400)
    }

    @Test func `calls nothing a token without usage`() {
        var run = SyntheticRun()
        run.hasUsage = false
        let summary = summary(run.record())
        let tokenUnits: Set<SummaryUnit> = [.tokens, .tokensPerSecond, .bytesPerToken]
        let numbers = summary.rows.filter { tokenUnits.contains($0.unit) && $0.value != nil }
        #expect(numbers.isEmpty)
        #expect(summary.row(.timePerOutputToken, .streaming, .count) == nil)
        #expect(
            summary.row(.tokenThroughput, .streaming, .rate)?.note == SummaryNote.noUsage)
    }

    @Test func `speaks of arriving users in open loop alone`() {
        var run = SyntheticRun()
        let closed = summary(run.record())
        #expect(closed.row(.timeToFirstTokenScheduled, .streaming, .p50) == nil)
        #expect(
            closed.row(.timeToFirstToken, .streaming, .p50)?.note == SummaryNote.closedLoop)
        run.rate = 5
        let open = summary(run.record())
        #expect(open.row(.timeToFirstTokenScheduled, .streaming, .p50)?.value != nil)
        #expect(open.row(.timeToFirstToken, .streaming, .p50)?.note == "")
    }

    @Test func `tells the first answer apart only where reasoning came before`() {
        var record = SyntheticRun().record()
        #expect(summary(record).row(.timeToFirstAnswer, .streaming, .p50) == nil)
        record.edit { _, request in
            request.instants.firstAnswer = request.instants.secondOutput
        }
        #expect(summary(record).row(.timeToFirstAnswer, .streaming, .p50)?.value != nil)
    }

    @Test func `tells thinking, its speed, and reasoning that was counted and not sent`() throws {
        var record = SyntheticRun().record()
        record.edit { index, request in
            request.tokens.reasoning = 50
            request.events.reasoning = index % 2
            request.instants.firstAnswer = request.instants.firstOutput.map {
                $0 + .milliseconds(500)
            }
        }
        let told = summary(record)
        #expect(told.row(.thinkingTime, .streaming, .p50)?.value == 500)
        #expect(told.row(.reasoningSpeed, .streaming, .p50)?.value == 100)
        let hidden = try #require(told.row(.hiddenReasoning, .streaming, .share)?.value)
        #expect(abs(hidden - 0.5) < 0.01)
        // Without reasoning there is none of it.
        let plain = summary(SyntheticRun().record())
        for name in [MetricName.thinkingTime, .reasoningSpeed, .hiddenReasoning] {
            #expect(!plain.rows.contains { $0.metric == name })
        }
    }

    @Test func `counts stalls over the larger of 200 ms and three median gaps`() throws {
        var run = SyntheticRun()
        run.stallEvery = 60
        let summary = summary(run.record())
        #expect(summary.row(.stallLimit, .streaming, .value)?.value == 200)
        #expect(summary.row(.stall, .streaming, .count)?.value == 10)
        let total = try #require(summary.row(.stall, .streaming, .total)?.value)
        #expect(abs(total - 8500) < 8.5)
    }

    @Test func `separates cold from warm connections`() {
        let summary = summary(SyntheticRun().record())
        #expect(
            summary.row(.timeToFirstToken, .streaming, .count, connection: .cold)?.value == 10)
        #expect(
            summary.row(.timeToFirstToken, .streaming, .count, connection: .warm)?.value == 590)
        #expect(summary.row(.connectTCP, .streaming, .p50, connection: .cold)?.value != nil)
    }

    @Test func `calls a request good when it met every objective`() throws {
        var objectives = Objectives()
        objectives.timeToFirstToken = TimeSpan(.milliseconds(205))
        var run = SyntheticRun()
        run.refusalEvery = 10
        let record = run.record()
        let good = record.requests.count {
            $0.outcome == .ok && ($0.timeToFirstToken ?? .zero) < .milliseconds(205)
        }
        let row = summary(record, objectives: objectives).row(.goodput, .streaming, .share)
        #expect(row?.value == Double(good) / 600)
        #expect(summary(record).row(.goodput, .streaming, .share) == nil)
    }

    @Test func `gives the mean of the rounds with Student's interval`() throws {
        let summary = summary(SyntheticRun().record())
        #expect(summary.rounds == [0, 1, 2, 3, 4])
        let values = summary.rounds.compactMap {
            summary.row(.timeToFirstToken, .streaming, .p50, round: $0)?.value
        }
        let expected = try #require(MeanInterval(values))
        let row = try #require(summary.row(.timeToFirstToken, .streaming, .roundMean))
        #expect(row.value == expected.mean)
        #expect(row.low == expected.low)
        #expect(row.count == 5)
    }

    @Test func `has only names that are listed`() {
        var run = SyntheticRun()
        run.refusalEvery = 20
        run.rate = 5
        let listed = Set(MetricName.all)
        #expect(listed.count == MetricName.all.count)
        #expect(summary(run.record()).rows.allSatisfy { listed.contains($0.metric) })
    }

    @Test func `counts the requests of other phases apart`() {
        var record = SyntheticRun().record()
        record.edit { index, request in
            if index < 12 { request.phase = .warmup } else if index < 15 { request.phase = .ramp }
        }
        let summary = summary(record)
        let other = summary.rows.filter { $0.phase != .measured }
        #expect(other.map(\.metric) == [.requests, .requests])
        #expect(other.map(\.phase) == [.warmup, .ramp])
        #expect(other.map(\.value) == [12, 3])
        #expect(summary.row(.requests, .streaming, .count)?.value == 585)
    }

    @Test func `says what the wire carried for each token`() {
        var run = SyntheticRun()
        run.hasWireBytes = true
        var record = run.record()
        record.edit { _, request in request.bytes.encodedBody = request.bytes.body / 4 }
        let summary = summary(record)
        func sum(_ part: (RequestRecord) -> Int) -> Double {
            Double(record.requests.reduce(0) { $0 + part($1) })
        }
        let tokens = sum { $0.tokens.output ?? 0 }
        let received = sum { $0.bytes.wire?.received ?? 0 }
        let encoded = sum { $0.bytes.encodedBody ?? 0 }
        let expected: [(MetricName, Double)] = [
            (.wireBytesPerToken, received / tokens),
            (.framingBytesPerToken, (received - sum(\.bytes.head) - encoded) / tokens),
            (.jsonOverheadPerToken, (sum(\.bytes.body) - sum(\.bytes.output)) / tokens),
            (.wireSegmentsPerToken, sum { $0.bytes.wire?.segmentsReceived ?? 0 } / tokens),
            (.compressionRatio, sum(\.bytes.body) / encoded),
        ]
        for (metric, value) in expected {
            #expect(summary.row(metric, .streaming, .mean)?.value == value)
        }
        #expect(
            self.summary(SyntheticRun().record()).row(.wireBytesPerToken, .streaming, .mean) == nil)
    }

    @Test func `knows no compression where the server did not compress`() {
        var record = SyntheticRun().record()
        record.edit { _, request in request.bytes.encodedBody = request.bytes.body }
        #expect(summary(record).row(.compressionRatio, .streaming, .mean) == nil)
        record.edit { index, request in
            if index == 7 { request.bytes.encodedBody = request.bytes.body / 2 }
        }
        #expect(summary(record).row(.compressionRatio, .streaming, .mean)?.count == 1)
    }

    @Test func `gives the same summary whatever the order of the rows`() {
        var run = SyntheticRun()
        run.isPaired = true
        run.requests = 200
        run.breakOffEvery = 10
        run.hasWireBytes = true
        let record = run.record()
        let requests = Array(record.requests.reversed())
        var digest = ChunkDigest(manifest: record.manifest, requests: requests)
        // Requests mixed otherwise, the rows of each in their order.
        for part in [1, 0] {
            for chunk in record.chunks where chunk.request % 2 == part { digest.add(chunk) }
        }
        let again = RunSummary(
            manifest: record.manifest, requests: requests, histograms: record.histograms,
            chunks: digest)
        #expect(again == record.summary())
    }
}
