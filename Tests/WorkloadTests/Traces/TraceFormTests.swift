import RunModel
import Testing

@testable import Workload

/// Each form by rows made by hand, with the fields that docs/workloads.md has.
@Suite struct TraceFormTests {
    /// What a request of a row is: its prompt's tokens, its answer's, its conversation.
    private struct Asked: Equatable {
        var prompt: Int?
        var answer: Int?

        init(_ prompt: Int?, _ answer: Int?) {
            self.prompt = prompt
            self.answer = answer
        }
    }

    private func asked(_ rows: PromptRows) throws -> [Asked] {
        let source = try PromptSource(RequestPlan(), seed: 1, rows: rows)
        return (0..<rows.count).map { Asked(rows.promptTokens(of: $0), source.maxTokens(for: $0)) }
    }

    private func texts(_ rows: PromptRows) throws -> [[Substring]] {
        let source = try PromptSource(RequestPlan(), seed: 1, rows: rows)
        return (0..<rows.count).map { row in
            guard case .text(let text) = source.prompt(for: row) else { return [] }
            return text.split(separator: " ")
        }
    }

    @Test func `Mooncake: lengths, and prompts that share their blocks' text`() throws {
        let rows = try PromptRows(
            """
            {"timestamp": 0, "input_length": 1030, "output_length": 7, "hash_ids": [46, 47, 48]}
            {"timestamp": 3000, "input_length": 1024, "output_length": 2, "hash_ids": [46, 47]}
            {"timestamp": 3000, "input_length": 600, "output_length": 1, "hash_ids": [46, 99]}
            """, name: "t")
        #expect(rows.read.format == .mooncake && rows.read.dropped == nil)
        #expect(try asked(rows) == [Asked(1030, 7), Asked(1024, 2), Asked(600, 1)])
        let texts = try texts(rows)
        #expect(texts.map(\.count) == [1030, 1024, 600])
        #expect(texts[0].prefix(1024) == texts[1].prefix(1024))
        #expect(texts[0].prefix(512) == texts[2].prefix(512))
        #expect(texts[0][512] != texts[2][512])
    }

    @Test func `AIPerf: lengths, texts, messages, sessions`() throws {
        let rows = try PromptRows(
            """
            {"session_id": "a", "timestamp": 5, "input_length": 300, "output_length": 40, "hash_ids": [1]}
            {"session_id": "a", "delay": 250, "text_input": "and \\"then\\"?"}
            {"session_id": "b", "timestamp": 6, "messages": [{"role": "user", "content": "x"}], "extra": {"k": 1}}
            """, name: "t")
        #expect(rows.read.format == .aiperf && rows.read.sessions == 2)
        #expect(rows.read.ignored == ["extra": 1])
        #expect(try asked(rows) == [Asked(300, 40), Asked(nil, nil), Asked(nil, nil)])
        let source = try PromptSource(RequestPlan(), seed: 1, rows: rows)
        #expect(source.prompt(for: 1) == .text("and \"then\"?"))
        #expect(source.prompt(for: 2) == .messages(json: #"[{"content":"x","role":"user"}]"#))
    }

    @Test func `Azure's tables of every year`() throws {
        let rows = try PromptRows(
            """
            TIMESTAMP,ContextTokens,GeneratedTokens,NumImages
            2023-11-16 18:17:03.9799600,4808,10,0
            2023-11-16 18:17:04.0319600,3180,8,2
            2023-11-16 18:17:05.0,110,0,0
            """, name: "t")
        #expect(rows.read.format == .azure && rows.read.rows == 2)
        #expect(rows.read.dropped == ["no answer tokens": 1])
        #expect(rows.read.ignored == ["pictures": 1])
        #expect(try asked(rows) == [Asked(4808, 10), Asked(3180, 8)])
    }

    @Test func `tables as spreadsheets write them: a mark before, CRLF, commas in quotes`() throws {
        let azure = try PromptRows(
            "\u{FEFF}TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9,48,10\r\n",
            name: "t")
        #expect(try asked(azure) == [Asked(48, 10)])
        let burst = try PromptRows(
            "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\r\n"
                + "5,\"GPT, 4\",472,18,490,Conversation log\r\n", name: "t")
        #expect(try asked(burst) == [Asked(472, 18)])
    }

    @Test func `BurstGPT, whose failures have no answer`() throws {
        let rows = try PromptRows(
            """
            Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
            5,ChatGPT,472,18,490,Conversation log
            45,ChatGPT,1087,0,1087,Conversation log
            118.5,GPT-4,417,276,693,API log
            """, name: "t")
        #expect(rows.read.format == .burstgpt)
        #expect(rows.read.dropped == ["failed in the trace": 1])
        #expect(try asked(rows) == [Asked(472, 18), Asked(417, 276)])
    }

    @Test func `Bailian: chats follow their parents, in blocks of 16`() throws {
        let rows = try PromptRows(
            """
            {"chat_id": 7, "parent_chat_id": -1, "timestamp": 0.5, "input_length": 20, "output_length": 5, "type": "text", "turn": 1, "hash_ids": [1, 2]}
            {"chat_id": 8, "parent_chat_id": -1, "timestamp": 1, "input_length": 16, "output_length": 5, "type": "text", "turn": 1, "hash_ids": [3]}
            {"chat_id": 9, "parent_chat_id": 7, "timestamp": 2, "input_length": 33, "output_length": 5, "type": "text", "turn": 2, "hash_ids": [1, 2, 4]}
            """, name: "t")
        #expect(rows.read.format == .bailian && rows.read.sessions == 2)
        let texts = try texts(rows)
        #expect(texts.map(\.count) == [20, 16, 33])
        #expect(texts[0] == Array(texts[2].prefix(20)))
    }

    @Test
    func `Bailian: a turn whose parent is in no line before begins a conversation, and is counted`()
        throws
    {
        func line(_ chat: Int, _ parent: Int) -> String {
            #"{"chat_id": \#(chat), "parent_chat_id": \#(parent), "timestamp": 1, "input_length": 4, "output_length": 5}"#
                + "\n"
        }
        let rows = try PromptRows(line(9, 7) + line(7, -1) + line(5, 5) + line(8, 9), name: "t")
        #expect(rows.read.sessions == 3)
        #expect(rows.read.ignored == ["parents that are on no line before": 2])
    }

    @Test(arguments: [
        (#""OK""#, true), ("200", true), (#""200 OK""#, true), (#""Success""#, true),
        ("204.0", true), (#""500""#, false), ("429", false), (#""Failed""#, false),
    ])
    func `Copilot: a status is a number, a word or both`(status: String, isSent: Bool) throws {
        let tokens = #""tokens": {"prompt": 6, "completion": 1}"#
        let good = #"{"timestamp": 5, "status_code": "OK", \#(tokens)}"#
        let call = #"{"timestamp": 9, "status_code": \#(status), \#(tokens)}"#
        let rows = try PromptRows(
            #"{"session_id": "s", "turns": [{"llm_calls": [\#(good), \#(call)]}]}"#, name: "t")
        #expect(rows.read.rows == (isSent ? 2 : 1))
    }

    @Test func `Copilot: a session's calls are one conversation with one beginning`() throws {
        let rows = try PromptRows(
            """
            {"session_id": "s", "date": "2026-06-01", "turns": [{"turn_id": "1", "llm_calls": [{"message_id": "m", "timestamp": "2026-06-01T10:00:00.5Z", "duration_ms": 9.5, "initiator_type": "user", "model": "Model A", "result": "Success", "status_code": "OK", "tokens": {"total": 610, "prompt": 600, "completion": 10, "cached": 0, "cached_pct": 0.0}}, {"message_id": "n", "timestamp": "2026-06-01T10:00:09Z", "result": "Failed", "status_code": "500", "tokens": {"prompt": 700, "completion": 0}}], "tool_batches": [{"timestamp": "x", "duration_ms": 1}]}, {"turn_id": "2", "llm_calls": [{"timestamp": "2026-06-01T10:01:00Z", "result": "UserCancel", "status_code": "OK", "tokens": {"prompt": 900, "completion": 30}}]}]}
            """, name: "t")
        #expect(rows.read.format == .copilot && rows.read.sessions == 1)
        #expect(rows.read.dropped == ["failed in the trace": 1])
        #expect(try asked(rows) == [Asked(600, 10), Asked(900, 30)])
        let texts = try texts(rows)
        #expect(texts[0] == Array(texts[1].prefix(600)))
    }

    @Test func `ShareGPT: every question is a request with what was said before it`() throws {
        let conversation = """
            {"id": "q", "conversations": [{"from": "system", "value": "s"}, {"from": "gpt", "value": "no question"},
              {"from": "human", "value": "one \\"]}"}, {"from": "gpt", "value": "1"}, {"from": "human", "value": "two"}]}
            """
        for text in [
            "[\(conversation),\n {\"id\": \"r\", \"conversations\": []}]",
            conversation.replacing("\n", with: "")
                + "\n{\"id\": \"r\", \"conversations\": []}\n",
        ] {
            let rows = try PromptRows(text, name: "t")
            #expect(rows.read.format == .sharegpt && rows.read.rows == 2 && rows.read.sessions == 1)
            #expect(rows.read.dropped == ["a conversation without a question": 1])
            let source = try PromptSource(RequestPlan(), seed: 1, rows: rows)
            let system = #"{"content":"s","role":"system"}"#
            let first = #"{"content":"one \"]}","role":"user"}"#
            #expect(source.prompt(for: 0) == .messages(json: "[\(system),\(first)]"))
            let answer = #"{"content":"1","role":"assistant"}"#
            let second = #"{"content":"two","role":"user"}"#
            #expect(
                source.prompt(for: 1)
                    == .messages(json: "[\(system),\(first),\(answer),\(second)]"))
        }
    }

    @Test(arguments: [
        (
            #"{"timestamp": 0, "input_length": 1030, "output_length": 7, "hash_ids": [1, 2]}"#,
            PromptsFormat.mooncake, "3 blocks of 512"
        ),
        (
            #"{"timestamp": 0, "input_length": "many", "output_length": 7}"#, .mooncake,
            "input_length"
        ),
        (#"{"timestamp": 0, "input_length": 10}"#, .mooncake, "output_length"),
        (#"{"timestamp": -1, "input_length": 10, "output_length": 1}"#, .mooncake, "timestamp"),
        (#"{"timestamp": 0"#, .mooncake, "not a JSON object"),
        (#"{"text_input": "a", "hash_ids": [1]}"#, .aiperf, "hash_ids"),
        (#"{"text_input": "a", "input_length": 3}"#, .aiperf, "exclude"),
        (#"{"timestamp": 3}"#, .aiperf, "none of"),
        (#"{"input_length": 3, "timestamp": 1, "delay": 2}"#, .aiperf, "exclude"),
        (
            #"{"chat_id": 1, "timestamp": 0, "input_length": 17, "output_length": 1, "hash_ids": [1]}"#,
            .bailian, "2 blocks of 16"
        ),
        (
            #"{"session_id": "s", "turns": [{"llm_calls": [{"timestamp": "soon", "tokens": {"prompt": 1}}]}]}"#,
            .copilot, "timestamp"
        ),
        (#"{"conversations": [{"from": "someone", "value": "x"}]}"#, .sharegpt, "from"),
    ])
    func `a row that cannot be read is named with its line and the reason`(
        line: String, format: PromptsFormat, reason: String
    ) {
        var wishes = PromptRows.Wishes()
        wishes.format = format
        let error = #expect(throws: WorkloadError.self) {
            try PromptRows("\n\(line)\n", name: "t.jsonl", wishes)
        }
        #expect(error?.description.contains("t.jsonl, line 2: ") == true)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("TIMESTAMP,ContextTokens\n2023-11-16 18:17:03,1\n", "generatedtokens"),
        ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16,1,1\n", "line 2: TIMESTAMP"),
        (
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-02-29 10:00:00,1,1\n",
            "line 2: TIMESTAMP"
        ),
        (#"{"prompt": "x", "max_tokens": true}"#, "max_tokens takes a whole number"),
        (#"{"prompt": "x", "top_k": 3}"#, "'top_k' would be left out"),
        (#"{"prompt": "x", "messages": [{"role": "user"}]}"#, "exclude each other"),
        (#"[{"content": "who says that?"}]"#, "not a prompt"),
        ("Timestamp,Request tokens,Response tokens\nx,1,1\n", "line 2: Timestamp"),
        ("[{\"conversations\": []}", "ends inside its array"),
        ("[{\"id\": 1, \"conversations\": []}]\n[]", "not one array"),
        ("a prompt in plain words\n", "line 1: not a prompt"),
        ("", "holds no prompt"),
        ("\n  \n", "holds no prompt"),
        ("[{\"id\": 1, \"conversations\": []}]", "all were dropped (1 a conversation"),
    ])
    func `a file that is none is refused with the reason`(text: String, reason: String) {
        let error = #expect(throws: WorkloadError.self) { try PromptRows(text, name: "t") }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `a row over the stated limit is dropped and counted`() throws {
        var wishes = PromptRows.Wishes()
        wishes.maxPromptTokens = 500
        let rows = try PromptRows(
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.1,501,1\n2024-05-10 00:00:00.2,500,1\n",
            name: "t", wishes)
        #expect(rows.read.rows == 1)
        #expect(rows.read.dropped == ["longer than --max-prompt-tokens": 1])
    }

    @Test func `a limit of tokens has no place beside texts`() throws {
        for option in ["--max-prompt-tokens", "--exact-input"] {
            var wishes = PromptRows.Wishes()
            wishes.maxPromptTokens = option == "--exact-input" ? nil : 9
            wishes.learnsLengths = option == "--exact-input"
            let error = #expect(throws: WorkloadError.self) {
                try PromptRows(#""a prompt""#, name: "t", wishes)
            }
            #expect(error?.description.hasPrefix("\(option): the rows of t are texts") == true)
        }
    }

    @Test func `a name that comes twice has its last value, and null is no value`() throws {
        let text = #"""
            {"prompt": "x", "messages": null, "prompt": "\u0079", "max_tokens": null}
            {"messages": [{"role": "user", "content": "a", "content": "b"}], "system": null}
            {"messages": [{"role": "user", "content": "a"}], "system": [ {"text": "s", "n" : 1.50} ], "max_tokens": 7}
            """#
        let source = try PromptSource(
            RequestPlan(), seed: 1, rows: try PromptRows(text, name: "t"))
        #expect(source.prompt(for: 0) == .text("y") && source.maxTokens(for: 0) == nil)
        #expect(source.prompt(for: 1) == .messages(json: #"[{"content":"b","role":"user"}]"#))
        #expect(
            source.prompt(for: 2)
                == .members(
                    json:
                        #"{"messages":[{"content":"a","role":"user"}],"system":[{"n":1.50,"text":"s"}]}"#
                ))
        #expect(source.maxTokens(for: 2) == 7)
    }

    @Test func `a prompt with numbers, and one without, are the same JSON as they were`() throws {
        let text = #"""
            [{"role": "user", "content": [{"type": "x", "n": 1.5, "b": true, "z": null}, "a/b\n\"é\" \u0001"]}]
            [{"role": "user", "content": [{"type": "text", "text": "a/b\n\"é\" \u0001"}]}]
            """#
        let source = try PromptSource(
            RequestPlan(), seed: 1, rows: try PromptRows(text, name: "t"))
        let string = #""a/b\n\"é\" \u0001""#
        #expect(
            source.prompt(for: 0)
                == .messages(
                    json:
                        #"[{"content":[{"b":true,"n":1.5,"type":"x","z":null},\#(string)],"role":"user"}]"#
                ))
        #expect(
            source.prompt(for: 1)
                == .messages(
                    json: #"[{"content":[{"text":\#(string),"type":"text"}],"role":"user"}]"#))
    }

    @Test func `the digest tells other rows, and other limits, apart`() throws {
        let head = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        let one = try PromptRows(head + "2024-05-10 00:00:00.1,501,1\n", name: "a")
        let same = try PromptRows(head + "2024-05-10 00:00:00.1,501,1\n", name: "b")
        let other = try PromptRows(head + "2024-05-10 00:00:00.1,502,1\n", name: "a")
        #expect(one.digest == same.digest && one.digest != other.digest)
    }

    @Test func `a file on the disk gives what the same text gives`() throws {
        let path = "/tmp/streamgauge-rows-\(UInt64.random(in: 0 ... .max)).jsonl"
        let folder = try #require(RowFolder(path))
        defer { folder.remove() }
        // Beyond what is kept in memory.
        let line = #"{"prompt": "\#(String(repeating: "word ", count: 4000))NUMBER"}"#
        let count = 1000
        try folder.write((0..<count).lazy.map { line.replacing("NUMBER", with: "\($0)") + "\n" })
        let rows = try PromptRows(opening: path)
        #expect(rows.count == count)
        let source = try PromptSource(RequestPlan(), seed: 1, rows: rows)
        for number in [0, 1, 500, 999] {
            guard case .text(let text) = source.prompt(for: number) else { continue }
            #expect(text.hasSuffix(" \(number)") && text.utf8.count > 20_000)
        }
        #expect(rows.lostRows == 0)
        // What becomes of the file later is noticed: other words of the same length, and no words at all.
        try folder.write(
            (0..<count).lazy.map {
                line.replacing("word", with: "wart").replacing("NUMBER", with: "\($0)") + "\n"
            })
        _ = source.prompt(for: 3)
        #expect(rows.lostRows == 1)
        try folder.write(["x"])
        _ = source.prompt(for: 900)
        #expect(rows.lostRows == 2)
    }
}
