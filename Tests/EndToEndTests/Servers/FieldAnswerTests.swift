import RecordStore
import RunModel
import Testing

/// Streams as the field sends them, each of a kind that was met.
@Suite(.ownTime) struct FieldAnswerTests {
    private func measure(_ answer: FieldAnswer) async throws -> MeasuredRun {
        let text = answer.head + answer.body
        let server = try RecordingServer { _ in text }
        return try await MeasuredRun.measureNowhere(server.baseURL) {
            $0.load.requests = 2
            $0.load.concurrency = 1
        }
    }

    @Test(arguments: FieldAnswer.all)
    func `is what it is, and says why`(_ answer: FieldAnswer) async throws {
        let run = try await measure(answer)
        let request = try #require(run.requests.first)
        #expect(run.outcomes == [answer.outcome], "\(request.message ?? "no message")")
        #expect(run.requests.allSatisfy { $0.events.output == answer.outputs })
        if answer.outcome.isFailure {
            let message = try #require(request.message)
            #expect(!message.isEmpty)
            #expect(message.contains(answer.words ?? ""), "\(message)")
        }
    }

    @Test func `reasons are counted by their names, and an odd form is told`() async throws {
        let run = try await measure(
            FieldAnswer(
                "", .ok, nil,
                FieldAnswer.data("{broken") + FieldAnswer.delta("a")
                    + FieldAnswer.finish("eos, found!")))
        #expect(run.requests.allSatisfy { $0.finishReason?.rawValue == "eos__found_" })
        let notices = run.record.manifest.notices.filter { $0.kind == .answerForm }.map(\.text)
        #expect(notices.contains { $0.contains("ended without [DONE]") })
        #expect(notices.contains { $0.contains("2 events of 2 answers were no JSON") })
    }

    @Test func `deltas that repeat the text before are told, and a pure repeat is no output`()
        async throws
    {
        let texts = ["one", "one two", "one two 3", "one two 3 four", "one two 3 four"]
        let body = texts.map { FieldAnswer.delta($0) }.joined()
        let run = try await measure(
            FieldAnswer("", .ok, nil, body + FieldAnswer.finish("stop") + FieldAnswer.done))
        #expect(run.requests.allSatisfy { $0.events.isCumulative && $0.events.output == 4 })
        #expect(run.record.manifest.notices.contains { $0.text.contains("repeats the text") })
    }

    /// A server that never ends its answers would else hold a place for as long as we wait for silence.
    @Test(arguments: [
        (FieldAnswer.whole, Outcome.ok), (FieldAnswer.data(#"{"error":"full"}"#), .inBandError),
    ])
    func `an answer that is kept open after its last word is left soon`(
        body: String, outcome: Outcome
    ) async throws {
        let answer = Array((FieldAnswer("", outcome, nil, "").head + body).utf8)
        let server = try RecordingServer(keepsOpen: true, bytes: { _ in answer })
        let run = try await MeasuredRun.measureNowhere(server.baseURL) {
            $0.load.requests = 2
            $0.load.concurrency = 1
        }
        #expect(run.outcomes == [outcome])
        for request in run.requests {
            let held = request.instants.closed?.nanoseconds ?? .max
            let since = request.instants.head?.nanoseconds ?? 0
            // The second that it is given, and as much as a busy machine may need.
            #expect((900_000_000...20_000_000_000).contains(held - since))
            #expect(request.events.isLeftOpen)
        }
        let isTold = run.record.manifest.notices.contains { $0.text.contains("kept open") }
        #expect(isTold == (outcome == .ok))
    }

    @Test func `a tag of thinking in the answer is told, and totals that no count explains`()
        async throws
    {
        let usage = #"{"prompt_tokens":5,"completion_tokens":15,"total_tokens":42}"#
        let run = try await measure(
            FieldAnswer(
                "", .ok, nil,
                FieldAnswer.delta("<thi") + FieldAnswer.delta("nk>hm")
                    + FieldAnswer.data(#"{"choices":[],"usage":\#(usage)}"#) + FieldAnswer.done))
        #expect(run.requests.allSatisfy { $0.events.beginsWithTag && $0.tokens.output == 15 })
        let notices = run.record.manifest.notices.map(\.text)
        #expect(notices.contains { $0.contains("2 of 2 whole streams begin with a tag") })
        #expect(notices.contains { $0.contains("total_tokens of 2 answers") })
    }

    @Test func `messages that grow by pieces are output, and the whole once more is none`()
        async throws
    {
        let body = ["one", " two", " three", "one two three"].map {
            FieldAnswer.data(#"{"choices":[{"message":{"content":"\#($0)"}}]}"#)
        }
        let run = try await measure(
            FieldAnswer("", .ok, nil, body.joined() + FieldAnswer.finish("stop")))
        #expect(run.requests.allSatisfy { $0.events.output == 3 })
    }

    @Test func `a key that the server names itself by is in no file`() async throws {
        let key = "sk-test-secret-0123456789"
        let fields = "Server: \(key)\r\nVia: 1.1 \(key)\r\n"
        let text = FieldAnswer("", .ok, nil, fields: fields, "").head + FieldAnswer.whole
        let server = try RecordingServer { _ in text }
        let run = try await MeasuredRun.measureNowhere(server.baseURL, key: key)
        #expect((run.record.manifest.servers ?? []).map(\.server) == ["[key]"])
        #expect((run.record.manifest.servers ?? []).map(\.via) == ["1.1 [key]"])
        #expect(try run.filesContaining(key).isEmpty)
    }

    @Test func `words that begin with one another are deltas`() async throws {
        let texts = ["a", "an", "a", "a", "ab"]
        let body = texts.map { FieldAnswer.delta($0) }.joined()
        let run = try await measure(FieldAnswer("", .ok, nil, body + FieldAnswer.done))
        #expect(run.requests.allSatisfy { !$0.events.isCumulative && $0.events.output == 5 })
    }

    @Test(arguments: [
        (#"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#, nil as Int?, nil as Int?),
        ("{}", nil, nil), (#"{"completion_tokens":"7"}"#, 7, nil),
        (#"{"prompt_tokens":4.0,"completion_tokens":7.0}"#, 7, 4),
        (#"{"prompt_tokens":4}"#, nil, 4), (#"{"input_tokens":4,"output_tokens":7}"#, 7, 4),
        (
            #"{"prompt_tokens":4,"completion_tokens":7,"total_tokens":20,"completion_tokens_details":{"reasoning_tokens":9}}"#,
            16, 4
        ),
    ])
    func `counts that cannot be are none`(usage: String, output: Int?, prompt: Int?) async throws {
        let run = try await measure(
            FieldAnswer(
                "", .ok, nil,
                FieldAnswer.delta("a") + FieldAnswer.data(#"{"choices":[],"usage":\#(usage)}"#)
                    + FieldAnswer.done))
        for request in run.requests {
            #expect(request.tokens.output == output)
            #expect(request.tokens.prompt == prompt)
            #expect(request.tokens.source == (output == nil ? .events : .usage))
        }
        let isTold = run.record.manifest.notices.contains { $0.text.contains("no count of") }
        #expect(isTold == (output == nil))
    }

    /// Per event: what each says of the tokens; and what is believed.
    @Test(arguments: [
        ([1, 1, 1, 1], nil as Int?), ([2, 1, 3, 1], nil), ([1, 2, 3, 4], 4), ([9, 9, 9, 9], 9),
        ([0, 0, 0, 4], 4),
    ])
    func `counts of single events are not the answer's`(counts: [Int], output: Int?) async throws {
        let events = counts.map { count in
            FieldAnswer.data(
                #"{"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":\#(count)}}"#)
        }
        let run = try await measure(
            FieldAnswer(
                "", .ok, nil,
                events.joined()
                    + FieldAnswer.finish(
                        "stop", #"}],"usage":{"completion_tokens":\#(counts[3])},"x":[{"#)
            ))
        #expect(run.requests.allSatisfy { $0.tokens.output == output })
        #expect(run.requests.allSatisfy { $0.tokens.first != 0 })
    }

    /// `{"error":{"message":"quota"}}`, packed by gzip.
    @Test(arguments: [Outcome.http4xx, .protocol])
    func `gzip that nobody asked for`(outcome: Outcome) async throws {
        let packed: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 45, 42, 202, 47, 82, 178, 170, 86, 202,
            77, 45, 46, 78, 76, 79, 85, 178, 82, 42, 44, 205, 47, 73, 84, 170, 173, 5, 0, 69, 41,
            163, 123, 29, 0, 0, 0,
        ]
        let status = outcome == .http4xx ? "403 No" : "200 OK"
        let head = Array(FieldAnswer("", outcome, nil, status: status, "").head.utf8)
        let server = try RecordingServer(bytes: { _ in head + packed })
        let run = try await MeasuredRun.measureNowhere(server.baseURL)
        #expect(run.outcomes == [outcome])
        let message = run.requests.first?.message ?? ""
        #expect(
            message
                == (outcome == .http4xx
                    ? "quota"
                    : "the answer is gzip-coded though none was asked for; --compressed reads it"))
    }
}
