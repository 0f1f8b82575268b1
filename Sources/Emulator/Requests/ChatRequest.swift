internal import Foundation
internal import NIOCore

/// What the server needs of the body of `POST /v1/chat/completions`. Fields it does not know are let
/// through, as the API does.
struct ChatRequest: Decodable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case model
        case messages
        case stream
        case streamOptions = "stream_options"
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case temperature
        case emulator
    }

    private struct StreamOptions: Decodable {
        private enum CodingKeys: String, CodingKey {
            case includesUsage = "include_usage"
        }

        var includesUsage: Bool?
    }

    let model: String
    let isStreaming: Bool
    let includesUsage: Bool
    let maxTokens: Int?
    /// Words of all texts in the messages, and what `PartTokens` has for other parts.
    let promptTokens: Int
    /// What the answer's length and words hang on.
    let prompt: PromptDigest
    /// Whether the last message asks for an answer of one word.
    let wantsOneWord: Bool
    let overrides: EmulatorOverrides?
    private let pieces: [PromptPiece]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        model = try container.decode(String.self, forKey: .model)
        let messages = try container.decode([ChatMessage].self, forKey: .messages)
        guard !messages.isEmpty else {
            throw container.invalid(.messages, "the array is empty; send at least one message")
        }
        promptTokens = messages.reduce(0) { $0 + $1.tokens }
        prompt = messages.reduce(into: PromptDigest()) { $0.add($1.digest) }
        pieces = messages.flatMap(\.pieces)
        wantsOneWord = messages.last?.wantsOneWord ?? false
        isStreaming = try container.decodeIfPresent(Bool.self, forKey: .stream) ?? false
        let options = try container.decodeIfPresent(StreamOptions.self, forKey: .streamOptions)
        guard options == nil || isStreaming else {
            throw container.invalid(.streamOptions, "only allowed when 'stream' is enabled")
        }
        includesUsage = options?.includesUsage ?? false
        let limits = 1...100_000_000
        let newLimit = try container.decodeCount(.maxCompletionTokens, within: limits)
        let oldLimit = try container.decodeCount(.maxTokens, within: limits)
        maxTokens = newLimit ?? oldLimit
        if let value = try container.decodeIfPresent(Double.self, forKey: .temperature),
            !(0...2).contains(value)
        {
            throw container.invalid(.temperature, "\(value) is not within 0 and 2")
        }
        overrides = try container.decodeIfPresent(EmulatorOverrides.self, forKey: .emulator)
    }

    /// The prompt as a prefix cache names it. Costs a hash a word.
    var promptBlocks: [UInt64] { PromptBlocks(pieces).blocks }

    /// - Throws: `ErrorBody` that names the field at fault.
    static func parsed(from body: ByteBuffer) throws(ErrorBody) -> ChatRequest {
        do {
            return try JSONDecoder().decode(
                ChatRequest.self, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw ErrorBody(error)
        } catch {
            throw ErrorBody(status: 400, message: "The body cannot be read.")
        }
    }
}
