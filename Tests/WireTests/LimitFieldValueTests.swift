import Testing
import Wire

@Suite struct LimitFieldValueTests {
    @Test(arguments: [
        ("1.2s", Duration.milliseconds(1200)), ("6m0s", .seconds(360)), ("20ms", .milliseconds(20)),
        ("1h2m3s", .seconds(3723)), ("7", .seconds(7)), (" 0.5 ", .milliseconds(500)),
        ("0", .zero), ("1d", .seconds(86_400)),
    ])
    func `reads a length of time`(text: String, span: Duration) {
        #expect(LimitFieldValue.span(text) == span)
    }

    @Test(arguments: [
        "", " ", "s", "-1", "-1s", "1x", "1s2", "s1", "1e3", "nan", "inf", "1..2s", "٣s",
        "99999999999", "1s ,", "soon", "1" + String(repeating: "0", count: 30),
        String(repeating: "300d", count: 400), String(repeating: "9", count: 400) + "d",
    ])
    func `reads nothing from anything else`(text: String) {
        #expect(LimitFieldValue.span(text) == nil)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 1_795_435_200),
    ])
    func `reads an HTTP date`(text: String, seconds: Int) {
        #expect(HTTPDate.secondsSinceEpoch(text) == seconds)
    }

    @Test func `a date to wait for is laid beside the server's own, or else beside ours`() {
        let now = "Sun, 06 Nov 1994 08:49:37 GMT"
        let then = "Sun, 06 Nov 1994 08:50:07 GMT"
        #expect(wait(then, date: now) == .seconds(30))
        #expect(wait(now, date: then) == .zero)
        #expect(wait(then, date: nil, now: 784_111_767) == .seconds(40))
        #expect(wait("Fri, 31 Dec 9999 23:59:59 GMT", date: now) ?? .zero > .seconds(86_400))
        #expect(wait("2", date: nil) == .seconds(2))
        #expect(wait("Sun, 99 Nov 1994 08:49:37 GMT", date: now) == nil)
    }

    /// Lawful or not, whoever writes them wants to be left alone.
    @Test(arguments: [
        ("31536001", 31_536_000), ("99999999999999999999999", 31_536_000), ("1795435230", 30),
        ("120, 120", 120), ("3, 7", 7), ("Monday, 23-Nov-26 12:00:30 GMT", 30),
        ("Mon Nov 23 12:00:30 2026", 30), (", 100", 100),
    ])
    func `every form of a wait is obeyed`(text: String, seconds: Int) {
        #expect(wait(text, date: "Mon, 23 Nov 2026 12:00:00 GMT") == .seconds(seconds))
    }

    @Test(arguments: ["", "soon", "-1", ",", "Mon, 23 Nov 2026"])
    func `what is no wait is none`(text: String) {
        #expect(wait(text, date: nil) == nil)
    }

    private func wait(_ text: String, date: String?, now: Int = 784_111_777) -> Duration? {
        LimitFieldValue.retryAfter(text, LimitFieldValue.Clock(date: date, now: now))
    }

    @Test(arguments: [
        ("1.2s", 1.2), ("30", 30), ("0.5", 0.5), ("1795435230", 30), ("1795435230000", 30),
        ("1795435230500000", 30.5), ("2026-11-23T12:00:30Z", 30),
        ("2026-11-23T14:00:30.25+02:00", 30.25),
        ("2026-11-23 11:59:00z", 0), ("Mon, 23 Nov 2026 12:00:30 GMT", 30), ("30, 60", 30),
        ("30;w=60", 30),
    ])
    func `a budget is whole again after a time or at a moment`(text: String, seconds: Double) {
        #expect(reset(text) == .milliseconds(Int64(seconds * 1000)))
    }

    @Test(arguments: [
        "", "soon", "1e30", "1" + String(repeating: "0", count: 30), "9999-12-31T23:59:59Z",
        "Fri, 31 Dec 9999 23:59:59 GMT", "2026-13-01T00:00:00Z", "2026-11-23T12:00:30",
        "9223372036854775807",
        "2026-11-23T12:00:30+25:00", "-9999999999999999999", "2026-11-23T12:00:30.Z",
        "0000-00-00T00:00:00Z",
    ])
    func `what is no such time is none`(text: String) {
        #expect(reset(text) == nil)
    }

    @Test func `a moment says nothing where the server's clock is not known`() {
        let clock = LimitFieldValue.Clock(date: nil, now: 1_795_435_200)
        #expect(LimitFieldValue.reset("1795438800", clock) == nil)
        #expect(LimitFieldValue.reset("30", clock) == .seconds(30))
    }

    private func reset(_ text: String) -> Duration? {
        let date = "Mon, 23 Nov 2026 12:00:00 GMT"
        return LimitFieldValue.reset(text, LimitFieldValue.Clock(date: date, now: 0))
    }

    @Test(arguments: [("1500", 1.5), ("0", 0), ("1e3", nil), ("-1", nil)] as [(String, Double?)])
    func `reads a wait in milliseconds`(text: String, seconds: Double?) {
        #expect(
            LimitFieldValue.milliseconds(text) == seconds.map { .milliseconds(Int64($0 * 1000)) })
        let long = LimitFieldValue.milliseconds("1" + String(repeating: "0", count: 400))
        #expect(long == .seconds(31_536_000))
    }

    @Test(arguments: [
        ("60", 60), (" 3 ", 3), ("0", 0), ("10, 10;w=1, 50;w=60", 10), ("100;w=60", 100),
        ("9223372036854775807", .max),
    ])
    func `reads a count`(text: String, count: Int) {
        #expect(LimitFieldValue.count(text) == count)
    }

    @Test(arguments: ["", "-1", "1.5", "+1", "6O", "99999999999999999999"])
    func `reads no count from anything else`(text: String) {
        #expect(LimitFieldValue.count(text) == nil)
    }
}
