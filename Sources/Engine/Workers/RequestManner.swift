internal import RunModel
internal import Wire

/// How requests to one target are written, as far as its refusals have taught it.
struct RequestManner: Sendable, Equatable {
    let plannedModel: String
    /// Asked for instead of the planned one, which the target does not have.
    private(set) var otherModel: String?
    private let plansUsage: Bool
    private var isUsageRefused = false
    private let plansExactOutput: Bool
    private var isExactOutputRefused = false
    private(set) var tokenLimit = AnswerRequest.TokenLimit.maxTokens
    private var isTokenLimitRefused = false

    /// What is known of the provider is asked for from the first request on.
    init(_ bodies: RequestBodies) {
        plannedModel = bodies.request.model
        plansUsage = bodies.request.asksForUsage && bodies.traits?.takesStreamOptions != false
        plansExactOutput = bodies.request.exactOutput == true
        if bodies.traits?.asksForMaxCompletionTokens == true, bodies.api == .chat {
            tokenLimit = .maxCompletionTokens
        }
    }

    var model: String { otherModel ?? plannedModel }

    var asksForUsage: Bool { plansUsage && !isUsageRefused }

    /// Whether the server is told to go on to the limit of tokens.
    var asksForExactOutput: Bool { plansExactOutput && !isExactOutputRefused }

    mutating func refuseExactOutput() { isExactOutputRefused = true }

    mutating func refuseUsage() { isUsageRefused = true }

    mutating func useMaxCompletionTokens() {
        isTokenLimitRefused = true
        tokenLimit = .maxCompletionTokens
    }

    mutating func take(model: String) { otherModel = model }

    /// What the record says of it, when the server has answered a request that was written so.
    func notices(ofSide side: String) -> [Notice] {
        var notices: [Notice] = []
        if let otherModel {
            notices.append(
                Notice(
                    .modelTaken,
                    "the target\(side) has no model '\(plannedModel)' and lists one alone, "
                        + "'\(otherModel)', which was asked instead"))
        }
        if isUsageRefused {
            notices.append(
                Notice(
                    .usageDowngrade,
                    "the server\(side) refuses stream_options.include_usage, so streams were asked "
                        + "for without it: events are counted, not tokens"))
        }
        if isExactOutputRefused {
            notices.append(
                Notice(
                    .lengths,
                    "the server\(side) refuses ignore_eos and min_tokens, so answers end where the model ends them"
                ))
        }
        if isTokenLimitRefused {
            notices.append(
                Notice(
                    .maxCompletionTokens,
                    "the model\(side) refuses max_tokens, so the limit of tokens was sent as "
                        + "max_completion_tokens"))
        }
        return notices
    }
}
