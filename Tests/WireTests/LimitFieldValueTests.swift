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
        LimitFieldValue.retryAfter(text, date: date, now: now)
    }

    @Test(arguments: [("60", 60), (" 3 ", 3), ("0", 0)])
    func `reads a count`(text: String, count: Int) {
        #expect(LimitFieldValue.count(text) == count)
    }

    @Test(arguments: ["", "-1", "1.5", "+1", "6O", "99999999999999999999"])
    func `reads no count from anything else`(text: String) {
        #expect(LimitFieldValue.count(text) == nil)
    }
}
