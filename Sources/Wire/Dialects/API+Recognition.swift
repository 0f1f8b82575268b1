extension API {
    /// The API whose event this is, by what only its events have; nil where it does not say. For whoever has the time: it
    /// makes a list of the members.
    package init?(speaking event: Span<UInt8>, type: Span<UInt8>) {
        let text = SSEText.repaired(event)
        guard let members = JSONMember.members(ofObject: text) else { return nil }
        func value(_ name: String, of members: [JSONMember]) -> String? {
            members.last { $0.name == name }?.json
        }
        let named = value("type", of: members).flatMap(Conversation.text)
        let name = named ?? SSEText.repaired(type)
        if name.hasPrefix("response.") {
            self = .responses
        } else if Self.namesOfMessages.contains(name) {
            self = .messages
        } else if let list = value("choices", of: members).flatMap(JSONMember.elements),
            let choice = list.first.flatMap(JSONMember.members)
        {
            let isText = value("text", of: choice) != nil && value("delta", of: choice) == nil
            self = isText ? .completions : .chat
        } else {
            return nil
        }
    }

    private static let namesOfMessages: Set = [
        "message_start", "content_block_start", "content_block_delta", "content_block_stop",
        "message_delta", "message_stop",
    ]

    /// The mark of a stream's end.
    package var endMark: String {
        switch self {
        case .chat, .completions: "[DONE]"
        case .responses: "response.completed"
        case .messages: "message_stop"
        }
    }
}
