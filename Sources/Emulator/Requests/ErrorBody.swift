/// An error as OpenAI words it: a status, and a JSON object under the key `error`.
struct ErrorBody: Error, Equatable, Sendable {
    var status: Int
    var message: String
    var type = "invalid_request_error"
    /// The field of the request that is at fault, such as `messages[0].role`.
    var parameter: String?
    var code: String?
    /// Further members of the object, as JSON.
    var members: String?

    /// The object that stands in a body, or in an event of a stream.
    var json: String {
        let parameter = parameter.map(EscapedText.quoted) ?? "null"
        let code = code.map(EscapedText.quoted) ?? "null"
        let more = members.map { "," + $0 } ?? ""
        return #"{"error":{"message":\#(EscapedText.quoted(message)),"#
            + #""type":\#(EscapedText.quoted(type)),"param":\#(parameter),"code":\#(code)\#(more)}}"#
    }

    static let missingVersion = ErrorBody(
        status: 400, message: "anthropic-version: header is required")

    static let missingKey = ErrorBody(
        status: 401,
        message: "You didn't provide an API key. Send it in the header Authorization: Bearer KEY.")

    /// Does not repeat the key: an answer may end in somebody's log.
    static let wrongKey = ErrorBody(
        status: 401, message: "Incorrect API key provided.", code: "invalid_api_key")

    static func unknownPath(_ method: String, _ path: String) -> ErrorBody {
        ErrorBody(
            status: 404, message: "Invalid URL (\(method) \(path))", code: "unknown_url")
    }

    static func methodNotAllowed(_ method: String, allowed: String) -> ErrorBody {
        ErrorBody(
            status: 405,
            message: "Not allowed to \(method) on this path; it accepts \(allowed).",
            code: "method_not_allowed")
    }

    static func bodyTooLarge(limit: Int) -> ErrorBody {
        ErrorBody(
            status: 413, message: "The request body is larger than \(limit) bytes.",
            code: "request_too_large")
    }

    static let malformedRequest = ErrorBody(
        status: 400, message: "What was received is not an HTTP request.")
}
