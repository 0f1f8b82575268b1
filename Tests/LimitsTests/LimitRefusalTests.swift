import Analysis
import Emulator
import RunModel
import Testing
import VirtualServer
import Workload

/// Servers that say no in other words than a 429, and servers that fail.
@Suite struct LimitRefusalTests {
    struct Form: CustomTestStringConvertible, Sendable {
        var name: String
        var refusal: VirtualRefusal
        var words: String

        var testDescription: String { name }
    }

    private static let named =
        #"{"error":{"message":"Rate limit reached","type":"rate_limit_error","code":"rate"}}"#

    static let forms = [
        Form(
            name: "an error event in a 200 stream",
            refusal: VirtualRefusal(200, isInBand: true, named),
            words: "200 and an error event in the stream, error object of OpenAI's form"),
        Form(
            name: "JSON with 200 instead of a stream", refusal: VirtualRefusal(200, named),
            words: "200 and an error as its body, error object of OpenAI's form"),
        Form(
            name: "529", refusal: VirtualRefusal(529, #"{"error":{"message":"Overloaded"}}"#),
            words: "529, no error object of OpenAI's form"),
        Form(
            name: "500 that speaks of a limit",
            refusal: VirtualRefusal(
                500, #"{"error":{"message":"too many concurrent requests","type":"server_error"}}"#),
            words: "500, error object of OpenAI's form, type server_error"),
        Form(
            name: "an error that is a text",
            refusal: VirtualRefusal(429, #"{"error":"Rate limit exceeded"}"#),
            words: "429, no error object of OpenAI's form"),
    ]

    @Test(arguments: forms)
    func `each form of refusal is told, within what was announced`(form: Form) {
        var verification = VirtualVerification {
            $0 = LimitPolicy(requestsPerMinute: 60, streams: 3)
        }
        verification.server.refusal = form.refusal
        let (summary, run) = verification.run()
        #expect(summary[.concurrentStreams]?.verdict == .holds)
        #expect(summary[.requestsInWindow]?.verdict == .holds)
        #expect(summary.ceiling?.behaviour == .rejected)
        #expect(summary[.errorShape]?.observed?.hasPrefix(form.words) == true)
        #expect(run.isWithin(LimitsCost(verification.plan)))
    }

    @Test func `failures that say nothing of a limit end the search soon, with their words`() {
        var verification = VirtualVerification {
            $0 = LimitPolicy(requestsPerMinute: 60, streams: 3)
        }
        verification.server.refusal = VirtualRefusal(
            500, #"{"error":{"message":"internal error","type":"server_error"}}"#)
        let (summary, run) = verification.run()
        let streams = summary[.concurrentStreams]
        #expect(streams?.verdict == .cannotTell)
        #expect(streams?.reason.contains("(http_5xx, HTTP 500: \"internal error\")") == true)
        let requests = summary[.requestsInWindow]
        #expect(requests?.verdict == .cannotTell)
        #expect(requests?.reason.contains("all others failed") == true)
        #expect(run.sent < 140)
        #expect(run.isWithin(LimitsCost(verification.plan)))
    }

    @Test func `a fault inside a 200 is no refusal`() {
        var record = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        record.status = 200
        record.outcome = .inBandError
        record.error = ServerError(type: "server_error")
        record.message = "The model crashed"
        #expect(record.reception == .failed)
        record.message = "Too many requests, slow down"
        #expect(record.reception == .refused(.inBand))
        record.outcome = .notAStream
        #expect(record.reception == .refused(.document))
        // An answer may speak of limits as of anything else.
        record.error = nil
        record.message = #"{"choices":[{"message":{"content":"A rate limit is"}}]}"#
        #expect(record.reception == .failed)
    }
}

extension VirtualRun {
    /// Whether no more was sent and asked for than the cost says at most.
    func isWithin(_ cost: LimitsCost) -> Bool {
        let prompts = requests.filter { $0.probe?.isOfTokens == true }.map { $0.tokens.prompt ?? 0 }
        let asked = requests.compactMap(\.maxTokens).reduce(0, +) + prompts.reduce(0, +)
        return sent <= cost.most.requests && asked <= cost.most.tokens
    }
}
