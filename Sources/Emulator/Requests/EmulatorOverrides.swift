internal import Statistics

/// The object `emulator` of a request's body: what this one answer does differently.
struct EmulatorOverrides: Decodable, Sendable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case timeToFirstToken = "ttft_ms"
        case gap = "gap_ms"
        case streamExtraTimeToFirstToken = "stream_extra_ttft_ms"
        case streamExtraGap = "stream_extra_gap_ms"
        case wholeExtra = "whole_extra_ms"
        case tokens
        case batching
        case firstChunkTokens = "first_chunk_tokens"
        case reasoningTokens = "reasoning_tokens"
        case reasoningPlace = "reasoning"
        case toolCalls = "tool_calls"
        case toolTokens = "tool_tokens"
        case refusal
        case roleFirst = "role_first"
        case truth
        case chunkBytes = "chunk_bytes"
        case usageEveryChunk = "usage_every_chunk"
        case rejectIncludeUsage = "reject_include_usage"
        case rejectIgnoreEos = "reject_ignore_eos"
        case keepAlive = "keepalive_ms"
        case lockStep = "lock_step_ms"
        case hold
        case lateHead = "late_head"
        case link
        case writeAt = "write_at"
        case crlf
        case fault
    }

    private var timeToFirstToken: Distribution?
    private var gap: Distribution?
    private var streamExtraTimeToFirstToken: Distribution?
    private var streamExtraGap: Distribution?
    private var wholeExtra: Distribution?
    private var tokens: Distribution?
    private var batching: TokenBatching?
    private var firstChunkTokens: Int?
    private var reasoningTokens: Int?
    private var reasoningPlace: AnswerBehaviour.ReasoningPlace?
    private(set) var toolCalls: Int?
    private var toolTokens: Int?
    private var refusal: Bool?
    private var roleFirst: Bool?
    private var truth: Bool?
    private var chunkBytes: Int?
    private var usageEveryChunk: Bool?
    private var rejectIncludeUsage: Bool?
    private var rejectIgnoreEos: Bool?
    private var keepAlive: Duration?
    private var lockStep: Duration?
    private var hold: Hold?
    private var lateHead: Bool?
    private var link: LinkShape?
    private var cuts: WriteCuts?
    private var crlf: Bool?
    private var fault: Fault?

    /// - Throws: `DecodingError`, also for keys that do not exist.
    init(from decoder: any Decoder) throws {
        try decoder.rejectKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        timeToFirstToken = try Self.distribution(in: container, .timeToFirstToken)
        gap = try Self.distribution(in: container, .gap)
        streamExtraTimeToFirstToken = try Self.distribution(
            in: container, .streamExtraTimeToFirstToken)
        streamExtraGap = try Self.distribution(in: container, .streamExtraGap)
        wholeExtra = try Self.distribution(in: container, .wholeExtra)
        tokens = try Self.distribution(in: container, .tokens)
        if let text = try container.decodeIfPresent(WrittenValue.self, forKey: .batching)?.text {
            guard let value = TokenBatching(text) else {
                throw container.invalid(.batching, "write individual, adaptive or a number from 1")
            }
            batching = value
        }
        firstChunkTokens = try container.decodeCount(.firstChunkTokens, within: 1...1_000_000)
        reasoningTokens = try container.decodeCount(.reasoningTokens)
        if let text = try container.decodeIfPresent(String.self, forKey: .reasoningPlace) {
            guard let place = AnswerBehaviour.ReasoningPlace(rawValue: text) else {
                throw container.invalid(.reasoningPlace, "write apart, content or hidden")
            }
            reasoningPlace = place
        }
        toolCalls = try container.decodeCount(.toolCalls, within: 0...100)
        toolTokens = try container.decodeCount(.toolTokens, within: 1...1_000_000)
        refusal = try container.decodeIfPresent(Bool.self, forKey: .refusal)
        roleFirst = try container.decodeIfPresent(Bool.self, forKey: .roleFirst)
        truth = try container.decodeIfPresent(Bool.self, forKey: .truth)
        chunkBytes = try container.decodeCount(.chunkBytes, within: 1...(16 << 20))
        usageEveryChunk = try container.decodeIfPresent(Bool.self, forKey: .usageEveryChunk)
        rejectIncludeUsage = try container.decodeIfPresent(Bool.self, forKey: .rejectIncludeUsage)
        rejectIgnoreEos = try container.decodeIfPresent(Bool.self, forKey: .rejectIgnoreEos)
        keepAlive = try container.decodeInterval(.keepAlive)
        lockStep = try container.decodeInterval(.lockStep)
        hold = try container.decodeIfPresent(Hold.self, forKey: .hold)
        lateHead = try container.decodeIfPresent(Bool.self, forKey: .lateHead)
        link = try container.decodeIfPresent(LinkShape.self, forKey: .link)
        cuts = try container.decodeIfPresent(WriteCuts.self, forKey: .writeAt)
        crlf = try container.decodeIfPresent(Bool.self, forKey: .crlf)
        fault = try container.decodeIfPresent(Fault.self, forKey: .fault)
    }

    private static func distribution(
        in container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
    ) throws -> Distribution? {
        guard let text = try container.decodeIfPresent(WrittenValue.self, forKey: key)?.text else {
            return nil
        }
        do {
            return try Distribution(parsing: text)
        } catch {
            throw container.invalid(key, error.description)
        }
    }

    /// `behaviour` with every override that was given.
    func applied(to behaviour: AnswerBehaviour) -> AnswerBehaviour {
        var result = behaviour
        result.latency.timeToFirstToken = timeToFirstToken ?? result.latency.timeToFirstToken
        result.latency.gap = gap ?? result.latency.gap
        result.latency.streamExtraTimeToFirstToken = streamExtraTimeToFirstToken
        result.latency.streamExtraGap = streamExtraGap
        result.latency.wholeExtra = wholeExtra
        result.latency.outputTokens = tokens ?? result.latency.outputTokens
        result.batching = batching ?? result.batching
        result.firstChunkTokens = firstChunkTokens ?? result.firstChunkTokens
        result.reasoningTokens = reasoningTokens ?? result.reasoningTokens
        result.reasoningPlace = reasoningPlace ?? result.reasoningPlace
        result.toolCalls = toolCalls ?? result.toolCalls
        result.toolTokens = toolTokens ?? result.toolTokens
        // Who counts calls says what the answer is.
        if toolCalls != nil { result.isCallAlone = false }
        result.refuses = refusal ?? result.refuses
        result.sendsRoleFirst = roleFirst ?? result.sendsRoleFirst
        result.tellsTruth = truth ?? result.tellsTruth
        result.chunkBytes = chunkBytes ?? result.chunkBytes
        result.hasUsageInEveryChunk = usageEveryChunk ?? result.hasUsageInEveryChunk
        result.rejectsIncludeUsage = rejectIncludeUsage ?? result.rejectsIncludeUsage
        result.rejectsIgnoringEnd = rejectIgnoreEos ?? result.rejectsIgnoringEnd
        result.keepAliveInterval = keepAlive ?? result.keepAliveInterval
        result.lockStep = lockStep ?? result.lockStep
        result.hold = hold
        result.sendsHeadLate = lateHead ?? false
        result.link = link ?? result.link
        result.cuts = cuts
        // No instant is true of an event that leaves in parts, or later than the server knows.
        if hold?.keepsEventsWhole == false || result.link != nil || cuts != nil {
            result.tellsTruth = false
        }
        if let crlf { result.lineEnd = crlf ? .carriageReturnLineFeed : .lineFeed }
        result.fault = fault ?? result.fault
        return result
    }
}
