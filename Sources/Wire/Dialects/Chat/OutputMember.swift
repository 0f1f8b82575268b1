/// A member that can carry output, and how its value does: a row of a table.
struct OutputMember {
    var name: StaticString
    var form: OutputForm
    /// Whether servers send the same under several names, sometimes at once: the longest of these counts.
    var isAlternative: Bool

    init(_ name: StaticString, _ form: OutputForm, isAlternative: Bool = false) {
        self.name = name
        self.form = form
        self.isAlternative = isAlternative
    }
}

/// How a value carries output; a value of another kind carries none.
enum OutputForm {
    /// A string.
    case text(ChunkOutput)
    /// A string, or an object or array that is not empty, taken as the text it is.
    case json(ChunkOutput)
    /// An object, or an array of such; where a kind is given, strings in their place too.
    case nested(OutputTable, text: ChunkOutput?)
    /// A medium: what it is, or where, under whatever name.
    case medium(ChunkOutput)
    /// A word for what the object is; some make its text reasoning.
    case partType
    /// Who speaks, which is no output.
    case role

    static func nested(_ table: OutputTable) -> OutputForm { .nested(table, text: nil) }
}

/// The objects in which a chat answer carries output. What counts as output, and as which kind, stands here
/// and nowhere else (docs/metrics.md, "output event").
enum OutputTable {
    /// A chunk's `delta`, or a whole answer's `message`.
    case delta
    case contentPart
    case thought
    case toolCall
    case function
    case customTool
    case summary
    case audio
    case medium
    case address
    case value
    case block
    case blockDelta
    case vendorFields

    static let deltaMembers: InlineArray<23, OutputMember> = [
        OutputMember("content", .nested(.contentPart, text: .content)),
        OutputMember("role", .role),
        OutputMember(
            "reasoning_content", .nested(.thought, text: .reasoning), isAlternative: true),
        OutputMember("reasoning", .nested(.thought, text: .reasoning), isAlternative: true),
        OutputMember("reasoning_text", .nested(.thought, text: .reasoning), isAlternative: true),
        OutputMember("reasoning_details", .nested(.thought), isAlternative: true),
        OutputMember("thinking", .nested(.thought, text: .reasoning), isAlternative: true),
        OutputMember("thinking_blocks", .nested(.thought), isAlternative: true),
        OutputMember("reasoning_steps", .nested(.thought), isAlternative: true),
        OutputMember("reasoning_summary", .nested(.thought, text: .reasoning), isAlternative: true),
        OutputMember("cot_summary", .nested(.thought, text: .reasoning), isAlternative: true),
        OutputMember("content_blocks", .nested(.block), isAlternative: true),
        OutputMember("provider_specific_fields", .nested(.vendorFields), isAlternative: true),
        OutputMember("refusal", .text(.refusal)),
        OutputMember("tool_calls", .nested(.toolCall)),
        OutputMember("function_call", .nested(.function)),
        OutputMember("audio", .nested(.audio, text: .audio)),
        OutputMember("images", .medium(.image)),
        OutputMember("image", .medium(.image)),
        OutputMember("videos", .medium(.video)),
        OutputMember("video", .medium(.video)),
        OutputMember("files", .medium(.file)),
        OutputMember("file", .medium(.file)),
    ]

    static let contentPartMembers: InlineArray<15, OutputMember> = [
        OutputMember("type", .partType),
        OutputMember("text", .nested(.value, text: .content)),
        OutputMember("thinking", .nested(.thought, text: .reasoning)),
        OutputMember("reasoning", .nested(.thought, text: .reasoning)),
        OutputMember("reasoning_content", .nested(.thought, text: .reasoning)),
        OutputMember("reasoning_text", .nested(.thought, text: .reasoning)),
        OutputMember("summary", .nested(.summary, text: .reasoning)),
        OutputMember("refusal", .text(.refusal)),
        OutputMember("image_url", .medium(.image)),
        OutputMember("image", .medium(.image)),
        OutputMember("video_url", .medium(.video)),
        OutputMember("video", .medium(.video)),
        OutputMember("file", .medium(.file)),
        OutputMember("audio", .nested(.audio, text: .audio)),
        OutputMember("input_audio", .nested(.audio, text: .audio)),
    ]

    /// A part of a model's thinking, whose names for the text differ; of one that is encrypted, what there is.
    static let thoughtMembers: InlineArray<6, OutputMember> = [
        OutputMember("text", .text(.reasoning), isAlternative: true),
        OutputMember("thinking", .text(.reasoning), isAlternative: true),
        OutputMember("content", .text(.reasoning), isAlternative: true),
        OutputMember("thought", .text(.reasoning), isAlternative: true),
        OutputMember("summary", .nested(.summary, text: .reasoning), isAlternative: true),
        OutputMember("data", .text(.reasoning), isAlternative: true),
    ]

    static let toolCallMembers: InlineArray<5, OutputMember> = [
        OutputMember("function", .nested(.function)),
        OutputMember("custom", .nested(.customTool)),
        OutputMember("name", .text(.toolCall)),
        OutputMember("arguments", .json(.toolCall)),
        OutputMember("input", .json(.toolCall)),
    ]

    static let functionMembers: InlineArray<2, OutputMember> = [
        OutputMember("name", .text(.toolCall)),
        OutputMember("arguments", .json(.toolCall)),
    ]

    static let customToolMembers: InlineArray<2, OutputMember> = [
        OutputMember("name", .text(.toolCall)),
        OutputMember("input", .json(.toolCall)),
    ]

    static let summaryMembers: InlineArray<1, OutputMember> = [
        OutputMember("text", .text(.reasoning))
    ]

    /// The sound and its words; an `id` alone is no output.
    static let audioMembers: InlineArray<2, OutputMember> = [
        OutputMember("data", .text(.audio)),
        OutputMember("transcript", .text(.audio)),
    ]

    /// The kind of a medium is that of the member it stands in.
    static let mediumMembers: InlineArray<7, OutputMember> = [
        OutputMember("image_url", .nested(.address, text: .file), isAlternative: true),
        OutputMember("video_url", .nested(.address, text: .file), isAlternative: true),
        OutputMember("url", .text(.file), isAlternative: true),
        OutputMember("b64_json", .text(.file), isAlternative: true),
        OutputMember("data", .text(.file), isAlternative: true),
        OutputMember("file_data", .text(.file), isAlternative: true),
        OutputMember("file_id", .text(.file), isAlternative: true),
    ]

    static let addressMembers: InlineArray<1, OutputMember> = [
        OutputMember("url", .text(.file))
    ]

    /// What another API's blocks say beside the text, which stands in `content` too.
    static let blockMembers: InlineArray<1, OutputMember> = [
        OutputMember("delta", .nested(.blockDelta))
    ]

    static let blockDeltaMembers: InlineArray<1, OutputMember> = [
        OutputMember("thinking", .text(.reasoning))
    ]

    static let vendorFieldsMembers: InlineArray<2, OutputMember> = [
        OutputMember("reasoning_content", .text(.reasoning), isAlternative: true),
        OutputMember("thinking_blocks", .nested(.thought), isAlternative: true),
    ]

    /// Text in an object of its own.
    static let valueMembers: InlineArray<1, OutputMember> = [
        OutputMember("value", .text(.content))
    ]
}

extension OutputTable {
    /// Whether a part of this type is thinking, whatever the name of its text.
    static func isThinking(_ type: JSONString, _ bytes: Span<UInt8>) -> Bool {
        type.isEqual(to: "thinking", in: bytes) || type.isEqual(to: "reasoning", in: bytes)
            || type.isEqual(to: "reasoning_text", in: bytes)
            || type.isEqual(to: "summary_text", in: bytes)
    }
}
