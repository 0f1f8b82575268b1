internal import Foundation
internal import NIOCore
internal import RunModel

/// What the server needs of a request for an answer, whatever the API it was asked by.
struct AnswerRequest: Sendable {
    let api: APIName
    let model: String
    let isStreaming: Bool
    /// Whether a stream is to tell its counts; Responses and Messages always do.
    var includesUsage = false
    var maxTokens: Int?
    /// Whether the answer goes on to `max_tokens`, wherever the model would end it.
    var ignoresEnd = false
    var prompt: ReadPrompt
    var tools = ToolWish()
    let overrides: EmulatorOverrides?

    init(_ api: APIName, _ fields: SharedFields, _ prompt: ReadPrompt) {
        self.api = api
        model = fields.model
        isStreaming = fields.isStreaming
        overrides = fields.overrides
        ignoresEnd = fields.ignoresEnd
        self.prompt = prompt
    }

    /// The prompt as a prefix cache names it. Costs a hash a word.
    var promptBlocks: [UInt64] { PromptBlocks(prompt.pieces).blocks }

    /// What `max_tokens` and its like may be.
    static let limits = 1...100_000_000

    /// - Throws: `ErrorBody` that names the field at fault.
    static func parsed(from body: ByteBuffer, _ api: APIName) throws(ErrorBody) -> AnswerRequest {
        let data = Data(body.readableBytesView)
        let decoder = JSONDecoder()
        do {
            return switch api {
            case .chat: try decoder.decode(ChatBody.self, from: data).request
            case .completions: try decoder.decode(CompletionsBody.self, from: data).request
            case .responses: try decoder.decode(ResponsesBody.self, from: data).request
            case .messages: try decoder.decode(MessagesBody.self, from: data).request
            }
        } catch let error as DecodingError {
            throw ErrorBody(error)
        } catch {
            throw ErrorBody(status: 400, message: "The body cannot be read.")
        }
    }
}

/// A prompt as far as an answer hangs on it.
struct ReadPrompt: Sendable {
    /// Words of all texts, and what `PartTokens` has for other parts.
    private(set) var tokens = 0
    /// What the answer's length and words hang on.
    private(set) var digest = PromptDigest()
    /// Whether the last message asks for an answer of one word.
    private(set) var wantsOneWord = false
    private(set) var pieces: [PromptPiece] = []

    mutating func add(_ message: PromptMessage) {
        tokens += message.tokens
        digest.add(message.digest)
        wantsOneWord = message.wantsOneWord
        pieces += message.pieces
    }

    /// Counts it as another model does.
    mutating func count(by tokenizer: PromptTokenizer) {
        tokens = tokenizer.tokens(ofWords: tokens)
    }
}

/// The tools that a request offers, and whether one has to be called.
struct ToolWish: Sendable, Equatable {
    var names: [String] = []
    /// Whether the answer has to be a call; of `names.first` then.
    var isForced = false

    mutating func force(_ name: String) {
        names = [name]
        isForced = true
    }
}

/// What the bodies of all APIs have in common. Fields that are not known are let through, as the APIs do.
struct SharedFields: Decodable {
    private enum CodingKeys: String, CodingKey {
        case model
        case stream
        case temperature
        case emulator
        case ignoreEnd = "ignore_eos"
    }

    let model: String
    let isStreaming: Bool
    let ignoresEnd: Bool
    let overrides: EmulatorOverrides?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try container.decode(String.self, forKey: .model)
        isStreaming = try container.decodeIfPresent(Bool.self, forKey: .stream) ?? false
        ignoresEnd = try container.decodeIfPresent(Bool.self, forKey: .ignoreEnd) ?? false
        if let value = try container.decodeIfPresent(Double.self, forKey: .temperature),
            !(0...2).contains(value)
        {
            throw container.invalid(.temperature, "\(value) is not within 0 and 2")
        }
        overrides = try container.decodeIfPresent(EmulatorOverrides.self, forKey: .emulator)
    }
}
