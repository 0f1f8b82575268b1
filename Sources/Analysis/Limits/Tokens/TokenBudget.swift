/// How tokens are charged over time, as far as the answers tell.
package struct TokenBudget: Codable, Sendable, Equatable {
    /// A way of charging that explains every answer.
    package struct Candidate: Codable, Sendable, Equatable {
        /// How a request is charged; of input alone where output has a budget of its own.
        package var charge: TokenCharge
        /// How output is charged that has a budget of its own.
        package var outputCharge: TokenCharge?
        package var kind: RequestWindow.Kind
        /// Tokens in a window that explain the answers; of a bucket, what flows in during a window.
        package var limitLow: Double
        package var limitHigh: Double
        /// Of output that has a budget of its own.
        package var outputLow: Double?
        package var outputHigh: Double?
        /// Of a bucket: what it holds when full.
        package var capacityLow: Double?
        package var capacityHigh: Double?
        package var countsRejected = false
        /// Whether a prompt that came before costs nothing.
        package var isCachedFree = false

        package init(
            _ charge: TokenCharge, _ kind: RequestWindow.Kind, _ limits: ClosedRange<Double>
        ) {
            self.charge = charge
            self.kind = kind
            limitLow = limits.lowerBound
            limitHigh = limits.upperBound
        }
    }

    package var lengthSeconds: Double
    /// All that explain every answer.
    package var candidates: [Candidate] = []
    package var accepted = 0
    package var refused = 0
    package var failed = 0
    /// The most that was let in within any span of the window's length: tokens of prompts, `max_tokens` of requests
    /// with short answers, tokens of answers.
    package var mostPrompt = 0
    package var mostAsked = 0
    package var mostOutput = 0
    /// The most that one request used.
    package var largest = 0
    /// Whether a prompt that came before was asked again.
    package var isRepeatSeen = false
    /// Why the answers cannot be judged, in a sentence without a full stop.
    package var doubt: String?

    package init(lengthSeconds: Double) {
        self.lengthSeconds = lengthSeconds
    }
}
