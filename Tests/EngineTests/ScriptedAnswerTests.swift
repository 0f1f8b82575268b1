import Foundation
import Reactor
import RecordStore
import RunModel
import Testing
import Wire

@testable import Engine

/// One answer, told in each API's events at the same instants: the record of it must be the same.
@Suite struct ScriptedAnswerTests {
    /// What is said when, in ms after the request was sent.
    private enum Step {
        case begin
        case thinking(String)
        case text(String)
        case tool(String)
        case arguments(String)
        case end
    }

    private static let script: [(Int64, Step)] = [
        (20, .begin), (100, .thinking("hm")), (150, .thinking("so")), (300, .text("one")),
        (310, .text(" two")), (700, .tool("find")), (720, .arguments(#"{\"q\":"#)),
        (735, .arguments("1}")), (740, .end),
    ]

    private static func chat(_ step: Step) -> String {
        func delta(_ json: String) -> String {
            "data: {\"choices\":[{\"index\":0,\"delta\":{\(json)}}]}\n\n"
        }
        switch step {
        case .begin: return delta(#""role":"assistant","content":"""#)
        case .thinking(let text): return delta(#""reasoning_content":"\#(text)""#)
        case .text(let text): return delta(#""content":"\#(text)""#)
        case .tool(let name): return delta(#""tool_calls":[{"function":{"name":"\#(name)"}}]"#)
        case .arguments(let json):
            return delta(#""tool_calls":[{"function":{"arguments":"\#(json)"}}]"#)
        case .end:
            return
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":20,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":6}}}\n\ndata: [DONE]\n\n"
        }
    }

    private static func responses(_ step: Step) -> String {
        func event(_ type: String, _ json: String) -> String {
            "event: \(type)\ndata: {\"type\":\"\(type)\",\(json)}\n\n"
        }
        switch step {
        case .begin: return event("response.created", #""response":{"status":"in_progress"}"#)
        case .thinking(let text):
            return event("response.reasoning_text.delta", #""delta":"\#(text)""#)
        case .text(let text): return event("response.output_text.delta", #""delta":"\#(text)""#)
        case .tool(let name):
            return event(
                "response.output_item.added", #""item":{"type":"function_call","name":"\#(name)"}"#)
        case .arguments(let json):
            return event("response.function_call_arguments.delta", #""delta":"\#(json)""#)
        case .end:
            return event("response.output_item.done", #""item":{"type":"function_call"}"#)
                + event(
                    "response.completed",
                    #""response":{"status":"completed","usage":{"input_tokens":11,"output_tokens":20,"#
                        + #""output_tokens_details":{"reasoning_tokens":6}}}"#)
        }
    }

    private static func messages(_ step: Step) -> String {
        func event(_ type: String, _ json: String) -> String {
            "event: \(type)\ndata: {\"type\":\"\(type)\"\(json.isEmpty ? "" : ",")\(json)}\n\n"
        }
        func delta(_ json: String) -> String {
            event("content_block_delta", #""index":0,"delta":{\#(json)}"#)
        }
        switch step {
        case .begin:
            return event(
                "message_start", #""message":{"role":"assistant","usage":{"input_tokens":11}}"#)
        case .thinking(let text): return delta(#""type":"thinking_delta","thinking":"\#(text)""#)
        case .text(let text): return delta(#""type":"text_delta","text":"\#(text)""#)
        case .tool(let name):
            return event(
                "content_block_start",
                #""content_block":{"type":"tool_use","name":"\#(name)","input":{}}"#)
        case .arguments(let json):
            return delta(#""type":"input_json_delta","partial_json":"\#(json)""#)
        case .end:
            return event(
                "message_delta",
                #""delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":20,"#
                    + #""output_tokens_details":{"thinking_tokens":6}}"#)
                + event("message_stop", "")
        }
    }

    private static func text(_ step: Step, _ api: API) -> String {
        switch api {
        case .chat, .completions: chat(step)
        case .responses: responses(step)
        case .messages: messages(step)
        }
    }

    private static func instant(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 1_000_000_000 + milliseconds * 1_000_000)
    }

    /// Records the script; where `cuts`, each step's bytes come in two reads, the first a millisecond sooner.
    private func record(
        _ api: API, cuts: Bool = false, _ script: [(Int64, Step)] = script
    ) throws -> (RequestRecord, Outcome) {
        let home = FileManager.default.temporaryDirectory
            .appendingPathComponent("scripted-answer-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: home) }
        let directory = try RecordDirectory(creatingAt: home)
        let writer = try RecordWriter(
            directory: directory,
            clock: ClockAnchors(originMonotonicNanoseconds: 0, originRealtimeNanoseconds: 0),
            sampling: ChunkSampling(plan: RecordPlan(), seed: 1))
        let tally = WorkerTally(rounds: 1, writer: writer)
        var recorder = StreamRecorder(
            RequestRecord(request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0),
            api: api, tally: tally, keepsChunks: false, capEvents: nil)
        recorder.record.status = 200
        recorder.requestReady(at: Self.instant(0))
        var decoder = SSEDecoder()
        var number = 0
        for (time, step) in script {
            let bytes = Array(Self.text(step, api).utf8)
            let cut = cuts ? bytes.count / 2 : bytes.count
            for (piece, early) in [(bytes[..<cut], cuts ? 1 : 0), (bytes[cut...], 0)]
            where !piece.isEmpty {
                number += 1
                let at = Self.instant(time - Int64(early))
                var arrival = Arrival(arrived: at, read: at, isStamped: true)
                arrival.number = number
                let piece = Array(piece)
                recorder.beginPiece(bytes: piece.count, arrival)
                try decoder.decode(piece.span, into: &recorder)
                recorder.endPiece(isInsideEvent: decoder.isInsideEvent)
            }
        }
        recorder.finish()
        let outcome = recorder.outcome(
            .transferEnded(nil), mode: .streaming, body: .eventStream, isReadable: true)
        return (recorder.recordSoFar(), outcome)
    }

    @Test(arguments: [API.chat, .responses, .messages], [false, true])
    func `the same script gives the same numbers`(api: API, cuts: Bool) throws {
        let (record, outcome) = try record(api, cuts: cuts)
        #expect(outcome == .ok)
        #expect(record.instants.firstOutput == Self.instant(100))
        #expect(record.instants.secondOutput == Self.instant(150))
        #expect(record.instants.firstAnswer == Self.instant(300))
        #expect(record.instants.firstCall == Self.instant(700))
        #expect(record.instants.lastCall == Self.instant(735))
        #expect(record.instants.lastOutput == Self.instant(735))
        #expect(record.maxGap == .milliseconds(390) && record.maxGapEvent == 4)
        #expect(record.events.output == 7 && record.events.reasoning == 2)
        #expect(record.events.isDone && record.events.broken == 0)
        #expect(record.tokens.source == .usage)
        #expect(record.tokens.prompt == 11 && record.tokens.output == 20)
        #expect(record.tokens.reasoning == 6)
        #expect(record.bytes.output == 2 + 2 + 3 + 4 + 4 + 7 + 2)
        #expect(record.finishReason?.isUsual == true)
    }

    /// Text every 20 ms, then nothing for 500 ms, then a call of 14 pieces at once.
    private static func heldScript(_ arguments: [String]) -> [(Int64, Step)] {
        let text = (0..<6).map { (Int64(100 + 20 * $0), Step.text("four")) }
        let call = arguments.map { (Int64(700), Step.arguments($0)) }
        return [(20, .begin)] + text + [(700, .tool("find"))] + call + [(705, .end)]
    }

    private static let pieces = [#"{\"q\":\""#] + Array(repeating: "abcdefgh", count: 12)

    @Test(arguments: [API.chat, .responses, .messages])
    func `what a server held back while it parsed a call is no gap`(api: API) throws {
        let (record, outcome) = try record(api, Self.heldScript(Self.pieces + [#"\"}"#]))
        #expect(outcome == .ok)
        #expect(record.calls.held == .milliseconds(500) && record.calls.heldEvents == [6])
        #expect(record.maxGap == .milliseconds(20))
        #expect(record.maxGapLeast == nil && record.maxGapMost == nil)
        #expect(record.calls.all == 1 && record.calls.broken == 0)
        let cut = try self.record(api, Self.heldScript(Self.pieces)).0
        #expect(cut.calls.all == 1 && cut.calls.broken == 1)
        // The same pause, and a call that then comes alone.
        let paused = try self.record(api, Self.heldScript([])).0
        #expect(paused.calls.held == nil && paused.maxGap == .milliseconds(500))
    }
}
