import Analysis
import RunModel
import Statistics
import Testing

@Suite struct AssertionTests {
    @Test func `reads a percentile, its relation and its bound`() throws {
        let assertion = try Assertion("ttft.p95 < 300ms")
        #expect(assertion.quantity == .timeToFirstToken)
        #expect(assertion.statistic == .percentile(thousandths: 950))
        #expect(assertion.relation == .below)
        #expect(assertion.bound == 300)
        #expect(assertion.unit == .milliseconds)
        #expect(assertion.mode == nil)
    }

    @Test(arguments: [
        ("e2e.max<1.5s", 1500.0), ("tpot.p50 <= 800us", 0.8), ("e2e.p99 <! 2m", 120_000),
        ("failures < 1%", 0.01), ("failures < .01", 0.01), ("goodput > 99.5 %", 0.995),
        ("tokens_per_second >! 400", 400), ("requests >= 459", 459), ("stalls <= 0", 0),
        ("output_speed.p5 > 20", 20), ("failures <= 0%", 0), ("goodput >= 100%", 1),
        ("non_streaming:e2e.p50 < 9s", 9000), ("streaming: icl.p99.9 < 1s", 1000),
    ])
    func `takes every bound in the quantity's unit`(text: String, bound: Double) throws {
        #expect(try Assertion(text).bound == bound)
    }

    @Test(arguments: Assertion.Relation.allCases)
    func `knows every relation`(relation: Assertion.Relation) throws {
        #expect(try Assertion("failures \(relation.rawValue) 5%").relation == relation)
    }

    @Test(arguments: Assertion.Quantity.allCases)
    func `knows every quantity`(quantity: Assertion.Quantity) throws {
        let texts =
            ["\(quantity.rawValue).p95 < 1s", "\(quantity.rawValue) < 0.5"]
            + ["\(quantity.rawValue).p5 > 1"]
        #expect(texts.compactMap { try? Assertion($0) }.map(\.quantity) == [quantity])
    }

    @Test func `reads goodput with objectives of its own`() throws {
        let text = "goodput( ttft<500ms ,max_gap < 1s, tpot < 50ms, e2e < 9s )>95%"
        let objectives = try #require(try Assertion(text).objectives)
        #expect(objectives.timeToFirstToken == TimeSpan(.milliseconds(500)))
        #expect(objectives.maxGap == TimeSpan(.seconds(1)))
        #expect(objectives.timePerOutputToken == TimeSpan(.milliseconds(50)))
        #expect(objectives.endToEnd == TimeSpan(.seconds(9)))
        #expect(try Assertion("goodput > 95%").objectives == nil)
    }

    @Test func `keeps its text with single blanks`() throws {
        #expect(try Assertion("  ttft.p95\n\t <  300 ms ").text == "ttft.p95 < 300 ms")
    }

    @Test(arguments: [
        ("tfft.p95 < 300ms", "column 1: there is no 'tfft'; did you mean 'ttft'?"),
        ("TTFT.p95 < 300ms", "column 1: there is no 'TTFT'; did you mean 'ttft'?"),
        ("max-gap.p95 < 1s", "column 1: there is no 'max-gap'; did you mean 'max_gap'?"),
        ("error_rate < 1%", "column 1: there is no 'error_rate'; did you mean 'failures'?"),
        (" itl.p95 < 1s", "column 2: there is no 'itl'; did you mean 'icl'?"),
        (
            "steaming:ttft.p95 < 1s",
            "column 1: there is no mode 'steaming'; did you mean 'streaming'?"
        ),
        ("streaming:tttft.p5 < 1s", "column 11: there is no 'tttft'; did you mean 'ttft'?"),
        ("non_streaming:max_gap.p95 < 1s", "column 1: non-streaming answers have no max_gap"),
        ("ttft.q59 < 1s", "column 6: there is no statistic 'q59'; did you mean 'p59'?"),
        ("ttft.p100 < 1s", "column 6: there is no p100: percentiles are p1 to p99 and p99.9"),
        ("ttft.p0 < 1s", "column 6: there is no p0: percentiles are p1 to p99 and p99.9"),
        ("ttft.p99.99 < 1s", "column 6: there is no p99.99: percentiles are p1 to p99 and p99.9"),
        ("ttft.p01 < 1s", "column 6: there is no p01: percentiles are p1 to p99 and p99.9"),
        (
            "ttft.foo < 1s",
            "column 6: there is no statistic 'foo': percentiles are p1 to p99 and p99.9, and there are min and max"
        ),
        (
            "ttft.mean < 1s",
            "column 6: there is no mean: a single failure would make it infinite; take p50"
        ),
        ("ttft.median < 1s", "column 6: there is no 'median'; did you mean 'p50'?"),
        ("ttft. < 1s", "column 6: expected a statistic such as p95, but there is '<'"),
        ("ttft < 1s", "column 5: ttft needs a statistic, such as ttft.p95 or ttft.max"),
        ("failures.p95 < 1%", "column 9: failures has no statistic"),
        ("failures(ttft < 1s) < 1%", "column 9: only goodput takes bounds in parentheses"),
        ("ttft.p95 300ms", "column 10: expected <, <=, <!, >, >= or >!, but there is '300ms'"),
        ("ttft.p95", "column 9: expected <, <=, <!, >, >= or >!, but there is the end"),
        ("ttft.p95 == 1s", "column 10: there is no ==: write <, <=, <!, >, >= or >!"),
        ("ttft.p95 =< 1s", "column 10: there is no =<: write <, <=, <!, >, >= or >!"),
        ("ttft.p95 < 300", "column 12: 300 needs a unit: us, ms, s or m"),
        ("ttft.p95 < 300msec", "column 15: there is no unit 'msec'; there are us, ms, s and m"),
        ("ttft.p95 < 3mn", "column 13: there is no unit 'mn'; did you mean 'ms'?"),
        ("ttft.p95 <", "column 11: expected a time such as 300ms, but there is the end"),
        ("ttft.p95 < -1s", "column 12: expected a time such as 300ms, but there is '-1s'"),
        ("ttft.p95 < 1.2.3s", "column 12: '1.2.3' is no number"),
        ("ttft.p95 < 0ms", "column 12: a time is above 0 and at most a year"),
        ("ttft.p95 < 99999999m", "column 12: a time is above 0 and at most a year"),
        ("ttft.p95 < 1s please", "column 15: nothing may follow the bound, but there is 'please'"),
        ("failures < 5", "column 12: failures needs % or a share below 1: write 5%"),
        ("failures < 1", "column 12: failures needs % or a share below 1: write 1%"),
        ("failures < 101%", "column 12: a share is at most 100%"),
        ("failures < 0%", "column 12: that can never hold: did you mean <=?"),
        ("goodput > 100%", "column 11: that can never hold: did you mean >=?"),
        ("goodput <= 100%", "column 12: that always holds, whatever the run does"),
        ("requests >= 0", "column 13: that always holds, whatever the run does"),
        (
            "tokens_per_second > 400 t/s",
            "column 25: tokens_per_second takes a number without a unit"
        ),
        ("goodput() > 9%", "column 9: expected a bound such as ttft < 500ms, but there is ')'"),
        (
            "goodput(ttfb < 1s) > 9%",
            "column 9: there is no objective 'ttfb'; did you mean 'ttft'?"
        ),
        (
            "goodput(ttft > 1s) > 9%",
            "column 14: expected < after ttft, but there is '>': a good request stays below"
        ),
        ("goodput(ttft < 1) > 9%", "column 16: 1 needs a unit: us, ms, s or m"),
        ("goodput(ttft < 1s, ttft < 2s) > 9%", "column 20: ttft has a bound already"),
        ("goodput(ttft < 1s > 9%", "column 19: expected , or ), but there is '>'"),
        ("", "column 1: expected an assertion such as 'ttft.p95 < 300ms'"),
        (" \t", "column 1: expected an assertion such as 'ttft.p95 < 300ms'"),
        ("< 1s", "column 1: expected a name such as ttft.p95, but there is '<'"),
        ("ttft.p95 ≤ 1s", "column 10: write <= for the sign of at most"),
        ("tpot.p95 < 10µs", "column 14: write us for microseconds"),
        ("ttft.p95 < 1\u{a0}s", "column 13: an assertion is written in ASCII"),
        (
            "ttft.p95 \u{1}< 1s",
            "column 10: expected <, <=, <!, >, >= or >!, but there is a control character"
        ),
    ])
    func `says where a text is wrong and what was meant`(text: String, message: String) {
        let error = #expect(throws: AssertionError.self) { try Assertion(text) }
        #expect(error?.description == message)
    }

    @Test func `lists what there is where nothing is near`() {
        let error = #expect(throws: AssertionError.self) { try Assertion("walrus < 1s") }
        let names = Assertion.Quantity.allCases.map(\.rawValue)
        #expect(names.allSatisfy { error?.message.contains($0) == true })
    }

    @Test(arguments: [201, 100_000])
    func `refuses texts that are too long`(length: Int) {
        let text = "ttft.p95 < 1s" + String(repeating: " ", count: length - 13)
        let error = #expect(throws: AssertionError.self) { try Assertion(text) }
        #expect(error?.column == 201)
        #expect((try? Assertion(String(text.prefix(200)))) != nil)
    }

    /// Bytes of any kind, and texts made of an assertion's own parts, which come further.
    @Test(arguments: 0..<20)
    func `reads or refuses whatever it is given`(seed: UInt64) {
        let parts = [
            "ttft", "goodput", "failures", "streaming", ".", "p95", "p99.9", "max", "<", ">", "=",
            "!",
            "(", ")", ",", ":", "300", "1.5", "ms", "s", "%", " ", "\n", "é", "\0",
        ]
        var generator = SeededGenerator(seed: seed, purpose: 1, index: 0)
        func number(_ below: Int) -> Int { Int(generator.next() % UInt64(below)) }
        for _ in 0..<2000 {
            let isBytes = number(4) == 0
            let text = (0..<number(24)).map { _ in
                isBytes
                    ? String(decoding: [UInt8(number(256))], as: UTF8.self)
                    : parts[number(parts.count)]
            }.joined()
            do throws(AssertionError) {
                let assertion = try Assertion(text)
                #expect(assertion.bound.isFinite && assertion.bound >= 0)
                #expect((try? Assertion(assertion.text)) == assertion)
            } catch {
                #expect((1...201).contains(error.column))
                #expect(error.column <= text.unicodeScalars.count + 1)
            }
        }
    }
}
