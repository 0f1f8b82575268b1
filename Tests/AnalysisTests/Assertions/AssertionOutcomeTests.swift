import Analysis
import RunModel
import SyntheticRuns
import Testing

/// What an assertion says by a number: what failed, and what is not sure.
@Suite struct AssertionOutcomeTests {
    // MARK: Failures

    @Test(arguments: ["ttfb", "ttft", "ttfa", "first_gap", "max_gap", "tpot", "e2e"])
    func `counts a failure as infinitely slow`(name: String) throws {
        let found = try AssertedRuns.failing.asserted("\(name).p95 < 9s")
        #expect(found.outcome == .fails && found.reason == .infinite)
        #expect(found.value == nil && found.count == 600)
        let plain = try #require(try AssertedRuns.plain.asserted("\(name).p90 < 9s").value)
        #expect(try #require(try AssertedRuns.failing.asserted("\(name).p90 < 9s").value) >= plain)
        #expect(try AssertedRuns.failing.asserted("\(name).max < 9s").reason == .infinite)
        // Nor is what never came slow enough.
        #expect(try AssertedRuns.failing.asserted("\(name).p95 > 1ms").outcome == .cannotTell)
    }

    @Test func `gives a failure no output speed`() throws {
        let slowest = try AssertedRuns.failing.asserted("output_speed.p5 > 1")
        #expect(slowest.outcome == .fails && slowest.reason == .infinite)
        #expect(try AssertedRuns.failing.asserted("output_speed.p5 < 99").outcome == .cannotTell)
        #expect(try AssertedRuns.failing.asserted("output_speed.p10 > 1").outcome == .holds)
    }

    @Test func `is infinite where everything failed`() throws {
        var record = AssertedRuns.plain
        record.edit { _, request in request.outcome = .http5xx }
        let judge = record.assertionJudge()
        for text in ["ttft.p50 < 9s", "tpot.p50 < 9s", "max_gap.p50 < 9s", "ttft.max < 9s"] {
            let found = try judge.result(text)
            #expect(found.outcome == .fails && found.reason == .infinite)
        }
        #expect(try judge.result("failures < 99%").outcome == .fails)
    }

    // MARK: How sure

    /// A bound on one end of the p95's interval.
    @Test func `tells less than from surely less than where an interval touches`() throws {
        let record = AssertedRuns.plain
        let judge = record.assertionJudge()
        let p95 = try judge.result("ttft.p95 < 9s")
        let (low, value, high) = (
            try #require(p95.low), try #require(p95.value), try #require(p95.high)
        )
        // Bounds of whole nanoseconds are these values exactly.
        func outcome(_ relation: String, _ bound: Double) throws -> AssertionResult {
            let nanoseconds = Int((bound * 1e6).rounded())
            return try judge.result("ttft.p95 \(relation) \(Double(nanoseconds) / 1000)us")
        }
        let expected: [(String, Double, AssertionResult.Outcome, AssertionResult.Reason?)] = [
            ("<", high + 0.001, .holds, nil), ("<!", high + 0.001, .holds, nil),
            ("<", high, .holds, .crosses), ("<!", high, .fails, .crosses),
            ("<=", high, .holds, nil),
            ("<", value, .cannotTell, .crosses), ("<!", value, .fails, .crosses),
            ("<=", value, .holds, .crosses),
            ("<", low, .fails, nil), ("<!", low, .fails, nil),
            ("<=", low, .cannotTell, .crosses),
            (">", low - 0.001, .holds, nil), (">!", low - 0.001, .holds, nil),
            (">", low, .holds, .crosses), (">!", low, .fails, .crosses), (">=", low, .holds, nil),
            (">", value, .cannotTell, .crosses), (">", high, .fails, nil),
            (">=", high, .cannotTell, .crosses),
        ]
        for (relation, bound, result, reason) in expected {
            let found = try outcome(relation, bound)
            #expect(found.outcome == result, "\(relation) \(bound)")
            #expect(found.reason == reason, "\(relation) \(bound)")
        }
    }

    @Test(arguments: [
        ("p50", 7), ("p90", 44), ("p95", 90), ("p99", 459), ("p10", 44), ("p1", 459),
    ])
    func `cannot tell below the sample floor`(statistic: String, floor: Int) throws {
        var run = AssertedRuns.run()
        run.requests = floor
        run.rounds = 1
        #expect(
            try run.record().asserted("ttft.\(statistic) < 60m").value
                != nil)
        run.requests -= 1
        for relation in ["<", "<!", ">"] {
            let found = try run.record().asserted("ttft.\(statistic) \(relation) 60m")
            #expect(found.outcome == .cannotTell && found.reason == .tooFew)
            #expect(found.value == nil && found.count == floor - 1)
        }
    }

    @Test func `is not sure of no failure among few`() throws {
        var run = AssertedRuns.run()
        run.requests = 50
        let record = run.record()
        #expect(try record.asserted("failures < 1%").outcome == .holds)
        #expect(try record.asserted("failures < 1%").reason == .crosses)
        #expect(try record.asserted("failures <! 1%").outcome == .fails)
        #expect(try record.asserted("failures <= 0%").outcome == .holds)
        #expect(try AssertedRuns.failing.asserted("failures <= 0%").outcome == .fails)
        #expect(try record.asserted("stalls <! 0.01").outcome == .fails)
    }

    @Test func `takes what was seen for itself`() throws {
        let record = AssertedRuns.plain
        for (text, outcome): (String, AssertionResult.Outcome) in [
            ("requests > 600", .fails), ("requests >= 600", .holds), ("requests >! 599", .holds),
            ("ttft.max < 60m", .holds), ("ttft.max <! 60m", .holds), ("ttft.max < 1us", .fails),
        ] {
            let found = try record.asserted(text)
            #expect(found.outcome == outcome && found.reason == nil)
        }
    }

    @Test func `without an interval all that was seen must lie on one side`() throws {
        var run = AssertedRuns.run()
        run.rounds = 4
        let found = try run.record().asserted("icl.p99 < 9s")
        let (low, high) = (try #require(found.low), try #require(found.high))
        let value = try #require(found.value)
        #expect(low < value && value <= high && found.outcome == .holds)
        #expect(try run.record().asserted("stalls < 1").reason == .noInterval)
    }

    @Test func `cannot tell what the server did not count`() throws {
        var run = AssertedRuns.run()
        run.hasUsage = false
        let record = run.record()
        let judge = record.assertionJudge()
        for text in ["tokens_per_second > 1", "tpot.p50 < 9s", "output_speed.p50 > 1"] {
            let found = try judge.result(text)
            #expect(found.outcome == .cannotTell && found.reason == .noUsage)
        }
        #expect(try record.asserted("goodput(tpot < 1s) > 1%").reason == .noUsage)
        #expect(try record.asserted("goodput(ttft < 1s) > 1%").outcome == .holds)
        var some = AssertedRuns.plain
        some.edit { index, request in if index % 2 == 0 { request.tokens.source = .events } }
        #expect(try some.asserted("tokens_per_second > 1").outcome == .holds)
        let bounded = try some.asserted("tokens_per_second > 100000")
        #expect(bounded.outcome == .cannotTell && bounded.reason == .lowerBound)
    }

    @Test func `cannot tell of goodput without objectives`() throws {
        let found = try AssertedRuns.plain.asserted("goodput > 1%")
        #expect(found.outcome == .cannotTell && found.reason == .noObjectives)
    }

    @Test func `says of an overloaded run only that it is too slow`() throws {
        var run = AssertedRuns.run()
        run.rate = 20
        run.slots = 10
        let record = run.record()
        #expect(record.summary().validity.reasons.contains { $0.kind == .overload })
        let judge = record.assertionJudge()
        let slow = try judge.result("ttft.p50 < 300ms")
        #expect(slow.outcome == .fails && slow.reason == .overloaded)
        #expect(try judge.result("ttft.p50 < 60m").outcome == .cannotTell)
        #expect(try judge.result("ttft.p50 > 1ms").outcome == .cannotTell)
    }

    @Test func `widens intervals by arrivals that are not exact`() throws {
        let exact = AssertedRuns.plain
        var record = exact
        record.edit { index, request in
            request.instants.firstOutputEarliest = request.instants.firstOutput.map {
                $0 + .milliseconds(-40)
            }
            request.maxGapLeast = request.maxGap.map { $0 - .milliseconds(10) }
            request.maxGapMost = request.maxGap.map { $0 + .milliseconds(20) }
        }
        func ends(_ text: String, _ record: SyntheticRecord) throws -> (Double, Double) {
            let found = try record.asserted(text)
            return (try #require(found.low), try #require(found.high))
        }
        for (name, less, more) in [("ttft", 40.0, 0.0), ("max_gap", 10, 20)] {
            for statistic in ["p50", "p95", "max"] {
                let text = "\(name).\(statistic) < 9s"
                let (low, high) = try ends(text, exact)
                let (wideLow, wideHigh) = try ends(text, record)
                #expect(abs(low - less - wideLow) < 1e-6, "\(text)")
                #expect(abs(high + more - wideHigh) < 1e-6, "\(text)")
            }
        }
    }
}
