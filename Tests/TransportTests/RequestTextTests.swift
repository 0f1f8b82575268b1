import Testing

@testable import Transport

@Suite struct RequestTextTests {
    private func text(_ lines: [String], url: String = "http://localhost:8080/v1/chat?x=1") throws
        -> String
    {
        let route = try #require(RequestRoute(ConnectionOptions(url: url)))
        var bytes: [UInt8] = [1, 2, 3]
        RequestText(lines, to: route).write(body: Array("{}".utf8), into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a request names its target, host and length`() throws {
        let expected = """
            POST /v1/chat?x=1 HTTP/1.1\r\nHost: localhost:8080\r\nAccept: */*\r\nA: b\r\n\
            Content-Length: 2\r\n\r\n{}
            """
        #expect(try text(["A: b"]) == expected)
    }

    @Test(arguments: [
        ("http://h/", "Host: h\r\n"), ("http://h:80", "Host: h\r\n"),
        ("http://[::1]:81/x", "Host: [::1]:81\r\n"),
    ])
    func `the host has its port unless that is the usual one`(url: String, field: String) throws {
        #expect(try text([], url: url).contains(field))
    }

    @Test func `lines replace, take out and empty fields as libcurl has it`() throws {
        let text = try text(["Accept: text/event-stream", "Host: other", "Expect:", "X;", "Y"])
        #expect(text.contains("\r\nAccept: text/event-stream\r\nHost: other\r\nX:\r\nContent-"))
        #expect(!text.contains("Expect") && !text.contains("*/*") && !text.contains("Y"))
    }

    @Test func `what changes the framing is left to libcurl`() {
        #expect(RequestText.changesFraming(["A: b", "transfer-encoding: chunked"]))
        #expect(RequestText.changesFraming(["Expect: 100-continue"]))
        #expect(!RequestText.changesFraming(["Expect:", "X-Content-Length: 1"]))
    }

    @Test func `what only libcurl can do has no route`() {
        let secret = ConnectionOptions(url: "http://name:word@host/")
        let second = ConnectionOptions(url: "http://host/")
        second.usesHTTP2 = true
        let compressed = ConnectionOptions(url: "http://host/")
        compressed.asksForCompression = true
        for options in [secret, second, compressed, ConnectionOptions(url: "ftp://host/")] {
            #expect(RequestRoute(options) == nil)
        }
    }
}
