import Foundation
import Histogram
import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

/// Rows and properties are two forms of the same numbers: none is lost from one to the other.
@Suite struct NumberTableTests {
    /// A run that has every number there is.
    static let full: RunSummary = {
        var run = SyntheticRun()
        run.isPaired = true
        run.rate = 40
        run.requests = 900
        run.hasWireBytes = true
        var record = run.record()
        var histograms = record.histograms
        for metric in [
            Metric.interTokenLatency, .stampError, .requestDelivery, .lateness, .uncertainGap,
            .uncertainGapShortest, .uncertainGapLongest,
        ] {
            var samples = LatencyHistogram.latencies()
            for value in 1...600 { samples.record(UInt64(value * 10_000)) }
            histograms.add(
                samples, to: HistogramKey(metric: metric, mode: .streaming, round: 0))
        }
        let outcomes = Outcome.allCases
        record.edit { index, request in
            if index < 20 {
                request.phase = .warmup
            } else if index % 5 == 0 {
                request.outcome = outcomes[index / 5 % outcomes.count]
            }
            request.instants.firstAnswer = request.instants.firstAnswer.map {
                $0 + .milliseconds(1)
            }
            request.instants.firstCall = request.instants.firstAnswer
            request.instants.lastCall = request.instants.lastOutput
            request.isExpected = index % 7 != 0
            request.bytes.media = 1000
            request.instants.uploaded = request.instants.sent
            request.calls.all = 2
            request.calls.broken = index % 2
            request.calls.held = .milliseconds(70)
            request.bytes.encodedBody = request.bytes.body / 2
            request.tokens.reasoning = 3
            request.tokens.cached = 2
            request.events.reasoning = index % 2
            request.instants.firstOutputEarliest = request.instants.sent
            request.maxGapLeast = .zero
            request.maxGapMost = request.maxGap
            request.way.outOfOrderSegments = 1
            request.way.holes = 1
            request.isMaxGapHeldBack = true
            request.way.resentSegments = 1
            request.way.roundTrip = .milliseconds(1)
            if index % 50 == 1 { request.tokens.source = .events }
            if index % 50 == 3 { request.tokens.source = .none }
            if index % 9 == 1 {
                request.connection = .cold
                request.connectPhases.resolve = .milliseconds(1)
                request.connectPhases.connect = .milliseconds(2)
                request.connectPhases.tls = .milliseconds(3)
            }
        }
        var digest = ChunkDigest(manifest: record.manifest, requests: record.requests)
        for chunk in record.chunks { digest.add(chunk) }
        var objectives = Objectives()
        objectives.timeToFirstToken = TimeSpan(.milliseconds(220))
        record.manifest.plan.load.objectives = objectives
        return RunSummary(
            manifest: record.manifest, requests: record.requests, histograms: histograms,
            chunks: digest)
    }()

    static let samples: [RunSummary] = {
        var plain = SyntheticRun()
        var few = SyntheticRun()
        few.requests = 6
        few.rounds = 1
        var whole = SyntheticRun()
        whole.mode = .nonStreaming
        plain.stallEvery = 60
        return [plain, few, whole].map { $0.record().summary() } + [full]
    }()

    @Test(arguments: ModeNumbers.fields.indices)
    func `finds each number of a run that has them all`(index: Int) throws {
        let field = ModeNumbers.fields[index]
        let numbers = try #require(Self.full.numbers[.streaming])
        #expect(!field.write(numbers).isEmpty, "\(field.metric.rawValue)")
    }

    @Test(arguments: RoundQuantity.allCases)
    func `finds what rounds are compared by`(quantity: RoundQuantity) throws {
        let numbers = try #require(Self.full.numbers[.streaming])
        #expect(numbers.roundMeans[quantity]?.value != nil)
        let round = try #require(Self.full.numbers[.streaming, round: 2])
        let value = try #require(quantity.value(in: round))
        #expect(value.metric == quantity.metric)
        #expect(value.statistic == quantity.statistic)
    }

    @Test func `finds the numbers of the run`() {
        let numbers = Self.full.numbers
        #expect(numbers.window?.value != nil)
        #expect(numbers.clientCPU?.value != nil)
        #expect(numbers.clientCPUPerRequest.count == 2)
        #expect(numbers.sharedCPUPerRequest?.value != nil)
        #expect(!numbers.otherPhases.isEmpty)
        #expect(numbers.modes.map(\.mode) == ResponseMode.allCases)
        #expect(numbers.rounds.count == 10)
    }

    /// What was judged and what reports read are equal, so every property has its field.
    @Test func `reads back all that it wrote`() {
        for run in [SyntheticRun(), Self.open, Self.paired] {
            let record = run.record()
            let judged = JudgedRecord(
                manifest: record.manifest, requests: record.requests,
                histograms: record.histograms, chunks: nil
            ).numbers()
            #expect(RunNumbers(rows: judged.rows(with: [])) == judged)
        }
    }

    private static var open: SyntheticRun {
        var run = SyntheticRun()
        run.rate = 20
        run.refusalEvery = 90
        return run
    }

    private static var paired: SyntheticRun {
        var run = SyntheticRun()
        run.isPaired = true
        run.hasWireBytes = true
        return run
    }

    @Test(arguments: samples.indices)
    func `has a property for every row but those of other values`(index: Int) {
        let summary = Self.samples[index]
        let others = summary.rows.filter { row in
            row.metric.rawValue.hasPrefix("paired_")
                || [
                    MetricName.tokensPerEvent, .eventsPerBurst, .breakEvenTokens,
                    .recoveredShare,
                ].contains(row.metric)
        }
        #expect(summary.numbers.rows(with: others) == summary.rows)
    }

    @Test func `keeps rows that no property stands for`() throws {
        var rows = Self.full.rows
        rows.append(
            SummaryRow(MetricName(rawValue: "of_tomorrow"), .streaming, .mean, 1, .count, count: 1))
        let data = try SnakeCase.encoder().encode(NumberTable(rows: rows))
        let read = try SnakeCase.decoder().decode(NumberTable.self, from: data)
        #expect(read.rows == rows)
        #expect(read.numbers == Self.full.numbers)
    }
}
