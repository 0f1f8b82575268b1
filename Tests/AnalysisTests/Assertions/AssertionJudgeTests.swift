import Analysis
import Foundation
import RunModel
import SyntheticRuns
import Testing

/// Which numbers of which requests an assertion takes.
@Suite struct AssertionJudgeTests {
    // MARK: The same numbers as the summary's

    private func check(_ found: AssertionResult, _ stated: Estimate?) throws {
        let stated = try #require(stated)
        #expect(found.value != nil && found.value == stated.value)
        #expect(stated.low == nil || found.low == stated.low)
        #expect(stated.high == nil || found.high == stated.high)
        #expect(found.count == stated.count)
        #expect(found.unit == stated.unit)
    }

    @Test func `has the summary's percentiles where nothing failed`() throws {
        let record = AssertedRuns.plain
        let numbers = try #require(record.summary().numbers[.streaming])
        let judge = record.assertionJudge()
        let samples: [(String, SampleNumbers, String)] = [
            ("ttfb", numbers.timeToFirstByte, "s"), ("ttft", numbers.timeToFirstToken, "s"),
            ("ttfa", numbers.timeToFirstToken, "s"), ("first_gap", numbers.firstGap, "s"),
            ("icl", numbers.interChunkLatency, "s"), ("max_gap", numbers.maxGap, "s"),
            ("tpot", numbers.timePerOutputToken, "s"), ("e2e", numbers.endToEnd, "s"),
            ("output_speed", numbers.outputSpeed, ""),
        ]
        for (name, sample, unit) in samples {
            let percentiles = try #require(sample.all)
            let stated = [percentiles.p50, percentiles.p90, percentiles.p95, percentiles.p99]
            for (statistic, estimate) in zip(["p50", "p90", "p95", "p99"], stated) {
                try check(judge.result("\(name).\(statistic) < 9\(unit)"), estimate)
            }
            for (statistic, estimate) in [("min", percentiles.min), ("max", percentiles.max)] {
                let found = try judge.result("\(name).\(statistic) < 9\(unit)")
                #expect(found.value == estimate.value)
                #expect(found.low == found.value && found.high == found.value)
            }
        }
    }

    @Test func `has the summary's adjusted percentiles where some failed`() throws {
        let record = AssertedRuns.failing
        let numbers = try #require(record.summary().numbers[.streaming])
        let judge = record.assertionJudge()
        let samples: [(String, AdjustedPercentiles?)] = [
            ("ttft", numbers.timeToFirstToken.adjusted), ("e2e", numbers.endToEnd.adjusted),
            ("max_gap", numbers.maxGap.adjusted),
        ]
        for (name, adjusted) in samples {
            try check(judge.result("\(name).p50 < 9s"), adjusted?.p50)
            try check(judge.result("\(name).p90 < 9s"), adjusted?.p90)
        }
    }

    @Test func `has the summary's rates, shares and counts`() throws {
        var run = AssertedRuns.run()
        run.refusalEvery = 7
        run.stallEvery = 60
        run.keepsChunks = true
        var record = run.record()
        var objectives = Objectives()
        objectives.timeToFirstToken = TimeSpan(.milliseconds(205))
        record.manifest.plan.load.objectives = objectives
        let numbers = try #require(record.summary().numbers[.streaming])
        let judge = record.assertionJudge(withChunks: true)
        try check(judge.result("tokens_per_second > 1"), numbers.tokenThroughput)
        try check(judge.result("requests_per_second > 1"), numbers.requestThroughput)
        try check(judge.result("goodput > 1%"), numbers.goodput?.share)
        try check(judge.result("goodput(ttft < 205ms) > 1%"), numbers.goodput?.share)
        try check(judge.result("failures < 50%"), numbers.failures?.share)
        try check(judge.result("streaming:failures < 50%"), numbers.failures?.share)
        try check(judge.result("rate_limited < 50%"), numbers.outcomes[.rateLimited]?.share)
        let stalls = try judge.result("stalls < 1")
        #expect(stalls.value == (numbers.stalls?.count.value ?? 0) / 600)
        #expect(stalls.count == 600)
        #expect((stalls.low ?? 1) < (stalls.value ?? 0) && (stalls.high ?? 0) < 1)
        #expect(try judge.result("requests > 1").value == 600)
    }

    @Test func `measures from the scheduled time in an open loop`() throws {
        var run = AssertedRuns.run()
        run.rate = 5
        run.slots = 14
        let record = run.record()
        let numbers = try #require(record.summary().numbers[.streaming])
        let judge = record.assertionJudge()
        try check(
            judge.result("ttft.p90 < 9s"), numbers.timeToFirstTokenScheduled.adjusted?.p90)
        try check(judge.result("e2e.p90 < 99s"), numbers.endToEndScheduled.adjusted?.p90)
        #expect(numbers.timeToFirstToken.p90?.value != numbers.timeToFirstTokenScheduled.p90?.value)
    }

    // MARK: Which requests

    @Test func `takes streams where a run has some, and failures of all`() throws {
        var run = AssertedRuns.run()
        run.isPaired = true
        var record = run.record()
        record.edit { _, request in
            if request.mode == .nonStreaming, request.request % 6 < 2 { request.outcome = .http5xx }
        }
        let numbers = record.summary().numbers
        let whole = try #require(numbers[.nonStreaming])
        let judge = record.assertionJudge()
        try check(
            judge.result("ttft.p50 < 9s"), numbers[.streaming]?.timeToFirstToken.adjusted?.p50)
        let own = try judge.result("non_streaming:e2e.p50 < 99s")
        try check(own, whole.endToEnd.adjusted?.p50)
        #expect(own.mode == .nonStreaming)
        let all = try judge.result("failures < 50%")
        #expect(all.mode == nil && all.count == 600)
        #expect(all.value == (whole.failures?.count.value ?? 0) / 600)
        #expect(try judge.result("streaming:failures < 50%").value == 0)
        #expect(try judge.result("non_streaming:requests > 1").value == 300)
    }

    @Test func `takes whole answers where a run has no streams`() throws {
        var run = AssertedRuns.run()
        run.mode = .nonStreaming
        let record = run.record()
        let numbers = try #require(record.summary().numbers[.nonStreaming])
        let judge = record.assertionJudge()
        let found = try judge.result("e2e.p90 < 99s")
        try check(found, numbers.endToEnd.adjusted?.p90)
        #expect(found.mode == .nonStreaming)
        let gaps = try judge.result("max_gap.p90 < 1s")
        #expect(gaps.outcome == .cannotTell && gaps.reason == .absent)
        #expect(try judge.result("goodput(max_gap < 1s) > 1%").reason == .absent)
        #expect(try judge.result("streaming:ttft.p50 < 1s").reason == .absent)
    }

    @Test(arguments: Assertion.Quantity.allCases)
    func `knows nothing of a run without measured requests`(
        quantity: Assertion.Quantity
    ) throws {
        let name = quantity.rawValue
        let texts = ["\(name).p50 < 9s", "\(name).p50 > 1", "\(name) > 0.1"]
        let assertion = try #require(texts.compactMap { try? Assertion($0) }.first)
        let manifest = AssertedRuns.plain.manifest
        let judge = AssertionJudge(manifest: manifest, requests: [], histograms: HistogramSet())
        let found = try #require(judge.results(of: [assertion]).first)
        #expect(found.outcome == (quantity == .requests ? .fails : .cannotTell))
        #expect(found.count == 0)
    }

    /// Blocks of a target take turns, the other's lasting as long.
    @Test func `judges one side of a run with two`() throws {
        var run = AssertedRuns.run()
        run.rounds = 12
        var record = run.record()
        record.manifest.blocks = (0..<12).map { index in
            var block = BlockRun(index: index, target: index % 2)
            let own = record.requests.filter { $0.round == index }
            let begin = own.map(\.instants.scheduled).min() ?? SyntheticRun.origin
            let end = own.compactMap(\.instants.closed).max() ?? begin
            block.beginNanoseconds = (begin - SyntheticRun.origin).nanoseconds
            block.endNanoseconds = (end - SyntheticRun.origin).nanoseconds
            return block
        }
        record.edit { _, request in
            request.target = request.round % 2
            if request.target == 0, request.request % 5 == 0 { request.outcome = .http5xx }
        }
        func side(_ text: String, _ target: Int?) throws -> AssertionResult {
            try record.assertionJudge(target: target).result(text)
        }
        #expect(try side("failures < 50%", 0).value == 0.2)
        #expect(try side("failures < 50%", 1).value == 0)
        #expect(try side("failures < 50%", nil).value == 0.1)
        let whole = try #require(try side("tokens_per_second > 1", nil).value)
        let own = try side("tokens_per_second > 1", 1)
        #expect(abs((own.value ?? 0) - whole) < 0.3 * whole)
        #expect(own.count == 6 && own.low != nil)
    }

    @Test func `is the same after it was written and read`() throws {
        let judge = AssertedRuns.failing.assertionJudge()
        for text in ["ttft.p95 < 9s", "ttft.p90 < 9s", "failures <! 1%", "goodput > 1%"] {
            let found = try judge.result(text)
            let data = try SnakeCase.encoder().encode(found)
            #expect(try SnakeCase.decoder().decode(AssertionResult.self, from: data) == found)
        }
    }
}
