import Analysis
import Histogram
import RunModel
import Statistics
import Testing

@Suite struct LiveNumbersTests {
    private func numbers(_ ended: Int, failed: Int = 0, slow: Int = 0) -> LiveNumbers {
        var numbers = LiveNumbers()
        numbers.ended = ended
        numbers.failed = failed
        var histogram = LatencyHistogram.latencies()
        for index in 0..<(ended - failed) {
            histogram.record(UInt64(index < slow ? 5_000_000_000 : 200_000_000))
        }
        numbers.firstTokens = histogram
        return numbers
    }

    @Test(arguments: [
        (19, 19, false), (20, 20, true), (20, 12, true), (20, 4, false), (1000, 210, false),
        (1000, 260, true),
    ])
    func `ends a run only for what is sure`(ended: Int, failed: Int, holds: Bool) throws {
        let rule = try Assertion.abortRule("failures > 20%")
        #expect(numbers(ended, failed: failed).holds(for: rule) == holds)
    }

    @Test(arguments: [(0, 3, false), (0, 30, true), (30, 0, true), (15, 15, true), (2, 2, false)])
    func `counts a failure as slow`(failed: Int, slow: Int, holds: Bool) throws {
        let rule = try Assertion.abortRule("ttft.p95 > 2s")
        #expect(numbers(100, failed: failed, slow: slow).holds(for: rule) == holds)
        let other = try Assertion.abortRule("ttft.p95 < 2s")
        #expect(!numbers(100, failed: failed, slow: slow).holds(for: other))
        #expect(numbers(1000).holds(for: other))
        #expect(!LiveNumbers().holds(for: other))
    }

    @Test func `counts refusals and requests`() throws {
        var numbers = numbers(100, failed: 50)
        #expect(!numbers.holds(for: try Assertion.abortRule("rate_limited > 5%")))
        numbers.rateLimited = 30
        #expect(numbers.holds(for: try Assertion.abortRule("rate_limited > 5%")))
        #expect(!numbers.holds(for: try Assertion.abortRule("requests > 100")))
        #expect(numbers.holds(for: try Assertion.abortRule("requests >= 100")))
    }

    /// An interval of 95 % of all requests does in three of ten such runs.
    @Test func `seldom ends a run whose truth is at the bound, however often asked`() throws {
        let rule = try Assertion.abortRule("failures > 20%")
        let ended = (0..<200).count { run in
            var generator = SeededGenerator(seed: 5, purpose: 2, index: UInt64(run))
            var numbers = LiveNumbers()
            return (0..<2000).contains { _ in
                numbers.ended += 1
                if generator.unit() < 0.2 { numbers.failed += 1 }
                return numbers.holds(for: rule)
            }
        }
        #expect(ended <= 10)
    }

    @Test(arguments: [
        ("goodput > 95%", "goodput"), (" ttft.max > 2s", "ttft.max"), ("e2e.p50 > 9s", "e2e.p50"),
        ("streaming:failures > 5%", "streaming:failures"),
        ("goodput(ttft < 1s) < 50%", "goodput"),
    ])
    func `refuses what cannot be known while a run goes`(text: String, name: String) {
        let error = #expect(throws: AssertionError.self) { try Assertion.abortRule(text) }
        #expect(error?.column == (text.hasPrefix(" ") ? 2 : 1))
        #expect(error?.message.hasPrefix("\(name) cannot be known while a run goes") == true)
    }

    @Test func `ends no run for too few requests, which every run begins with`() {
        let error = #expect(throws: AssertionError.self) {
            try Assertion.abortRule("requests < 100")
        }
        #expect(error?.description.contains("write requests >") == true)
        #expect(throws: AssertionError.self) { try Assertion.abortRule("requets > 100") }
    }
}
