import Foundation
import RunModel
import Testing

@Suite struct TimeSpanTests {
    @Test(arguments: [
        ("20ms", 20_000_000), ("1.5s", 1_500_000_000), ("2m", 120_000_000_000),
        ("7", 7_000_000_000),
        ("250us", 250_000), ("1h", 3_600_000_000_000), ("0s", 0), ("3ns", 3),
        ("1h30m", 5_400_000_000_000), ("5min", 300_000_000_000), ("1m2.5s", 62_500_000_000),
        ("90sec", 90_000_000_000), ("1d", 86_400_000_000_000), ("2Minutes", 120_000_000_000),
    ])
    func `reads what users write`(text: String, nanoseconds: Int64) {
        #expect(TimeSpan(text)?.duration == .nanoseconds(nanoseconds))
    }

    @Test(arguments: [
        "", "s", "-1s", "1 s", "1x", "1e3s", "nan", "inf", "1..2s", "99999999999h", "30m1h", "1h30",
        "1.5h30m", "1m1m", ".", "5parsecs",
    ])
    func `refuses what is no length of time`(text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test(arguments: [0, 1, 999, 1_000, 1_500_000, 90_000_000_000, 3_600_000_000_001])
    func `what it writes it reads again`(nanoseconds: Int64) {
        let span = TimeSpan(.nanoseconds(nanoseconds))
        #expect(TimeSpan(span.description) == span)
    }

    @Test(arguments: ["1e300", "-5", "1e9", "\"-5s\""])
    func `refuses a number in a plan that is no length of time`(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([TimeSpan].self, from: Data("[\(json)]".utf8))
        }
    }

    @Test func `reads a bare number in a plan as seconds`() throws {
        let spans = try JSONDecoder().decode([TimeSpan].self, from: Data("[1.5]".utf8))
        #expect(spans.first?.duration == .milliseconds(1500))
    }
}
