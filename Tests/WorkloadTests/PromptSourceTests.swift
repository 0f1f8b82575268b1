import RunModel
import Testing
import Workload

@Suite struct PromptSourceTests {
    @Test func `synthetic prompts differ from the first word on and repeat with the seed`() throws {
        let source = try PromptSource(RequestPlan(), seed: 3, rows: nil)
        let again = try PromptSource(RequestPlan(), seed: 3, rows: nil)
        var beginnings: Set<Substring> = []
        for request in 0..<500 {
            guard case .text(let text) = source.prompt(for: request) else { continue }
            beginnings.insert(text.prefix { $0 != " " })
            #expect(again.prompt(for: request) == .text(text))
        }
        #expect(beginnings.count == 500)
    }

    @Test func `a synthetic prompt has as many words as drawn`() throws {
        var plan = RequestPlan()
        plan.inputTokens = "25"
        let source = try PromptSource(plan, seed: 1, rows: nil)
        guard case .text(let text) = source.prompt(for: 9) else {
            Issue.record("a synthetic prompt is a text")
            return
        }
        #expect(text.split(separator: " ").count == 25)
    }

    @Test func `max_tokens is drawn but never above the fixed bound`() throws {
        var plan = RequestPlan()
        plan.outputTokens = "50..400"
        plan.maxTokens = 100
        let source = try PromptSource(plan, seed: 1, rows: nil)
        let drawn = (0..<200).compactMap { source.maxTokens(for: $0) }
        #expect(drawn.count == 200)
        #expect(drawn.allSatisfy { (50...100).contains($0) })
        #expect(Set(drawn).count > 10)
    }

    private func source(_ text: String) throws -> PromptSource {
        try PromptSource(
            RequestPlan(), seed: 1, rows: try PromptRows(text, name: "p.jsonl"))
    }

    @Test func `reads strings, prompts and messages from a file, in turn`() throws {
        let text = """
            "first"

            {"prompt": "second"}
            {"messages": [{"role": "user", "content": "third"}]}
            [{"role":"user","content":[{"type":"text","text":"a/b"},{"type":"image_url","image_url":{"url":"data:x"}}]}]
            """
        let source = try source(text)
        #expect(source.prompt(for: 0) == .text("first"))
        #expect(source.prompt(for: 1) == .text("second"))
        #expect(
            source.prompt(for: 2) == .messages(json: #"[{"content":"third","role":"user"}]"#))
        guard case .messages(let json) = source.prompt(for: 3) else {
            Issue.record("a bare array is a messages array")
            return
        }
        #expect(json.contains("image_url") && json.contains("a/b"))
        #expect(source.prompt(for: 4) == .text("first"))
    }

    @Test func `reads the forms of Responses and of Messages`() throws {
        let text = """
            {"input": "a"}
            {"instructions": "b", "input": [{"role": "user", "content": "c"}], "max_tokens": 3}
            {"system": "d", "messages": [{"role": "user", "content": "e"}]}
            """
        let source = try source(text)
        #expect(
            (0..<3).map { source.prompt(for: $0) } == [
                .text("a"),
                .members(
                    json: #"{"input":[{"content":"c","role":"user"}],"instructions":"b"}"#),
                .members(json: #"{"messages":[{"content":"e","role":"user"}],"system":"d"}"#),
            ])
        #expect((0..<3).map { source.maxTokens(for: $0) } == [nil, 3, nil])
    }

    @Test func `reads lines that end as Windows ends them`() throws {
        let rows = try PromptRows("\u{FEFF}\"a\"\r\n\r\n{\"prompt\": \"b\"}\r\n\r\n", name: "p")
        let source = try PromptSource(RequestPlan(), seed: 1, rows: rows)
        #expect((0..<2).map { source.prompt(for: $0) } == [.text("a"), .text("b")])
        #expect((0..<2).map { rows.line(of: $0) } == [1, 3])
    }

    @Test func `a line bounds its own answer, and the plan may bound it lower`() throws {
        let text = "{\"prompt\": \"a\", \"max_tokens\": 7}\n\"b\"\n"
        let rows = try PromptRows(text, name: "p")
        var plan = RequestPlan()
        let free = try PromptSource(plan, seed: 1, rows: rows)
        #expect(free.maxTokens(for: 0) == 7 && free.maxTokens(for: 1) == nil)
        plan.maxTokens = 5
        let bounded = try PromptSource(plan, seed: 1, rows: rows)
        #expect(bounded.maxTokens(for: 0) == 5 && bounded.maxTokens(for: 3) == 5)
    }

    @Test(arguments: [
        (#"{"prompt": "a", "temperature": 1}"#, "temperature"),
        (#"{"prompt": "a", "max_tokens": 1.5}"#, "max_tokens"),
        (#"{"prompt": "a", "messages": [{"role": "user", "content": "b"}]}"#, "exclude"),
        (#"{"input": "a", "messages": [{"role": "user", "content": "b"}]}"#, "exclude"),
        (#"{"prompt": "a", "instructions": "b"}"#, "instructions"),
        (#"{"prompt": "a", "system": "b"}"#, "system"),
        (#"{"input": "a", "system": "b"}"#, "system"),
    ])
    func `a member that would be left out is refused`(line: String, names: String) {
        let error = #expect(throws: WorkloadError.self) {
            try PromptRows(line, name: "p.jsonl")
        }
        #expect(error?.description.contains("p.jsonl, line 1") == true)
        #expect(error?.description.contains(names) == true)
    }

    @Test(arguments: ["{", "{\"prompt\": 3}", "[]", "[{\"content\":\"no role\"}]", "17"])
    func `a line that is no prompt is named`(line: String) {
        let error = #expect(throws: WorkloadError.self) {
            try PromptRows("\"good\"\n\(line)\n", name: "p.jsonl")
        }
        #expect(error?.description.contains("p.jsonl, line 2") == true)
    }
}
