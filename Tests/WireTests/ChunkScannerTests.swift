import Testing
import Wire

@Suite struct ChunkScannerTests {
    @Test(arguments: ChunkCase.all)
    func `reads a chunk`(_ chunk: ChunkCase) {
        var expected = ChunkFacts()
        expected.isJSON = true
        chunk.change(&expected)
        var facts = scan(chunk.json)
        facts.finishReasonName = nil
        #expect(facts == expected)
        #expect(scan(" \r\n\t" + chunk.json + "\n ").output == expected.output)
    }

    @Test func `tells where an error's texts stand`() throws {
        let json = #"{"error":{"message":"a \"b\"","type":"server_error","code":429,"param":null}}"#
        let bytes = Array(json.utf8)
        let error = try #require(ChunkScanner.scan(bytes.span).error)
        let texts = [error.message, error.type, error.code].map { range in
            range.map { JSONText.unescaped(Array(bytes[$0]).span) }
        }
        #expect(texts == ["a \"b\"", "server_error", "429"])
    }

    @Test func `takes an error that is a string`() throws {
        let bytes = Array(#"{"error":"overloaded"}"#.utf8)
        let range = try #require(ChunkScanner.scan(bytes.span).error?.message)
        #expect(String(decoding: bytes[range], as: UTF8.self) == "overloaded")
    }

    @Test(arguments: [
        (#"{"object":"error","message":"full","code":null}"#, "full"),
        (#"{"code":"InvalidParameter","message":"bad"}"#, "bad"),
        (#"{"status":429,"msg":"slow down"}"#, "slow down"),
        (#"{"detail":"Not Found"}"#, "Not Found"), (#"{"detail":[{"loc":1}]}"#, #"[{"loc":1}]"#),
        (#"{"choices":[{"delta":{},"finish_reason":"error","error":{"message":"gone"}}]}"#, "gone"),
        (#"{"x_groq":{"error":"over capacity"}}"#, "over capacity"),
        (#"{"error":{"message":{"why":1}}}"#, #"{"why":1}"#),
        (#"{"error":["rate limited"]}"#, #"["rate limited"]"#), (#"{"error":503}"#, "503"),
        (#"{"error":true,"message":"worker died"}"#, "worker died"),
        (#"{"choices":[],"object":"error","message":"queue full"}"#, "queue full"),
        (#"{"object":"error","message":"dead","usage":{"total_tokens":0}}"#, "dead"),
        (#"{"error_code":17,"error_msg":"day limit"}"#, "day limit"),
        (#"[{"error":{"message":"quota"}}]"#, "quota"),
        (#"{"error":{"detail":"inner"}}"#, #"{"detail":"inner"}"#),
        (#"{"base_resp":{"status_code":1002,"status_msg":"slow down"}}"#, "slow down"),
        (#"{"success":false,"errors":[{"message":"gone"}]}"#, #"[{"message":"gone"}]"#),
        (#"{"code":10163,"message":"bad input","sid":"x"}"#, "bad input"),
    ])
    func `takes an error however it is written`(_ json: String, _ text: String) throws {
        let bytes = Array(json.utf8)
        let range = try #require(ChunkScanner.scan(bytes.span).error?.message)
        #expect(String(decoding: bytes[range], as: UTF8.self) == text)
    }

    @Test func `the text of an answer is the delta's, wherever a message stands`() {
        for members in [
            #""message":{"content":"There is"},"delta":{"content":" is"}"#,
            #""delta":{"content":" is"},"message":{"content":"There is"}"#,
        ] {
            let bytes = Array(#"{"choices":[{\#(members)}]}"#.utf8)
            let range = ChunkScanner.content(of: bytes.span)
            #expect(range.map { String(decoding: bytes[$0], as: UTF8.self) } == " is")
        }
    }

    @Test(arguments: [
        (9 as Int64?, 5 as Int64?, 317 as Int64?, 331 as Int64?, 322 as Int64?),
        (9, 20, 5, 29, 20), (9, 20, 5, 34, 25), (nil, 5, 317, nil, 322), (9, 20, 5, nil, 20),
        (9, 20, nil, 29, 20), (9, nil, 5, nil, nil), (9, 0, 0, 9, 0),
        (.max, .max, .max, .max, .max),
    ])
    func `reasoning that is counted beside the completion is added`(
        _ prompt: Int64?, _ completion: Int64?, _ reasoning: Int64?, _ total: Int64?,
        _ output: Int64?
    ) {
        var usage = ChunkUsage()
        usage.promptTokens = prompt
        usage.completionTokens = completion
        usage.reasoningTokens = reasoning
        usage.totalTokens = total
        #expect(usage.outputTokens == output)
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1e5", "1E+5", "1.5e-300", "1e999999", #""""#, "[]",
        "{}",
        #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#, #""\ud800""#, "\"\u{7F}\u{2028}\"",
        "[[[]],{\"a\":{}}]", #"{"a":1,"a":2}"#, "123456789012345678901234567890", " [ 1 , 2 ] ",
        "[NaN,Infinity,-Infinity]", "\u{FEFF}{}",
    ])
    func `accepts legal JSON, and what libraries write that is not`(_ json: String) {
        #expect(scan(json).isJSON)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "tru", "f", "+1", "01", "-", "-01", "1.", ".5", "1e",
        "1e+",
        "0x1", "nan", "Inf", "'a'", "\"", "\"a", #""\""#, #""\x""#, #""\u12"#, #""\u12g4""#,
        "\"\n\"", "\"\t\"", "\"\0\"", "[", "]", "[1", "[1,]", "[,1]", "[1 2]", "{", "}", "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\" 1}", "[1}", "{\"a\":1]", "1 1",
        "{} {}", "[]]", "{}\u{FEFF}", "// a\n1", "\u{A0}1", "[\"a\":1]", "{\"a\",1}",
        #"{"choices":[{"delta":{"content":"a"}}]"#, #"{"error":{"message":"#,
    ])
    func `tells broken JSON and says nothing else of it`(_ json: String) {
        #expect(scan(json) == ChunkFacts())
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}"), (#"{"choices":["#, "]}")])
    func `bounds nesting without using the stack`(_ open: String, _ close: String) {
        func nested(_ depth: Int) -> String {
            let inside = open.hasSuffix(":") ? "1" : ""
            let text = String(repeating: open, count: depth) + inside
            return text + String(repeating: close, count: depth)
        }
        let levels = open.count { "{[".contains($0) }
        #expect(scan(nested(512 / levels)).isJSON)
        #expect(!scan(nested(512 / levels + 1)).isJSON)
        #expect(!scan(nested(1_000_000)).isJSON)
        #expect(!scan(String(repeating: open, count: 1_000_000)).isJSON)
    }

    @Test func `reads a text of five megabytes`() {
        let text = String(repeating: "0123456789 \\n é", count: 5 << 16)
        let facts = scan(#"{"choices":[{"message":{"content":"\#(text)"}}]}"#)
        #expect(facts.output == .content)
        #expect(facts.outputBytes == text.utf8.count)
    }

    @Test func `finds the end of a string at any length and any place`() {
        for count in 0...40 {
            for special in ["", "\\\"", "é", "\u{80}", "\\u0041"] {
                let text = String(repeating: "a", count: count) + special
                for padding in 0...9 {
                    let json = String(repeating: " ", count: padding) + "[\"\(text)\"]"
                    #expect(scan(json).isJSON)
                    #expect(!scan(json.replacing("\"]", with: "\u{1F}\"]")).isJSON)
                }
            }
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `agrees with Foundation`(_ seed: UInt64) throws {
        var generator = ChunkGenerator(seed: seed)
        for _ in 0..<100 {
            let bytes = generator.chunk()
            let expected = try #require(ReferenceFacts.facts(of: bytes))
            let facts = ReferenceFacts.comparable(ChunkScanner.scan(bytes.span))
            #expect(facts == expected, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(facts.isJSON)
        }
    }

    @Test(arguments: UInt64(1000)..<1040)
    func `agrees with Foundation on damaged chunks`(_ seed: UInt64) {
        var generator = ChunkGenerator(seed: seed)
        for _ in 0..<100 {
            let bytes = generator.brokenChunk()
            guard let expected = ReferenceFacts.facts(of: bytes) else { continue }
            let facts = ReferenceFacts.comparable(ChunkScanner.scan(bytes.span))
            #expect(facts == expected, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        ("[DONE]", true), (" [DONE]\r\n", true), ("[DONE", false), ("", false), ("  ", false),
        ("[done]", false), ("\"[DONE]\"", false), ("[DONE] x", false),
    ])
    func `knows the end mark`(_ text: String, _ isDone: Bool) {
        let answer = ChunkScanner.isDone(Array(text.utf8).span)
        #expect(answer == isDone)
    }

    private func scan(_ json: String) -> ChunkFacts { ChunkScanner.scan(Array(json.utf8).span) }
}
