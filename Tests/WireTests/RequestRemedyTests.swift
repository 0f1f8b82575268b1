import Testing
import Wire

@Suite struct RequestRemedyTests {
    private func remedy(_ body: String, _ status: Int = 400) -> RequestRemedy? {
        API.chat.remedy(ofStatus: status, body: Array(body.utf8).span)
    }

    private static func error(_ message: String, _ rest: String = "") -> String {
        #"{"error":{"message":"\#(message)"\#(rest)}}"#
    }

    @Test(arguments: [
        (400, error("Unrecognized request argument supplied: stream_options")),
        (422, error("include_usage: extra fields not permitted")),
        (
            422,
            #"{"detail":[{"type":"extra_forbidden","loc":["body","stream_options","include_usage"]}]}"#
        ),
        (
            422,
            #"{"object":"error","message":{"detail":[{"loc":["body","stream_options"]}]},"code":null}"#
        ),
        (404, "stream_options?"),
    ])
    func `a refusal that names the option for counts is asked again without`(
        status: Int, body: String
    ) {
        #expect(remedy(body, status) == .withoutUsage)
    }

    @Test(arguments: [
        error(
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                + "'max_completion_tokens' instead."),
        error("No.", #","param":"max_tokens","code":"unsupported_parameter""#),
        #"{"detail":[{"type":"extra_forbidden","loc":["body","max_tokens"],"input":5}]}"#,
    ])
    func `a model that wants the other name of the limit is asked by it`(body: String) {
        #expect(remedy(body) == .maxCompletionTokens)
        #expect(remedy(body, 422) == .maxCompletionTokens)
    }

    @Test(arguments: [
        "max_tokens is too large: 99999. This model supports at most 16384 completion tokens",
        "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context "
            + "length is 4096 tokens and unknown to us",
        "max_tokens must be at least 1, unexpected value 0",
    ])
    func `a limit that is too large is not a wrong name`(message: String) {
        #expect(remedy(Self.error(message)) == nil)
    }

    @Test(arguments: [
        (
            404,
            #"{"object":"error","message":"The model `m` does not exist.","type":"NotFoundError"}"#
        ),
        (404, error("The model `m` does not exist or you do not have access to it.")),
        (404, error("model 'm' not found")),
        (404, error(#"model \"m\" not found, try pulling it first"#)),
        (400, error("Invalid model name passed in model=m. Call `/v1/models` to view them")),
        (400, error("m is not a valid model ID")),
        (400, error("Model Not Exist")),
        (400, #"{"object":"error","message":"Invalid model: m","type":"invalid_model"}"#),
        (403, error("no access", #","code":"model_not_found""#)),
        (404, error("Unable to access model m. Please visit")),
    ])
    func `a model that is not there is told in many words`(status: Int, body: String) {
        #expect(remedy(body, status) == .anotherModel)
    }

    @Test(arguments: [
        (404, #"{"detail":"Not Found"}"#), (404, "<html>404 Not Found</html>"),
        (400, error("This model's maximum context length is 4096 tokens")),
        (400, error("the model does not support images")), (404, ""), (400, "{\"error\""),
        (500, error("stream_options")), (429, error("stream_options")), (200, "stream_options"),
        (422, #"{"detail":"x","input":{"messages":[],"max_tokens":5,"stream_options":{}}}"#),
    ])
    func `what cannot be mended stays as it is`(status: Int, body: String) {
        #expect(remedy(body, status) == nil)
    }

    @Test func `the limit of tokens is written by the name that is wanted`() {
        let body = API.chat.body(
            of: AnswerRequest(
                model: "m", prompt: .messages(json: "[]"), isStreaming: false, maxTokens: 7,
                tokenLimit: .maxCompletionTokens))
        let text = String(decoding: body, as: UTF8.self)
        #expect(
            text == #"{"model":"m","messages":[],"stream":false,"max_completion_tokens":7}"#)
    }
}
