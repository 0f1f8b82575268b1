import RunModel
import Testing

@Suite struct BudgetSpanTests {
    private func points(
        limit: Int, remaining: [Int], every: Double, reset: (Int, Double) -> Double?
    ) -> [BudgetSpan.Point] {
        remaining.enumerated().map { index, left in
            let seconds = Double(index) * every
            return BudgetSpan.Point(
                seconds: seconds, limit: limit, remaining: left, reset: reset(limit - left, seconds)
            )
        }
    }

    /// Groq: 14,400 a day, of which each is there again after six seconds.
    @Test func `a reset that grows with use is a store's`() throws {
        let told = points(limit: 14_400, remaining: [14_370, 14_369, 14_368, 14_367], every: 1) {
            used, _ in Double(used) * 6 - 0.5
        }
        let span = try #require(BudgetSpan.longer(than: 60, told))
        #expect(BudgetSpan.words(span) == "a day")
    }

    @Test func `a reset far away is a longer time's`() {
        let told = points(limit: 1000, remaining: [950, 949, 948], every: 1) { 40_000 - $1 }
        #expect(BudgetSpan.longer(than: 60, told) == 86_400)
        #expect(BudgetSpan.words(86_400) == "a day")
    }

    /// A minute's edge of a key that was used before; a sliding window; a store that fills in a minute; no time.
    @Test(arguments: ["edge", "sliding", "store", "none"])
    func `a minute's budget is none`(kind: String) {
        for first in [59, 30, 10] {
            let told = points(
                limit: 60, remaining: [first, first - 1, first - 2, first - 3], every: 0.7
            ) { used, seconds in
                switch kind {
                case "edge": 40 - seconds
                case "sliding": 60
                case "store": Double(used)
                default: nil
                }
            }
            #expect(BudgetSpan.longer(than: 60, told) == nil)
        }
    }

    /// 25 a minute are enforced and 300 are told: the reset is that of 25.
    @Test func `a wrong limit makes no longer time of a minute's store`() {
        let told = points(limit: 300, remaining: [299, 298, 297, 296], every: 1) { used, _ in
            Double(used) * 2.4
        }
        #expect(BudgetSpan.longer(than: 60, told) == nil)
    }

    @Test func `what comes back sooner is no budget of a day`() {
        let told = points(limit: 1000, remaining: [900, 890, 999], every: 30) { _, _ in 50_000 }
        #expect(BudgetSpan.longer(than: 60, told) == nil)
    }

    @Test func `waits are read as they are written`() {
        let waits = [
            ToldWait(source: "retry-after", wait: .seconds(5)),
            ToldWait(source: "body.x-ratelimit-reset", wait: .milliseconds(4800)),
        ]
        let text = ToldWait.text(waits)
        #expect(text == "retry-after=5000000000;body.x-ratelimit-reset=4800000000")
        #expect(ToldWait.waits(text) == waits)
        #expect(waits.map(\.isReset) == [false, true])
        for wrong in ["a", "a=", "=1", "a=-1", "a=1;", "a b=1", "a=99999999999999999999"] {
            #expect(ToldWait.waits(wrong) == nil, "\(wrong)")
        }
    }
}
