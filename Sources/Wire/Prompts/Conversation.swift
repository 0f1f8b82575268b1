/// A prompt in what the forms of all APIs have in common: who said what, in texts and pictures. What has no place in
/// it cannot be asked in another API's form without loss, and is refused.
package struct Conversation: Equatable, Sendable {
    var turns: [Turn] = []

    struct Turn: Equatable, Sendable {
        var speaker: Speaker
        var parts: [Part]
        /// Whether the content was one text and no list.
        var isPlain: Bool
    }

    enum Speaker: String, Sendable {
        case system
        case developer
        case user
        case assistant

        var isInstruction: Bool { self == .system || self == .developer }
    }

    enum Part: Equatable, Sendable {
        /// A JSON string, quotes included.
        case text(json: String)
        /// The address of a picture, a JSON string; `data:` with the picture itself.
        case picture(json: String)
    }

    /// A prompt as it stands in the form of one API, which another has no form for: what cannot be said.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        package let description: String

        init(_ description: String) { self.description = description }
    }

    /// The members of a request that ask this, in the form of `api`.
    ///
    /// - Throws: `Refusal` where its form has no place for something.
    package func members(for api: API) throws(Refusal) -> [JSONMember] {
        switch api {
        case .chat: [JSONMember(name: "messages", json: try list(by: Self.chat))]
        case .completions: [JSONMember(name: "prompt", json: try onlyText())]
        case .responses: [JSONMember(name: "input", json: try list(by: Self.responses))]
        case .messages: try messages()
        }
    }

    // MARK: The forms

    /// Writes a part as one API has it.
    private typealias PartForm = (Part, Speaker) throws(Refusal) -> String

    private func list(by form: PartForm) throws(Refusal) -> String {
        var items: [String] = []
        for turn in turns { items.append(try Self.message(turn, by: form)) }
        return "[\(items.joined(separator: ","))]"
    }

    private static func message(_ turn: Turn, by form: PartForm) throws(Refusal) -> String {
        let content: String
        if turn.isPlain, case .text(let json) = turn.parts.first {
            content = json
        } else {
            var parts: [String] = []
            for part in turn.parts { parts.append(try form(part, turn.speaker)) }
            content = "[\(parts.joined(separator: ","))]"
        }
        return #"{"role":"\#(turn.speaker.rawValue)","content":\#(content)}"#
    }

    private static func chat(_ part: Part, _ speaker: Speaker) -> String {
        switch part {
        case .text(let json): #"{"type":"text","text":\#(json)}"#
        case .picture(let json): #"{"type":"image_url","image_url":{"url":\#(json)}}"#
        }
    }

    private static func responses(_ part: Part, _ speaker: Speaker) -> String {
        switch part {
        case .text(let json):
            #"{"type":"\#(speaker == .assistant ? "output" : "input")_text","text":\#(json)}"#
        case .picture(let json): #"{"type":"input_image","image_url":\#(json)}"#
        }
    }

    private static func block(_ part: Part, _ speaker: Speaker) throws(Refusal) -> String {
        switch part {
        case .text(let json): return #"{"type":"text","text":\#(json)}"#
        case .picture(let json):
            let inside = Array(json.utf8.dropFirst().dropLast())
            let address = JSONText.unescaped(inside.span)
            guard address.hasPrefix("data:") else {
                return #"{"type":"image","source":{"type":"url","url":\#(json)}}"#
            }
            let halves = address.dropFirst(5).split(separator: ";base64,", maxSplits: 1)
            guard halves.count == 2 else {
                throw Refusal("a picture's data: address is not base64")
            }
            let (kind, data) = (
                JSONText.quoted(String(halves[0])), JSONText.quoted(String(halves[1]))
            )
            return
                #"{"type":"image","source":{"type":"base64","media_type":\#(kind),"data":\#(data)}}"#
        }
    }

    /// What the system says stands beside the messages, and so only before them.
    private func messages() throws(Refusal) -> [JSONMember] {
        let instructions = turns.prefix { $0.speaker.isInstruction }
        let rest = turns.dropFirst(instructions.count)
        if rest.contains(where: { $0.speaker.isInstruction }) {
            throw Refusal("a system message stands behind others, which Messages has no place for")
        }
        var members: [JSONMember] = []
        if let only = instructions.first, instructions.count == 1, only.isPlain,
            case .text(let json) = only.parts.first
        {
            members.append(JSONMember(name: "system", json: json))
        } else if !instructions.isEmpty {
            var blocks: [String] = []
            for part in instructions.flatMap(\.parts) {
                blocks.append(try Self.block(part, .system))
            }
            members.append(JSONMember(name: "system", json: "[\(blocks.joined(separator: ","))]"))
        }
        let list = try Conversation(turns: Array(rest)).list(by: Self.block)
        return members + [JSONMember(name: "messages", json: list)]
    }

    private func onlyText() throws(Refusal) -> String {
        guard turns.count == 1, let turn = turns.first, turn.speaker == .user,
            turn.parts.count == 1, case .text(let json) = turn.parts[0]
        else { throw Refusal("Completions takes one text, and no conversation or pictures") }
        return json
    }
}
