/// What answers are held against. A whole answer that does not match is unexpected.
package struct QualityPlan: Codable, Sendable, Equatable {
    /// A regular expression that the text of each answer must match somewhere.
    package var expectRegex: String?
    /// A file of digests of answers, kept by an earlier run, that each answer to the same question must be among.
    package var expectAnswers: String?
    /// Where to keep the digests of this run's answers.
    package var recordAnswers: String?

    package init(
        expectRegex: String? = nil, expectAnswers: String? = nil, recordAnswers: String? = nil
    ) {
        self.expectRegex = expectRegex
        self.expectAnswers = expectAnswers
        self.recordAnswers = recordAnswers
    }

    /// Whether answers are told apart by their digests, so that they must be greedy.
    package var usesDigests: Bool { expectAnswers != nil || recordAnswers != nil }

    package var isEmpty: Bool { expectRegex == nil && !usesDigests }
}
