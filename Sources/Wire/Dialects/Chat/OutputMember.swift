/// A member that can carry output, and how its value does: a row of a table.
struct OutputMember {
    var name: StaticString
    var form: OutputForm

    init(_ name: StaticString, _ form: OutputForm) {
        self.name = name
        self.form = form
    }
}

/// How a value carries output; a value of another kind carries none.
enum OutputForm {
    /// A string.
    case text(ChunkOutput)
    /// A string that servers send under several names, sometimes at once: it counts once.
    case sameText(ChunkOutput)
    /// A string, or an array of parts.
    case textOrParts(ChunkOutput, OutputTable)
    case object(OutputTable)
    case list(OutputTable)
    /// Who speaks, which is no output.
    case role
}

/// The objects in which a chat answer carries output. What counts as output, and as which kind, stands here
/// and nowhere else (docs/metrics.md, "output event").
enum OutputTable {
    /// A chunk's `delta`, or a whole answer's `message`.
    case delta
    case contentPart
    case toolCall
    case function
    case audio

    static let deltaMembers: InlineArray<8, OutputMember> = [
        OutputMember("content", .textOrParts(.content, .contentPart)),
        OutputMember("role", .role),
        OutputMember("reasoning_content", .sameText(.reasoning)),
        OutputMember("reasoning", .sameText(.reasoning)),
        OutputMember("refusal", .text(.refusal)),
        OutputMember("tool_calls", .list(.toolCall)),
        OutputMember("function_call", .object(.function)),
        OutputMember("audio", .object(.audio)),
    ]

    static let contentPartMembers: InlineArray<2, OutputMember> = [
        OutputMember("text", .text(.content)),
        OutputMember("refusal", .text(.refusal)),
    ]

    static let toolCallMembers: InlineArray<1, OutputMember> = [
        OutputMember("function", .object(.function))
    ]

    static let functionMembers: InlineArray<2, OutputMember> = [
        OutputMember("name", .text(.toolCall)),
        OutputMember("arguments", .text(.toolCall)),
    ]

    /// The sound and its words; an `id` alone is no output.
    static let audioMembers: InlineArray<2, OutputMember> = [
        OutputMember("data", .text(.audio)),
        OutputMember("transcript", .text(.audio)),
    ]
}
