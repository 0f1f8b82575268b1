internal import RunModel

/// Whether the target streams at all, from what its first answers to streaming requests were.
///
/// Clients are told to fall back to whole answers where streaming is not supported, and a run does so too:
/// after three answers that are whole, or that refuse streaming in words, before any stream has come.
struct StreamingSupport {
    private enum State {
        /// Next: any.
        case unknown(refusals: Int)
        /// A stream has come; what fails later is a failure. Last.
        case streams
        /// Last.
        case none
    }

    private var state = State.unknown(refusals: 0)

    private static let refusalsNeeded = 3

    /// Whether to ask for whole answers from now on.
    var isAbsent: Bool {
        if case .none = state { true } else { false }
    }

    /// Takes the end of a streaming request. `isWholeAnswer` says that a `not_a_stream` was an answer all
    /// the same, and not a page of HTML.
    mutating func ended(_ record: RequestRecord, isWholeAnswer: Bool) {
        guard record.mode == .streaming, case .unknown(let refusals) = state else { return }
        if record.events.output > 0 {
            state = .streams
        } else if isWholeAnswer || Self.refusesStreaming(record) {
            let count = refusals + 1
            state = count < Self.refusalsNeeded ? .unknown(refusals: count) : .none
        }
    }

    /// There is no stable code for it in the API; servers say it in words.
    private static func refusesStreaming(_ record: RequestRecord) -> Bool {
        guard let status = record.status, (400..<500).contains(status) || status == 501,
            // Gateways speak of what is upstream of them, which has nothing to do with it.
            let message = record.message?.lowercased().replacing("upstream", with: "")
        else { return false }
        let denials = ["not support", "unsupported", "not available", "not implemented"]
        // Counts are asked for in an option of streams, which is then asked for without it.
        let isOfUsage = ["stream_options", "include_usage"].contains { message.contains($0) }
        return message.contains("stream") && !isOfUsage
            && denials.contains { message.contains($0) }
    }
}
