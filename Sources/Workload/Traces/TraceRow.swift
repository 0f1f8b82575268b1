internal import RunModel

/// One request as a file of prompts or a trace has it.
struct TraceRow: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case prompt(Prompt)
        case lengths(BlockPrompt)
    }

    /// When it was sent.
    enum Arrival: Sendable, Equatable {
        case unknown
        /// Nanoseconds on the trace's own clock.
        case at(Int64)
        /// Nanoseconds after the end of the conversation's turn before.
        case after(Int64)
    }

    var content: Content
    var arrival = Arrival.unknown
    /// The name of its conversation, hashed; nil where it stands alone.
    var session: UInt64?
    /// Where conversations are told by their members: its own name and that of the turn before.
    var name: UInt64?
    var parent: UInt64?
    /// Of the answer; nil where the file does not say.
    var outputTokens: Int?
    /// Why no request is made of it; nil for one that is sent.
    var dropped: RowDrop?
    /// What it holds and no request takes.
    var ignored: String?

    init(_ content: Content) {
        self.content = content
    }

    /// Tokens of the prompt; nil of a text.
    var promptTokens: Int? {
        guard case .lengths(let prompt) = content else { return nil }
        return prompt.tokens
    }
}

/// A prompt of which only its length is known, and which parts it shares with others.
struct BlockPrompt: Sendable, Equatable {
    /// At least 1.
    var tokens: Int
    /// Names of its blocks from the first on: the same name is the same text. Empty where nothing is shared.
    var blocks: [UInt64] = []
    /// Tokens of each block but the last.
    var blockTokens = 512

    /// - Throws: `RowFault` where the blocks are not as many as the length takes.
    init(tokens: Int, blocks: [UInt64], of blockTokens: Int) throws(RowFault) {
        self.tokens = tokens
        self.blocks = blocks
        self.blockTokens = blockTokens
        let wanted = (tokens + blockTokens - 1) / blockTokens
        guard blocks.isEmpty || blocks.count == wanted else {
            throw RowFault(
                "\(blocks.count) hash_ids for a prompt of \(tokens) tokens, which has \(wanted) blocks of "
                    + "\(blockTokens)")
        }
    }

    init(tokens: Int) {
        self.tokens = tokens
    }
}

/// Why a row is left out.
enum RowDrop: String, Sendable, CaseIterable {
    case failed = "failed in the trace"
    case noPrompt = "no prompt tokens"
    case noAnswer = "no answer tokens"
    case tooLong = "longer than --max-prompt-tokens"
    case noQuestion = "a conversation without a question"
}

/// What is wrong with a row.
struct RowFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// How the records of a file become rows.
protocol RowForm: Sendable {
    /// Whether a record is an element of one JSON array, and not a line.
    var isArray: Bool { get }
    /// Lines before the first record.
    var headLines: Int { get }

    /// The rows of one record, in their order. `place` asks for the text of that row alone, and the others' may be
    /// missing; nil asks for none, and texts that take time may be missing.
    ///
    /// - Throws: `RowFault` with the reason.
    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow]
}

extension RowForm {
    var isArray: Bool { false }
    var headLines: Int { 0 }
}
