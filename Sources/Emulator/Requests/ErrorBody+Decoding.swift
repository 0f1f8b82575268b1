extension ErrorBody {
    /// The 400 that tells a client which field of its body is wrong, and how.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            let path = Self.path(context.codingPath + [key])
            self.init(
                status: 400, message: "Missing required parameter: '\(path)'.", parameter: path,
                code: "missing_required_parameter")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let path = Self.path(context.codingPath)
            guard !path.isEmpty else {
                self.init(status: 400, message: "Invalid body: expected a JSON object.")
                return
            }
            let expected = Self.name(of: type) ?? context.debugDescription
            self.init(
                status: 400, message: "Invalid type for '\(path)': expected \(expected).",
                parameter: path, code: "invalid_type")
        case .dataCorrupted(let context):
            let path = Self.path(context.codingPath)
            guard !path.isEmpty else {
                self.init(
                    status: 400,
                    message: "We could not parse the JSON body of your request.",
                    code: "invalid_json")
                return
            }
            self.init(
                status: 400, message: "Invalid value for '\(path)': \(context.debugDescription).",
                parameter: path, code: "invalid_value")
        @unknown default:
            self.init(status: 400, message: "The body cannot be read.")
        }
    }

    /// `messages[0].content`, as the API writes the way to a field.
    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }

    private static func name(of type: Any.Type) -> String? {
        switch type {
        case is String.Type: "a string"
        case is Int.Type: "an integer"
        case is Double.Type: "a number"
        case is Bool.Type: "a boolean"
        case is [String: Any].Type: "an object"
        case is [Any].Type: "an array"
        default: nil
        }
    }
}
