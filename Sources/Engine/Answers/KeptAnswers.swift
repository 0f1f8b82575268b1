package import RunModel

/// Digests of greedy answers by the digest of the question: what a server said once, without a word of it.
package struct KeptAnswers: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = KeptAnswers.currentFormat
    package var tool = "streamgauge"
    /// The model that was asked.
    package var model: String
    /// The seed that prompts which are made follow from.
    package var seed: UInt64
    /// All that were given to one question: servers that batch give several even to greedy requests.
    package var answers: [String: Set<String>]

    /// Those of the whole answers of a record.
    package init(model: String, seed: UInt64, requests: [RequestRecord]) {
        self.model = model
        self.seed = seed
        answers = [:]
        for request in requests where request.outcome == .ok && request.phase == .measured {
            guard let prompt = request.promptDigest, let answer = request.answerDigest else {
                continue
            }
            answers[prompt, default: []].insert(answer)
        }
    }

    /// Questions to which more than one answer was given.
    package var undecided: Int { answers.values.count { $0.count > 1 } }
}
