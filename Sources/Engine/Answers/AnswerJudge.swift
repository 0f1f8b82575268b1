internal import RunModel

/// Holds whole answers against what the plan expects. Asked on the writer's thread, where it delays no measurement.
struct AnswerJudge: Sendable {
    private let pattern: AnswerPattern?
    private let takesDigests: Bool
    private let kept: KeptAnswers?

    /// Nil of a plan that expects nothing.
    init?(_ quality: QualityPlan?, kept: KeptAnswers?) {
        guard let quality else { return nil }
        pattern = quality.expectRegex.map { AnswerPattern($0) }
        takesDigests = quality.usesDigests
        self.kept = kept
    }

    /// What completes the rows of a run; nil where nothing is expected.
    static func completion(_ order: RunOrder) -> (@Sendable (inout RequestRecord) -> Void)? {
        guard let judge = AnswerJudge(order.plan.request.quality, kept: order.keptAnswers) else {
            return nil
        }
        return { request in judge.judge(&request) }
    }

    /// Says of a whole answer whether it was expected, and forgets its text.
    func judge(_ record: inout RequestRecord) {
        let text = record.answer
        record.answer = nil
        guard record.outcome == .ok, let text else { return }
        if takesDigests { record.answerDigest = ContentDigest(Array(text.utf8)).text }
        let isAmongKept = record.promptDigest.flatMap { prompt in
            kept?.answers[prompt].map { $0.contains(record.answerDigest ?? "") }
        }
        let found = [pattern.map { $0.matches(text) }, isAmongKept].compactMap { $0 }
        record.isExpected = found.isEmpty ? nil : found.allSatisfy { $0 }
    }
}
