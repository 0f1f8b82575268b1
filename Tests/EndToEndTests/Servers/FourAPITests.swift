import RecordStore
import RunModel
import Testing

/// The emulator's answers by each API, as whole runs measure them.
@Suite(.ownTime) struct FourAPITests {
    private func measure(
        _ api: APIName, _ emulator: String, change: (inout RunPlan) -> Void = { _ in }
    ) async throws -> MeasuredRun {
        try await MeasuredRun.measure(emulator) {
            $0.target.api = api
            change(&$0)
        }
    }

    @Test(arguments: APIName.allCases)
    func `an answer is the same by every API`(api: APIName) async throws {
        let run = try await measure(api, quick(#""truth":true,"reasoning_tokens":4"#)) {
            $0.request.modes = .both
        }
        #expect(run.outcomes == [.ok])
        #expect(run.record.manifest.notices.isEmpty, "\(run.record.manifest.notices)")
        let tellsThinking = api != .completions
        for request in run.requests {
            let isStream = request.mode == .streaming
            #expect(request.events.output == (isStream ? 12 : 1))
            #expect(request.events.broken == 0)
            #expect(request.tokens.source == .usage && request.tokens.output == 12)
            #expect(request.tokens.prompt == 5)
            #expect((request.groundTruth?.firstOutputSent != nil) == isStream)
            guard isStream else { continue }
            #expect(request.events.reasoning == (tellsThinking ? 4 : 0))
        }
        #expect(Set(run.requests.map(\.bytes.output)).count <= run.requests.count / 2)
        let reasons: [APIName: String] = [.responses: "completed", .messages: "end_turn"]
        #expect(Set(run.requests.map { $0.finishReason?.rawValue }) == [reasons[api] ?? "stop"])
    }

    /// What is sent of them, beside the content.
    @Test(arguments: [APIName.chat, .responses, .messages])
    func `calls, refusals and limits of tokens end an answer in each API's word`(
        api: APIName
    ) async throws {
        let calls = try await measure(
            api, quick(#""tool_calls":2,"tool_tokens":4"#, tokens: 3))
        #expect(calls.outcomes == [.ok])
        // The name of each call is output too.
        #expect(calls.requests.allSatisfy { $0.events.output == 3 + 2 * 5 })
        let wanted: [APIName: String] = [.chat: "tool_calls", .messages: "tool_use"]
        #expect(
            Set(calls.requests.map { $0.finishReason?.rawValue }) == [wanted[api] ?? "completed"])

        let refusal = try await measure(api, quick(#""refusal":true"#, tokens: 3))
        #expect(refusal.outcomes == [.ok])
        #expect(refusal.requests.allSatisfy { $0.events.output == 3 })

        let cut = try await measure(api, quick(tokens: 30)) { $0.request.maxTokens = 7 }
        let limit: [APIName: String] = [.chat: "length", .messages: "max_tokens"]
        #expect(
            Set(cut.requests.map { $0.finishReason?.rawValue })
                == [limit[api] ?? "max_output_tokens"])
        #expect(cut.outcomes == [.ok] && cut.requests.allSatisfy { $0.tokens.output == 7 })
    }

    @Test(arguments: [APIName.chat, .responses])
    func `reasoning that is not sent is counted and takes its time`(api: APIName) async throws {
        let run = try await measure(
            api, quick(#""reasoning":"hidden","reasoning_tokens":20"#, ttft: 1, gap: 5, tokens: 3))
        #expect(run.outcomes == [.ok])
        for request in run.requests {
            #expect(request.events.output == 3 && request.tokens.reasoning == 20)
            #expect(try #require(request.timeToFirstToken) >= .milliseconds(95))
        }
    }

    @Test(arguments: APIName.allCases)
    func `thinking between tags is told from the answer where that is wanted`(
        api: APIName
    ) async throws {
        let wish = quick(#""reasoning":"content","reasoning_tokens":4"#, gap: 10)
        let run = try await measure(api, wish) { $0.request.thinkTags = true }
        #expect(run.outcomes == [.ok])
        #expect(run.record.manifest.notices.isEmpty, "\(run.record.manifest.notices)")
        #expect(
            run.requests.allSatisfy { $0.events.output == 12 && $0.events.reasoning == 4 })
        let later = run.requests.count { $0.instants.firstAnswer != $0.instants.firstOutput }
        #expect(later > 0)
        let plain = try await measure(api, wish)
        #expect(
            plain.requests.allSatisfy {
                $0.events.reasoning == 0 && $0.instants.firstAnswer == $0.instants.firstOutput
            })
        #expect(plain.record.manifest.notices.contains { $0.text.contains("--think-tags") })
    }

    private static let tools = #"""
        [{"type":"function","function":{"name":"gauge","parameters":{"type":"object"}}},
         {"name":"map","description":"a \"map\"","input_schema":{"type":"object"}}]
        """#

    /// The emulator answers with a call alone where one has to come.
    @Test(arguments: [APIName.chat, .responses, .messages])
    func `tools are offered in each API's form, and their calls are timed`(
        api: APIName
    ) async throws {
        let home = try TemporaryFolder()
        try home.write(Self.tools, to: "tools.json")
        let result = try await StreamGauge.call(
            [
                "run", "--emulator", "--modes", "streaming", "--requests", "3", "--rounds", "1",
                "--emulator-ttft", "5", "--emulator-gap", "2", "--emulator-tokens", "6",
                "--api", api.rawValue, "--tools", home.file("tools.json"), "--tool-choice", "map",
                "--out", "run",
            ], in: home)
        #expect(result.status == 0, "\(result.errors)")
        let requests = try RecordReader(opening: home.file("run")).requests()
        #expect(requests.count == 3)
        for request in requests {
            #expect(request.events.output == 7 && request.instants.firstAnswer == nil)
            #expect(request.instants.firstCall == request.instants.firstOutput)
            #expect(request.instants.lastCall == request.instants.lastOutput)
            #expect(request.finishReason?.rawValue != "stop")
        }
    }

    @Test(arguments: APIName.allCases)
    func `what goes wrong is the same by every API`(api: APIName) async throws {
        let cases: [(String, Outcome)] = [
            ("error_event", .inBandError), ("truncate", .truncated), ("rate_limit", .rateLimited),
            ("http_error", .http5xx), ("broken_json", .ok), ("deep_nesting", .ok),
            ("empty", .empty), ("split_writes", .ok),
        ]
        for (fault, outcome) in cases {
            let run = try await measure(api, quick(#""fault":{"kind":"\#(fault)"}"#)) {
                $0.load.requests = 1
                $0.load.rounds = 1
            }
            #expect(run.outcomes == [outcome], "\(fault): \(run.requests.first?.message ?? "")")
        }
    }
}
