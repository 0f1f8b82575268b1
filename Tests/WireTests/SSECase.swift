import Testing

/// A stream and what the standard makes of it. In brackets: the web-platform-tests of eventsource/
/// that the case follows.
struct SSECase: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var items: [StreamItem]

    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], items: [StreamItem]) {
        self.name = name
        self.bytes = bytes
        self.items = items
    }

    init(_ name: String, _ text: String, items: [StreamItem]) {
        self.init(name, Array(text.utf8), items: items)
    }

    init(_ name: String, _ text: String, _ data: [String]) {
        self.init(name, text, items: data.map { .event(data: $0) })
    }

    static let all = marks + lineEnds + fields + types + identifiers + encoding + comments
}

extension SSECase {
    static let marks = [
        SSECase(
            "a byte order mark at the start only [format-bom]",
            "\u{FEFF}data:1\n\n\u{FEFF}data:2\n\ndata:3\n\n", ["1", "3"]),
        SSECase(
            "of two byte order marks one [format-bom-2]",
            "\u{FEFF}\u{FEFF}data:1\n\ndata:2\n\ndata:3\n\n", ["2", "3"]),
        SSECase("a byte order mark before a blank line", "\u{FEFF}\ndata:1\n\n", ["1"]),
        SSECase(
            "half a byte order mark", [0xEF, 0xBB] + Array("data:1\n\ndata:2\n\n".utf8),
            items: [.event(data: "2")]),
        SSECase(
            "half a byte order mark and a line end", [0xEF] + Array("\ndata:1\n\n".utf8),
            items: [.event(data: "1")]),
        SSECase("nothing but a byte order mark", "\u{FEFF}", []),
    ]

    static let lineEnds = [
        SSECase(
            "LF, CRLF and CR mixed [format-newlines]",
            "data:test\r\ndata\ndata:test\r\n\r", ["test\n\ntest"]),
        SSECase("LF alone", "data:1\n\ndata:2\n\n", ["1", "2"]),
        SSECase("CRLF alone", "data:1\r\n\r\ndata:2\r\n\r\n", ["1", "2"]),
        SSECase("CR alone", "data:1\r\rdata:2\r\r", ["1", "2"]),
        SSECase("CR, then LF CR LF", "data:1\r\n\ndata:2\n\r\n", ["1", "2"]),
        SSECase("CR, blank line of CRLF", "data:1\r\r\ndata:2\r\r\n", ["1", "2"]),
        SSECase(
            "no line ends: NEL, LS, PS, VT, FF",
            "data:a\u{85}b\u{2028}c\u{2029}d\u{0B}e\u{0C}f\n\n",
            ["a\u{85}b\u{2028}c\u{2029}d\u{0B}e\u{0C}f"]),
        SSECase("blank lines only", "\n\r\n\r\r\n\n", []),
        SSECase("blank lines between", "\n\n\ndata:1\n\n\n\ndata:2\n\n\n", ["1", "2"]),
        SSECase("no blank line at the end [format-data-before-final-empty-line]", "data:1\n", []),
        SSECase("no line end at the end", "data:1\n\ndata:2", ["1"]),
        SSECase("nothing", "", []),
    ]

    static let fields = [
        SSECase(
            "empty data [format-field-data]", "data:\n\ndata\ndata\n\ndata:test\n\n",
            ["", "\n", "test"]),
        SSECase(
            "one blank dropped [format-leading-space]",
            "data:\ttest\rdata: \ndata:test\n\n", ["\ttest\n\ntest"]),
        SSECase("two blanks, one dropped", "data:  a\n\ndata: \n\n", [" a", ""]),
        SSECase("colons in the value", "data: a:b: c:\n\ndata::\n\n", ["a:b: c:", ":"]),
        SSECase(
            "lines of data and other lines [event-data]",
            "data:msg\ndata:msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\n"
                + "data:end\n\n",
            items: [
                .event(data: "msg\nmsg"), .comment(""), .event(data: ""), .event(data: "end"),
            ]),
        SSECase(
            "names that are not data [format-field-parsing]",
            "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\r"
                + "data:\r\n data:32\ndata:4\n\n",
            ["\0\n 2\n1\n3\n\n4"]),
        SSECase(
            "unknown names [format-field-unknown]",
            "data:test\n data\ndata\nfoobar:xxx\njustsometext\n:comment\ndata:test\n\n",
            items: [.comment("comment"), .event(data: "test\n\ntest")]),
        SSECase("a name with a blank after it", "data :1\ndata:2\n\n", ["2"]),
        SSECase(
            "names that begin like known ones",
            "dat:1\ndatas:2\nid2:3\n\nevents\ndata:4\n\n", ["4"]),
    ]

    static let types = [
        SSECase(
            "the type of one event [format-field-event]", "event:test\ndata:x\n\ndata:x\n\n",
            items: [.event(data: "x", type: "test"), .event(data: "x")]),
        SSECase(
            "an empty type [format-field-event-empty]", "event: \ndata:data\n\n", ["data"]),
        SSECase("an empty type takes back one", "event:a\nevent\ndata:1\n\n", ["1"]),
        SSECase("a type without data", "event:test\n\ndata:x\n\n", ["x"]),
        SSECase(
            "the last of two types", "event:a\nevent:b\ndata:1\n\n",
            items: [.event(data: "1", type: "b")]),
        SSECase(
            "a type after the data", "data:1\nevent:b\n\n", items: [.event(data: "1", type: "b")]),
    ]

    static let identifiers = [
        SSECase(
            "an id stays [format-field-id]", "id: 1\ndata:a\n\ndata:b\n\n",
            items: [.event(data: "a", id: "1"), .event(data: "b", id: "1")]),
        SSECase(
            "an empty id resets [format-field-id-2]",
            "id: …\ndata:1\n\nid\ndata:2\n\nid:3\nid\ndata:3\n\n",
            items: [.event(data: "1", id: "…"), .event(data: "2"), .event(data: "3")]),
        SSECase(
            "an id without data [format-field-id-3]", "id:1\n\ndata:a\n\nid: 1 \ndata:b\n\n",
            items: [.event(data: "a", id: "1"), .event(data: "b", id: "1 ")]),
        SSECase(
            "an id with NUL is ignored [format-field-id-null]",
            "id:1\ndata:a\n\nid:2\0\ndata:b\n\nid:\0\0x\ndata:c\n\n",
            items: [
                .event(data: "a", id: "1"), .event(data: "b", id: "1"), .event(data: "c", id: "1"),
            ]),
        SSECase(
            "retry [format-field-retry, -bogus, -empty]",
            "retry:3000\ndata:1\n\nretry:3000x\ndata:2\n\nretry\ndata:3\n\n"
                + "retry:99999999999999999999999999\ndata:4\n\n",
            ["1", "2", "3", "4"]),
    ]

    static let encoding = [
        SSECase("NUL in data [format-null-character]", "data:\0\n\n\n\n", ["\0"]),
        SSECase("code points of every length [format-utf-8]", "data:aÿ…🎉\n\n", ["aÿ…🎉"]),
        SSECase(
            "invalid bytes swallow no line end",
            Array("data:a".utf8) + [0xC3, 0x0A] + Array("data:".utf8) + [0xF0, 0x9F, 0x0D]
                + Array("data:".utf8) + [0xFF, 0x80] + Array("b\n\n".utf8),
            items: [.event(data: "a\u{FFFD}\n\u{FFFD}\n\u{FFFD}\u{FFFD}b")]),
        SSECase(
            "invalid bytes in a name",
            Array("data".utf8) + [0xFF] + Array(":1\ndata:2\n\n".utf8),
            items: [.event(data: "2")]),
    ]

    private static let long = String(repeating: "x", count: 200)

    static let comments = [
        SSECase(
            "comments of any length [format-comments]",
            "data:1\r:\0\n:\r\ndata:2\n:\(long)\rdata:3\n:data:fail\r: \(long)\ndata:4\n\n",
            items: [
                .comment("\0"), .comment(""), .comment(String(long.prefix(64))),
                .comment("data:fail"), .comment(String(long.prefix(64))),
                .event(data: "1\n2\n3\n4"),
            ]),
        SSECase(
            "a comment alone, and one with its time",
            ": keep-alive\n\n: sent-ns=12\ndata: {}\n\n",
            items: [.comment("keep-alive"), .comment("sent-ns=12"), .event(data: "{}")]),
        SSECase(
            "a chat without blanks", "data:{\"a\":1}\r\n\r\ndata:[DONE]\r\n\r\n",
            ["{\"a\":1}", "[DONE]"]),
    ]
}
