internal import RunModel

/// An error in the form of each API. Chat, Completions and Responses have one object in a body.
extension ErrorBody {
    /// Of a response's head. Messages say of a server that is too busy what no other API says.
    func status(for api: APIName) -> Int {
        api == .messages && type == "overloaded" && status == 503 ? 529 : status
    }

    func json(for api: APIName) -> String {
        guard api == .messages else { return json }
        let more = members.map { "," + $0 } ?? ""
        return #"{"type":"error","error":{"type":"\#(messagesType)","#
            + #""message":\#(EscapedText.quoted(message))\#(more)}}"#
    }

    /// What goes wrong by Messages' own list, which names kinds by the status.
    private var messagesType: String {
        switch status(for: .messages) {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 529: "overloaded_error"
        case 400..<500: "invalid_request_error"
        default: "api_error"
        }
    }

    /// Members of Responses' `error` event behind its type and number.
    var responsesMembers: String {
        let parameter = parameter.map(EscapedText.quoted) ?? "null"
        return #""code":\#(EscapedText.quoted(code ?? type)),"#
            + #""message":\#(EscapedText.quoted(message)),"param":\#(parameter)"#
    }

    /// The event of a stream that holds nothing else.
    func eventText(for api: APIName) -> String {
        switch api {
        case .chat, .completions: "data: \(json)\n\n"
        case .responses:
            "event: error\ndata: "
                + #"{"type":"error","sequence_number":0,\#(responsesMembers)}"# + "\n\n"
        case .messages: "event: error\ndata: \(json(for: .messages))\n\n"
        }
    }
}
