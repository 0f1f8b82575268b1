internal import RunModel

/// One request of those that were to use up tokens, as far as its charge is concerned. Times are seconds since the
/// run's origin.
struct TokenObservation: Sendable {
    /// The server decided somewhere between `sent` and `answered`.
    var sent: Double
    var answered: Double
    var closed: Double
    /// Absent where no answer came.
    var isAdmitted: Bool?
    /// Tokens of the prompt: those of `usage`; of refused requests by the size of their bodies.
    var prompt: ClosedRange<Double>
    /// Its `max_tokens`.
    var most: Double
    /// Tokens of the answer.
    var output: Double
    var step: ProbeStep
    /// Whether the same prompt was let in before.
    var isRepeated = false

    /// Whether the prompt is the larger part of what it asks for.
    var isOfPrompt: Bool { step == .tokensPrompt || step == .tokensRepeat }
}

extension TokenObservation {
    /// In the order of sending. Nil where answers do not tell their prompts' tokens.
    static func all(_ record: LimitsRecord) -> [TokenObservation]? {
        let asked = record.tokenRequests.filter { $0.instants.sent != nil }
        guard let lengths = PromptLengths(asked) else { return nil }
        let origin = record.manifest.origin
        var hasRepeated = false
        return asked.compactMap { request in
            guard let sent = request.instants.sent, let step = request.probe else { return nil }
            let closed = request.instants.closed ?? sent
            var isAdmitted: Bool?
            if record.isTurnedAway(request) {
                isAdmitted = false
            } else if request.reception == .accepted {
                isAdmitted = true
            }
            let prompt =
                request.tokens.prompt.map { Double($0)...Double($0) }
                ?? lengths.prompt(of: request)
            var observation = TokenObservation(
                sent: (sent - origin).seconds,
                answered: ((request.instants.head ?? closed) - origin).seconds,
                closed: (closed - origin).seconds, isAdmitted: isAdmitted, prompt: prompt,
                most: Double(request.maxTokens ?? 0),
                output: Double(request.tokens.output ?? request.events.output), step: step)
            if step == .tokensRepeat {
                observation.isRepeated = hasRepeated
                hasRepeated = hasRepeated || isAdmitted == true
            }
            return observation
        }
    }
}

/// How many tokens a prompt has by the size of its body, as the answers that tell both have it.
private struct PromptLengths {
    /// Bodies and tokens, the smallest first.
    private let known: [(bytes: Double, tokens: Double)]
    /// By how much texts of the same size differ.
    private static let tolerance = 0.03

    init?(_ requests: [RequestRecord]) {
        let pairs = requests.compactMap { request in
            request.tokens.prompt.map { (Double(request.bytes.request), Double($0)) }
        }
        guard !pairs.isEmpty else { return nil }
        known = pairs.sorted { $0.0 < $1.0 }.map { (bytes: $0.0, tokens: $0.1) }
    }

    func prompt(of request: RequestRecord) -> ClosedRange<Double> {
        let bytes = Double(request.bytes.request)
        let low = known[0]
        let high = known[known.count - 1]
        guard high.bytes > low.bytes * 1.05 else {
            // All alike: an English word and its space have about six bytes.
            let more = max(0, bytes - low.bytes)
            return (low.tokens + more / 8)...(low.tokens + more / 3)
        }
        let slope = (high.tokens - low.tokens) / (high.bytes - low.bytes)
        let tokens = max(1, low.tokens + slope * (bytes - low.bytes))
        return tokens * (1 - Self.tolerance)...tokens * (1 + Self.tolerance)
    }
}
