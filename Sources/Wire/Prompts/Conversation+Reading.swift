/// Reading a prompt in any API's form. What their forms share reads alike in all: a list of messages does not say which
/// API's it is.
extension Conversation {
    /// A list of messages: chat's or Messages', or items of Responses' `input`.
    ///
    /// - Throws: `Refusal` naming the first thing that has no place in other forms.
    package init(messages json: String) throws(Refusal) {
        guard let list = JSONMember.elements(ofList: json) else {
            throw Refusal("the messages are no list")
        }
        for message in list { turns.append(try Self.turn(message)) }
    }

    private static func turn(_ json: String) throws(Refusal) -> Turn {
        guard let members = JSONMember.members(ofObject: json) else {
            throw Refusal("a message is no object")
        }
        var speaker: Speaker?
        var content: String?
        for member in members where member.json != "null" {
            switch member.name {
            case "role":
                let role = text(member.json) ?? member.json
                speaker = Speaker(rawValue: role)
                if speaker == nil {
                    throw Refusal("the role '\(role)' has no place in other APIs' forms")
                }
            case "content": content = member.json
            case "type" where member.json == #""message""#: break
            default:
                throw Refusal(
                    "a message's member '\(member.name)' has no place in other APIs' forms")
            }
        }
        guard let speaker, let content else {
            throw Refusal("a message without role or content cannot be asked in another API's form")
        }
        if text(content) != nil {
            return Turn(speaker: speaker, parts: [.text(json: content)], isPlain: true)
        }
        return Turn(speaker: speaker, parts: try parts(content), isPlain: false)
    }

    static func parts(_ json: String) throws(Refusal) -> [Part] {
        guard let list = JSONMember.elements(ofList: json) else {
            throw Refusal("a message's content is neither a text nor a list")
        }
        var parts: [Part] = []
        for element in list {
            if text(element) != nil {
                parts.append(.text(json: element))
            } else {
                parts.append(try part(element))
            }
        }
        return parts
    }

    private static func part(_ json: String) throws(Refusal) -> Part {
        guard var members = JSONMember.members(ofObject: json).map(values) else {
            throw Refusal("a part of a message is no object")
        }
        let type = members.removeValue(forKey: "type").flatMap(text) ?? ""
        let part: Part?
        switch type {
        case "text", "input_text", "output_text":
            part = members.removeValue(forKey: "text").flatMap { json in
                text(json).map { _ in .text(json: json) }
            }
            if members["annotations"] == "[]" { members["annotations"] = nil }
        case "image_url", "input_image":
            part = members.removeValue(forKey: "image_url").flatMap(address)
        case "image": part = members.removeValue(forKey: "source").flatMap(source)
        default:
            throw Refusal("a part of the type '\(type)' has no place in other APIs' forms")
        }
        guard let part else { throw Refusal("a part of the type '\(type)' cannot be read") }
        if let other = members.keys.sorted().first {
            throw Refusal("a part's member '\(other)' has no place in other APIs' forms")
        }
        return part
    }

    /// A picture's address, alone or as the only member of an object.
    private static func address(_ json: String) -> Part? {
        if text(json) != nil { return .picture(json: json) }
        guard let members = JSONMember.members(ofObject: json), members.count == 1,
            members[0].name == "url", text(members[0].json) != nil
        else { return nil }
        return .picture(json: members[0].json)
    }

    /// Where a picture of Messages is.
    private static func source(_ json: String) -> Part? {
        guard let members = JSONMember.members(ofObject: json).map(values) else { return nil }
        switch members["type"].flatMap(text) {
        case "url" where members.count == 2:
            return members["url"].flatMap { json in text(json).map { _ in .picture(json: json) } }
        case "base64" where members.count == 3:
            guard let kind = members["media_type"].flatMap(text),
                let data = members["data"].flatMap(text)
            else { return nil }
            return .picture(json: JSONText.quoted("data:\(kind);base64,\(data)"))
        default: return nil
        }
    }

    /// By their names, of several the last.
    private static func values(_ members: [JSONMember]) -> [String: String] {
        Dictionary(members.map { ($0.name, $0.json) }, uniquingKeysWith: { $1 })
    }

    /// The text of a JSON string; nil of any other value.
    static func text(_ json: String) -> String? {
        let bytes = Array(json.utf8)
        guard bytes.count >= 2, bytes.first == ASCII.quote, bytes.last == ASCII.quote else {
            return nil
        }
        return JSONText.unescaped(bytes.span.extracting(1..<bytes.count - 1))
    }
}
