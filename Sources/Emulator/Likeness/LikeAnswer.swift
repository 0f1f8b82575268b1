internal import RunModel

/// One answer of a record, as it is to be given again.
struct LikeAnswer: Sendable, Equatable {
    /// From the request's sending to its first output.
    var timeToFirstToken = Duration.zero
    /// Output events, and their tokens; as many as events where nobody counted them.
    var events = 0
    var tokens = 0
    var reasoningTokens = 0
    /// From one output event to the next, in nanoseconds; one less than events.
    var gaps: [Int64] = []
    var fault: Fault?

    /// Nil for what says nothing of the server: what we ended ourselves, or could not start.
    init?(_ record: RequestRecord) {
        guard ![.cancelled, .cut, .generator].contains(record.outcome) else { return nil }
        fault = Self.fault(of: record)
        events = record.events.output
        tokens = max(record.countedTokens ?? events, events)
        reasoningTokens = min(
            record.tokens.reasoning ?? record.events.reasoning ?? 0, tokens)
        timeToFirstToken =
            record.timeToFirstToken ?? record.timeToFirstByte ?? record.close ?? .zero
    }

    /// Tokens of the event that begins with token `position`: as equal for all events as whole numbers are.
    func size(at position: Int) -> Int {
        guard events > 0 else { return max(tokens, 1) }
        let event = (position + 1) * events - 1
        return max((event / max(tokens, 1) + 1) * tokens / events - position, 1)
    }

    /// What goes wrong with it; nil where nothing does.
    private static func fault(of record: RequestRecord) -> Fault? {
        var fault: Fault
        switch record.outcome {
        case .ok, .capped, .cancelled, .cut, .generator: return nil
        case .http4xx, .http5xx, .rateLimited:
            fault = Fault(.httpError)
            fault.status = record.status ?? (record.outcome == .http5xx ? 500 : 429)
        case .truncated: fault = Fault(.truncate)
        case .empty: fault = Fault(.empty)
        case .inBandError: fault = Fault(.errorEvent)
        case .notAStream: fault = Fault(.notAStream)
        case .resolve, .connect, .tls, .timeoutConnect: fault = Fault(.refuse)
        case .reset:
            fault = Fault(record.status == nil ? .resetBeforeHead : .reset)
        case .timeoutFirstByte: fault = Fault(.stallBeforeHead)
        case .timeoutFirstToken: fault = Fault(.stallAfterHead)
        case .timeoutGap, .timeoutTotal: fault = Fault(.stall)
        case .protocol: fault = Fault(record.status == nil ? .notHTTP : .brokenChunked)
        }
        fault.afterChunks = record.events.output
        return fault
    }
}
