import Analysis
import ArgumentParser
import Engine
import RecordStore
import RunModel

/// What ends a run as soon as it surely holds.
struct AbortRules {
    private let rules: [Assertion]
    private let needsFirstTokens: Bool

    /// - Throws: `ValidationError` for what the plan says and nobody understands.
    init(_ plan: JudgingPlan?) throws {
        rules = try (plan?.abortWhen ?? []).map { text in
            do throws(AssertionError) {
                return try Assertion.abortRule(text)
            } catch {
                throw ValidationError("judging.abort_when: '\(text)', \(error)")
            }
        }
        needsFirstTokens = rules.contains { $0.quantity == .timeToFirstToken }
    }

    /// The first rule that holds by now; nil where none does.
    func met(by run: ActiveRun) -> String? {
        guard !rules.isEmpty else { return nil }
        let counts = run.progress().snapshot
        var numbers = LiveNumbers()
        numbers.ended = counts.requests
        numbers.failed = counts.failures.values.reduce(0, +)
        numbers.rateLimited = counts.failures[.rateLimited] ?? 0
        if needsFirstTokens { numbers.firstTokens = run.firstTokens() }
        return rules.first { numbers.holds(for: $0) }?.text
    }
}
