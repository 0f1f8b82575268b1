/// The visible text of an answer that came whole, whatever the API. Reads by copying, and so not where speed matters.
package enum AnswerText {
    /// Nil where the body holds no text that can be read, as of a call of a tool alone.
    package static func ofBody(_ body: Span<UInt8>, of api: API) -> String? {
        guard let members = JSONMember.members(ofObject: SSEText.repaired(body)) else { return nil }
        switch api {
        case .chat, .completions: return choice(member("choices", of: members))
        case .responses:
            let items = member("output", of: members).flatMap(JSONMember.elements(ofList:)) ?? []
            return joined(items.flatMap { parts(of: $0, "content") })
        case .messages:
            return joined(member("content", of: members).map(elements(ofList:)) ?? [])
        }
    }

    /// Of the first choice, as chat and the older API of completions have it.
    private static func choice(_ list: String?) -> String? {
        guard let first = list.flatMap(JSONMember.elements(ofList:))?.first,
            let members = JSONMember.members(ofObject: first)
        else { return nil }
        if let text = member("text", of: members) { return Conversation.text(text) }
        guard let message = member("message", of: members).flatMap(JSONMember.members(ofObject:)),
            let content = member("content", of: message)
        else { return nil }
        return Conversation.text(content) ?? joined(elements(ofList: content))
    }

    private static func parts(of item: String, _ name: String) -> [String] {
        guard let members = JSONMember.members(ofObject: item), let list = member(name, of: members)
        else { return [] }
        return elements(ofList: list)
    }

    /// The texts of a list of parts; those of other kinds are passed over.
    private static func elements(ofList json: String) -> [String] {
        (JSONMember.elements(ofList: json) ?? []).compactMap { part in
            guard let members = JSONMember.members(ofObject: part),
                let type = member("type", of: members).flatMap(Conversation.text),
                type == "text" || type == "output_text"
            else { return nil }
            return member("text", of: members).flatMap(Conversation.text)
        }
    }

    private static func joined(_ texts: [String]) -> String? {
        texts.isEmpty ? nil : texts.joined()
    }

    /// Of several with one name the last counts.
    private static func member(_ name: String, of members: [JSONMember]) -> String? {
        members.last { $0.name == name }?.json
    }
}
