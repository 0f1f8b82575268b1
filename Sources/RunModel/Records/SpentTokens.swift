/// What a run took of its target, warm-up and failures included: a member of manifest.json where a price or a bound on
/// tokens was given.
package struct SpentTokens: Codable, Sendable, Equatable {
    /// Requests that an answer came to, whole or not.
    package var requests = 0
    package var promptTokens = 0
    /// Of the prompts', those that the server's cache gave.
    package var cachedTokens = 0
    package var outputTokens = 0
    /// Requests whose tokens the target did not tell, or was not there to tell when its reader left: a token for three bytes of
    /// the request without its media, or as many as a byte was in the run's counted requests, and one for each event.
    package var estimatedRequests = 0
    /// Requests whose total, as the target tells it, is more than prompt and output: what it counts there is not in these
    /// numbers. Nil where there are none.
    package var understatedRequests: Int?

    package init() {}

    package var tokens: Int { promptTokens + outputTokens }

    /// What a prompt's byte is estimated at, where no request of the run was counted yet.
    package static let usualTokensPerByte = 1.0 / 3

    /// Counts an ended attempt. A refused one, in the body of a 200 too, and one without an answer, is free.
    ///
    /// `tokensPerByte` is what is taken for a prompt that the target did not count.
    package mutating func add(
        _ request: RequestRecord, tokensPerByte: Double = SpentTokens.usualTokensPerByte
    ) {
        let isAnswered = request.status.map { (200..<300).contains($0) } ?? false
        let isCounted = request.tokens.prompt != nil || request.tokens.output != nil
        let isRefused =
            request.outcome == .inBandError && request.events.output == 0 && !isCounted
        guard isAnswered, !isRefused else { return }
        requests += 1
        if request.tokens.prompt == nil || request.tokens.output == nil { estimatedRequests += 1 }
        if request.tokens.areMoreInTotal { understatedRequests = (understatedRequests ?? 0) + 1 }
        promptTokens +=
            request.tokens.prompt ?? Int((Double(request.bytes.text) * tokensPerByte).rounded())
        cachedTokens += request.tokens.cached ?? 0
        outputTokens += request.tokens.output ?? request.events.output
    }

    package mutating func add(_ other: SpentTokens) {
        requests += other.requests
        promptTokens += other.promptTokens
        cachedTokens += other.cachedTokens
        outputTokens += other.outputTokens
        estimatedRequests += other.estimatedRequests
        if let more = other.understatedRequests {
            understatedRequests = (understatedRequests ?? 0) + more
        }
    }
}

extension PricePlan {
    /// What a run cost.
    package func cost(of spent: SpentTokens) -> Double {
        cost(
            prompt: spent.promptTokens, cached: spent.cachedTokens, output: spent.outputTokens)
    }
}
