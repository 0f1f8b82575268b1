import Testing
import Wire

@Suite struct ToldLimitsTests {
    /// A line a name: what it tells of which budget.
    @Test(
        arguments: [
            ("x-ratelimit-*-requests", .requests), ("x-ratelimit-*-tokens", .tokens),
            ("anthropic-ratelimit-requests-*", .requests),
            ("anthropic-ratelimit-tokens-*", .tokens),
            ("anthropic-ratelimit-input-tokens-*", .tokens),
            ("anthropic-ratelimit-output-tokens-*", .tokens),
            ("x-ratelimit-api_key-*-requests", .requests),
            ("x-ratelimit-team-*-tokens", .tokens),
            ("x-ratelimit-*-requests-minute", .requests), ("x-ratelimit-*-requests-day", .requests),
            ("x-ratelimit-*-tokens-minute", .tokens), ("x-ratelimit-*-req-minute", .requests),
            ("x-ratelimit-*", .requests), ("x-rate-limit-*", .requests), ("ratelimit-*", .requests),
        ] as [(String, ToldLimits.Unit)])
    func `reads the fields of every name`(pattern: String, unit: ToldLimits.Unit) {
        func name(_ part: String) -> String {
            pattern.split(separator: "*", omittingEmptySubsequences: false).joined(separator: part)
        }
        let reading = reading([
            name("limit"): "9223372036854775807", name("remaining"): "7",
            name("reset"): "2026-11-23T12:00:30Z",
        ])
        #expect(reading.budget(unit).limit == .max)
        #expect(reading.budget(unit).remaining == 7)
        #expect(reading.budget(unit).reset == .seconds(30))
        for other in ToldLimits.Unit.allCases where other != unit {
            #expect(reading.budget(other) == ToldLimits.Budget())
        }
    }

    @Test func `keeps each wait, and a day's budget beside the minute's`() {
        let told = reading([
            "retry-after": "3", "retry-after-ms": "2400", "x-ratelimit-limit-requests": "60",
            "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2.4s",
            "x-ratelimit-limit-requests-day": "1000", "x-ratelimit-remaining-requests-day": "940",
            "x-ratelimit-reset-requests-day": "40000",
        ])
        #expect(
            told.waits.map(\.source)
                == ["retry-after-ms", "retry-after", "x-ratelimit-reset-requests"])
        #expect(told.budget(.requests).limit == 60)
        #expect(told.day.limit == 1000)
        #expect(told.day.remaining == 940)
        #expect(told.day.reset == .seconds(40_000))
    }

    @Test(arguments: [
        ["ratelimit": "limit=100, remaining=50, reset=30"],
        ["ratelimit": "limit=100;remaining=50;reset=30"],
        ["ratelimit": "remaining=50, reset=30", "ratelimit-policy": "100;w=60"],
        ["ratelimit": #""default";r=50;t=30"#, "ratelimit-policy": #""default";q=100;w=60"#],
        ["ratelimit": "default; r=50; t=30", "ratelimit-policy": "default; q=100; w=60"],
        [
            "ratelimit": #""a,b;c";r=50;t=30"#,
            "ratelimit-policy": #""x";q=7;w=1, "a,b;c";q=100;w=60;qu="requests""#,
        ],
        ["ratelimit": #""day";r=700;t=9, "minute";r=0;t=30, "x";r=0;t=3"#],
    ])
    func `reads both forms of IETF's fields`(fields: [String: String]) {
        let budget = reading(fields).budget(.requests)
        let isUsedUp = fields["ratelimit"]?.contains("day") == true
        #expect(budget.limit == (isUsedUp ? nil : 100))
        #expect(budget.remaining == (isUsedUp ? 0 : 50))
        #expect(budget.reset == .seconds(30))
    }

    @Test func `tells budgets of tokens from those of requests, and leaves out others`() {
        let reading = reading([
            "ratelimit": #""a";r=5;t=6, "b";r=7;t=8, "c";r=0;t=9"#,
            "ratelimit-policy": #""a";q=10;qu="tokens", "b";q=20, "c";q=30;qu="content-bytes""#,
        ])
        #expect(reading.budget(.tokens).remaining == 5)
        #expect(reading.budget(.requests).limit == 20)
    }

    @Test(arguments: [
        "", ",", ";", "=", "\"", "\"a;r=1", "a;;;", "=;=,=", "limit", "limit=", "a;r=x;t=1e30",
        "remaining=-1, reset=99999999999999999999999999",
    ])
    func `what is no list of budgets tells nothing`(text: String) {
        let budget = reading(["ratelimit": text]).budget(.requests)
        #expect(budget == ToldLimits.Budget())
    }

    @Test func `of several budgets the one that is used up holds`() {
        let reading = reading([
            "anthropic-ratelimit-tokens-remaining": "100",
            "anthropic-ratelimit-input-tokens-remaining": "0",
            "anthropic-ratelimit-input-tokens-reset": "3",
            "anthropic-ratelimit-output-tokens-remaining": "0",
            "anthropic-ratelimit-output-tokens-reset": "8",
            "x-ratelimit-limit-requests": "60", "ratelimit-limit": "1",
        ])
        #expect(reading.budget(.tokens).remaining == 0)
        #expect(reading.budget(.tokens).reset == .seconds(8))
        #expect(reading.budget(.requests).limit == 60)
    }

    @Test func `milliseconds are believed before seconds, and what cannot be read is shown`() {
        let both = reading(["retry-after": "2", "retry-after-ms": "1500"])
        #expect(both.retryAfter == .milliseconds(1500))
        #expect(reading(["retry-after": "2", "retry-after-ms": "x"]).retryAfter == .seconds(2))
        let unreadable = reading(["retry-after": String(repeating: "e\u{301}", count: 90)])
        #expect(unreadable.retryAfter == nil)
        #expect(unreadable.unreadableRetryAfter?.unicodeScalars.count == 60)
        #expect(reading(["retry-after-ms": "soon"]).unreadableRetryAfter == "soon")
    }

    @Test func `fields that were sent and cannot be read are named`() {
        let told = reading([
            "retry-after": "-1466247819", "x-ratelimit-limit-requests": "60",
            "x-ratelimit-remaining-requests": "-1", "x-ratelimit-reset-requests": "-1",
        ])
        #expect(
            told.unreadable == [
                "retry-after", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
            ])
        #expect(reading(["x-ratelimit-remaining-requests": "0"]).unreadable.isEmpty)
    }

    private func reading(_ fields: [String: String]) -> ToldLimits {
        var fields = fields
        fields["date"] = "Mon, 23 Nov 2026 12:00:00 GMT"
        return ToldLimits(fields, known: API.chat.limitFields, now: 0)
    }
}
