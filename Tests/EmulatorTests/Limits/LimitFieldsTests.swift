import RunModel
import Testing

@testable import Emulator

@Suite struct LimitFieldsTests {
    /// 2001-09-09 01:46:40 UTC at the tests' anchor.
    private static let clock = ServerClock(
        start: seconds(0), wallNanoseconds: 1_000_000_000_000_000_000)
    private static let reading = LimitReading(
        requests: LimitReading.Budget(limit: 60, remaining: 7, reset: .milliseconds(1200)))

    private func fields(
        _ change: (inout LimitHeaderPolicy) -> Void
    ) -> LimitFields {
        var policy = LimitHeaderPolicy()
        change(&policy)
        return LimitFields(policy: policy, clock: Self.clock)
    }

    private func told(_ fields: LimitFields) -> [String: String] {
        Dictionary(fields.fields(Self.reading)) { first, _ in first }
    }

    @Test func `honest fields say what is`() {
        #expect(
            told(fields { _ in }) == [
                "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "7",
                "x-ratelimit-reset-requests": "1.2s",
            ])
        #expect(told(fields { $0.truth = .none }).isEmpty)
    }

    @Test func `what remains can lag by the request itself`() {
        let late = fields {
            $0.truth = .lying
            $0.remainingLie = .lagging
        }
        #expect(told(late)["x-ratelimit-remaining-requests"] == "8")
        var reading = Self.reading
        reading.requests?.remaining = 0
        reading.isOfRefusal = true
        let refused = Dictionary(late.fields(reading)) { first, _ in first }
        #expect(refused["x-ratelimit-remaining-requests"] == "0")
    }

    @Test(arguments: LimitHeaderPolicy.DayFields.allCases)
    func `a day's budget is told by the names that are wanted`(
        names: LimitHeaderPolicy.DayFields
    ) {
        var reading = Self.reading
        reading.day = LimitReading.Budget(limit: 900, remaining: 850, reset: .seconds(40_000))
        let told = Dictionary(fields { $0.dayFields = names }.fields(reading)) { first, _ in first }
        #expect(told["x-ratelimit-limit-requests"] == (names == .plain ? "900" : "60"))
        #expect(told["x-ratelimit-remaining-requests-day"] == (names == .own ? "850" : nil))
    }

    @Test(arguments: BodyWait.allCases)
    func `a refusal's body names the wait where it is wanted`(place: BodyWait) {
        var policy = LimitPolicy(requestsPerMinute: 60, streams: 3)
        policy.headers.bodyWait = place
        policy.headers.retryAfter = .both
        let fields = LimitFields(policy: policy.headers, clock: Self.clock)
        let refusal = LimitRefusal(reason: .requests, retryAfter: .milliseconds(1500))
        let json = ErrorBody(refusal, policy, fields, at: seconds(0)).json
        #expect(json.contains("try again in 1.5s") == (place == .words))
        #expect(json.contains(#""retryDelay":"1.5s""#) == (place == .retryDelay))
        #expect(json.contains(#""X-RateLimit-Reset":"1000000001500""#) == (place == .reset))
        #expect(
            fields.retryAfter(refusal, at: seconds(0)).map(\.1) == ["2", "1500"])
    }

    @Test func `lies are told only by headers that lie`() {
        let lies = { (policy: inout LimitHeaderPolicy) in
            policy.statedRequests = 100
            policy.remainingLie = .more(5)
            policy.retryAfterFactor = 0.25
        }
        let refusal = LimitRefusal(reason: .requests, retryAfter: .seconds(8))
        let honest = fields(lies)
        #expect(told(honest)["x-ratelimit-limit-requests"] == "60")
        #expect(honest.toldWait(refusal) == .seconds(8))
        let lying = fields {
            lies(&$0)
            $0.truth = .lying
        }
        #expect(told(lying)["x-ratelimit-limit-requests"] == "100")
        #expect(told(lying)["x-ratelimit-remaining-requests"] == "12")
        #expect(lying.retryAfter(refusal, at: seconds(0)).map(\.1) == ["2"])
        let stuck = fields {
            $0.truth = .lying
            $0.remainingLie = .stuck
        }
        #expect(told(stuck)["x-ratelimit-remaining-requests"] == "60")
    }

    @Test func `Retry-After is rounded up, never sooner than it is true`() {
        let refusal = LimitRefusal(reason: .requests, retryAfter: .milliseconds(1001))
        let inSeconds = fields { _ in }.retryAfter(refusal, at: seconds(0))
        #expect(inSeconds.map(\.1) == ["2"])
        let date = fields { $0.retryAfter = .date }.retryAfter(refusal, at: seconds(0))
        // Beside the server's own, so that a client can tell how long that is.
        #expect(date.map(\.0) == ["date", "retry-after"])
        #expect(
            date.map(\.1) == ["Sun, 09 Sep 2001 01:46:40 GMT", "Sun, 09 Sep 2001 01:46:42 GMT"])
        let none = fields { $0.retryAfter = .none }.retryAfter(refusal, at: seconds(0))
        #expect(none.isEmpty)
    }

    @Test func `what cannot be known is not told`() {
        let refusal = LimitRefusal(reason: .streams)
        #expect(fields { _ in }.retryAfter(refusal, at: seconds(0)).isEmpty)
        let policy = LimitPolicy(requestsPerMinute: 1, streams: 3)
        let body = ErrorBody(refusal, policy, fields { _ in }, at: seconds(0))
        #expect(body.message == "Rate limit reached for concurrent streams: limit 3.")
    }

    @Test(
        arguments: [
            (0, "0s"), (1, "1ms"), (17, "17ms"), (999, "999ms"), (1000, "1s"), (1200, "1.2s"),
            (8640, "8.64s"), (59_999, "59.999s"), (60_000, "1m0s"), (360_000, "6m0s"),
            (90_500, "1m30.5s"), (3_600_000, "1h0m0s"), (86_399_001, "23h59m59.001s"),
        ] as [(Int, String)])
    func `lengths of time are written as the API does`(milliseconds: Int, text: String) {
        #expect(DurationText.text(.milliseconds(milliseconds)) == text)
    }

    @Test func `lengths below a millisecond are rounded up`() {
        #expect(DurationText.text(.nanoseconds(1)) == "1ms")
        #expect(DurationText.text(.nanoseconds(1_000_001)) == "2ms")
    }

    @Test func `dates are UTC`() {
        let date = DateText(wallNanoseconds: 1_709_210_096_007_000_000)
        #expect(date.http == "Thu, 29 Feb 2024 12:34:56 GMT")
        #expect(date.timestamp == "2024-02-29T12:34:56.007Z")
    }

    @Test func `windows begin with the clock's minute where they are to`() {
        let clock = ServerClock(start: seconds(0), wallNanoseconds: 1_000_000_030_500_000_000)
        var shape = WindowShape()
        #expect(clock.anchor(of: shape) == seconds(0))
        shape.anchor = .wallClock
        #expect(clock.anchor(of: shape) == seconds(-10.5))
    }
}
