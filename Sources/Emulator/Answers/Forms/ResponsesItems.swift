internal import RunModel

/// The objects of Responses that streams and whole answers share.
extension AnswerIdentity {
    func itemID(_ part: CompletionScript.Part) -> String {
        switch part {
        case .reasoning: "rs_\(number)"
        case .content: "msg_\(number)"
        case .call(let call): "fc_\(number)_\(call)"
        }
    }

    /// The response as an object; without `usage`, one under way.
    func response(status: String, items: [String], usage: TokenUsage?) -> String {
        let reason =
            status == "incomplete" ? #"{"reason":"max_output_tokens"}"# : "null"
        return #"{"id":"resp_\#(number)","object":"response","created_at":\#(created),"#
            + #""status":"\#(status)","error":null,"incomplete_details":\#(reason),"#
            + #""instructions":null,"metadata":{},"model":\#(quotedModel),"#
            + #""output":[\#(items.joined(separator: ","))],"parallel_tool_calls":true,"#
            + #""temperature":1,"tool_choice":"auto","tools":[],"top_p":1,"#
            + #""usage":\#(usage?.responsesJSON ?? "null")}"#
    }
}

extension CompletionScript.Part {
    /// What its events are called behind `response.`.
    func responsesName(_ refuses: Bool) -> String {
        switch self {
        case .reasoning: "reasoning_text"
        case .content: refuses ? "refusal" : "output_text"
        case .call: "function_call_arguments"
        }
    }

    /// Members of the event that repeats its text.
    func responsesDone(_ text: String, _ refuses: Bool, _ identity: AnswerIdentity) -> String {
        switch self {
        case .reasoning: #""text":"\#(text)""#
        case .content where refuses: #""refusal":"\#(text)""#
        case .content: #""text":"\#(text)","logprobs":[]"#
        case .call(let call):
            #""name":\#(EscapedText.quoted(identity.tool(call))),"arguments":"\#(text)""#
        }
    }

    /// The part of an item that holds its text; nil for a call, which is an item itself.
    func responsesContent(_ text: String, _ refuses: Bool) -> String? {
        switch self {
        case .reasoning: #"{"type":"reasoning_text","text":"\#(text)"}"#
        case .content where refuses: #"{"type":"refusal","refusal":"\#(text)"}"#
        case .content:
            #"{"type":"output_text","text":"\#(text)","annotations":[],"logprobs":[]}"#
        case .call: nil
        }
    }
}

extension WholePart {
    func responsesItem(_ identity: AnswerIdentity, status: String, _ refuses: Bool) -> String {
        let id = identity.itemID(part)
        let isBegun = status == "in_progress"
        let content = isBegun ? "" : part.responsesContent(text, refuses) ?? ""
        return switch part {
        case .reasoning:
            #"{"id":"\#(id)","type":"reasoning","status":"\#(status)","summary":[],"#
                + #""content":[\#(content)]}"#
        case .content:
            #"{"id":"\#(id)","type":"message","status":"\#(status)","role":"assistant","#
                + #""content":[\#(content)]}"#
        case .call(let call):
            #"{"id":"\#(id)","type":"function_call","status":"\#(status)","#
                + #""call_id":"\#(identity.callID(call))","#
                + #""name":\#(EscapedText.quoted(identity.tool(call))),"arguments":"\#(text)"}"#
        }
    }
}
