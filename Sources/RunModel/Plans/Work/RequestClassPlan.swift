/// A class of requests among the others of a run, with a share of them and numbers of its own.
package struct RequestClassPlan: Codable, Sendable, Equatable {
    /// As requests.csv and the tables call it.
    package var name: String
    /// Of all requests, from 0 to 1; which ones is drawn by the plan's seed.
    package var share: Double
    /// Words, or tokens, of its prompts: a distribution. Absent: as the others'.
    package var inputTokens: String?
    /// Tokens asked for with `max_tokens`: a distribution. Absent: as the others'.
    package var outputTokens: String?
    /// Absent: as the others'.
    package var maxTokens: Int?

    package init(
        name: String, share: Double, inputTokens: String? = nil, outputTokens: String? = nil,
        maxTokens: Int? = nil
    ) {
        self.name = name
        self.share = share
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.maxTokens = maxTokens
    }

    /// What requests of no class are called.
    package static let rest = "rest"
    /// What those are called who leave, where a run measures what they do to the others.
    package static let leavers = "leavers"
}
