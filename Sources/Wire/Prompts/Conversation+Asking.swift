/// What a request asks, in the form of its API.
extension Conversation {
    /// The members of a request that ask `prompt`. One that cannot be asked so, which is refused before a run, is written as it
    /// stands.
    static func members(of prompt: AnswerRequest.Prompt, for api: API) -> [JSONMember] {
        do throws(Refusal) {
            return try asked(prompt, by: api)
        } catch {
            switch prompt {
            case .text(let text): return [JSONMember(name: "prompt", json: JSONText.quoted(text))]
            case .media(let text, let media): return asked(text, with: media, by: api)
            case .messages(let json): return [JSONMember(name: "messages", json: json)]
            case .members(let json): return JSONMember.members(ofObject: json) ?? []
            }
        }
    }

    /// The members of a request that ask `prompt`, in the form of `api`.
    ///
    /// - Throws: `Refusal` where that would lose something.
    package static func asked(
        _ prompt: AnswerRequest.Prompt, by api: API
    ) throws(Refusal) -> [JSONMember] {
        switch prompt {
        case .text(let text): return asked(text, by: api)
        case .media(let text, let media):
            for part in media {
                if let refusal = MediaPart.refusal(of: part.kind, by: api) {
                    throw Refusal(refusal)
                }
            }
            return asked(text, with: media, by: api)
        case .messages(let json): return try asked(messages: json, by: api)
        case .members(let json):
            guard let members = JSONMember.members(ofObject: json) else {
                throw Refusal("the prompt is no object")
            }
            // Whoever wrote the API's own form has whatever it holds.
            let isOwn = members.contains { $0.name == (api == .messages ? "system" : "input") }
            if isOwn, api == .messages || api == .responses { return members }
            return try Conversation(members: members).members(for: api)
        }
    }

    private static func asked(_ text: String, by api: API) -> [JSONMember] {
        let quoted = JSONText.quoted(text)
        switch api {
        case .completions: return [JSONMember(name: "prompt", json: quoted)]
        case .responses: return [JSONMember(name: "input", json: quoted)]
        case .chat, .messages:
            return [
                JSONMember(name: "messages", json: #"[{"role":"user","content":\#(quoted)}]"#)
            ]
        }
    }

    /// A list that says nothing that only others have is taken as it is, with all that is in it.
    private static func asked(
        messages json: String, by api: API
    ) throws(Refusal) -> [JSONMember] {
        let foreign: [StaticString]
        switch api {
        case .chat:
            foreign = [#""input_text""#, #""output_text""#, #""input_image""#, #""source""#]
        case .messages:
            foreign = [
                #""system""#, #""developer""#, #""image_url""#, #""input_text""#, #""output_text""#,
                #""input_image""#, #""tool_calls""#, #""tool_call_id""#, #""refusal""#,
            ]
        case .completions, .responses:
            return try Conversation(messages: json).members(for: api)
        }
        // By bytes, and once: searching each took most of the time of reading a file of prompts.
        let bytes = Array(json.utf8)
        guard bytes.span.contains(quotedAnyOf: foreign) else {
            return [JSONMember(name: "messages", json: json)]
        }
        do throws(Refusal) {
            return try Conversation(messages: json).members(for: api)
        } catch {
            // Chat's own may hold any of these words.
            guard api == .chat, !json.contains(#""input_"#) else { throw error }
            return [JSONMember(name: "messages", json: json)]
        }
    }

    /// A prompt of Responses or of Messages.
    private init(members: [JSONMember]) throws(Refusal) {
        for member in members {
            switch member.name {
            case "instructions", "system":
                let isPlain = Self.text(member.json) != nil
                let parts = isPlain ? [.text(json: member.json)] : try Self.parts(member.json)
                turns.insert(Turn(speaker: .system, parts: parts, isPlain: isPlain), at: 0)
            case "input" where Self.text(member.json) != nil:
                let parts = [Part.text(json: member.json)]
                turns.append(Turn(speaker: .user, parts: parts, isPlain: true))
            case "input", "messages": turns += try Conversation(messages: member.json).turns
            default: throw Refusal("'\(member.name)' has no place in other APIs' forms")
            }
        }
    }
}
