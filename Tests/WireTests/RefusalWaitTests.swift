import Testing
import Wire

@Suite struct RefusalWaitTests {
    @Test(arguments: [
        (
            #"{"error":{"details":[{"@type":"RetryInfo","retryDelay":"2.153358453s"}]}}"#,
            2.153358453
        ),
        (#"{"error":{"message":"Please retry in 2.15s."}}"#, 2.15),
        (#"{"error":{"message":"Rate limit reached. Please try again in 7m12.5s. Visit"}}"#, 432.5),
        (#"{"error":{"message":"Please try again in 20ms. "}}"#, 0.02),
        (#"{"error":{"message":"Please retry after 6 seconds."}}"#, 6),
        (#"{"message":"slow","retry_after":1.5}"#, 1.5), ("Try again in 1 minute", 60),
        (#"{"retry_after_seconds": 3}"#, 3), (#"{"retry_after_ms":2000}"#, 2),
        ("Retry after 1 minute and 30 seconds", 90), ("please wait 24 hrs", 86_400),
        ("try again in 1 week", 604_800), ("retry after 0 minutes 6 seconds", 6),
        ("Please retry in 6s. (It will try again in 1s)", 6),
        (#"{"retryDelay":null,"x":"retry in 4s"}"#, 4),
    ])
    func `reads the wait in words`(body: String, seconds: Double) {
        #expect(
            RefusalWait.wait(inBody: Array(body.utf8).span)
                == .nanoseconds(Int64((seconds * 1e9).rounded())))
    }

    @Test func `reads each place, and a field that a gateway repeats`() {
        let body =
            #"{"error":{"message":"Please try again in 2s.","code":429,"details":"#
            + #"[{"retryDelay":"2.5s"}],"metadata":{"headers":{"X-RateLimit-Limit":"50","#
            + #""X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1741305600000"}}}}"#
        let told = RefusalWait.told(inBody: Array(body.utf8).span, now: 1_741_305_570)
        #expect(
            told.waits.map(\.source) == ["body.words", "body.retrydelay", "body.x-ratelimit-reset"])
        #expect(told.waits.map(\.wait) == [.seconds(2), .milliseconds(2500), .seconds(30)])
        #expect(told.budget.limit == 50)
        #expect(told.budget.remaining == 0)
        #expect(told.budget.reset == .seconds(30))
    }

    @Test(arguments: [
        "", "retry", "try again in a moment", "retry in -5s", "retry in 99999999999999999999h",
        "please wait until 7", "try again after 2026-11-27 10:00", "try again after 10:30 UTC",
        #"{"retryAfter":"2026-11-26T22:00:00Z"}"#, "retry after 3 attempts",
        "please wait 10 requests",
        "try again after 80% of it", "try again after 5 PM", "try again in 1,500 ms",
        "try again in 1e2 seconds", "try again in 1 month", #"{"retry_after":{"seconds":7}}"#,
        "retry in .", "retry in ٣s", #"{"retryDelay":""}"#,
    ])
    func `reads none from anything else`(body: String) {
        #expect(RefusalWait.wait(inBody: Array(body.utf8).span) == nil)
    }
}
