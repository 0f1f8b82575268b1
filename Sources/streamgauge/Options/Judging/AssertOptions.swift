import Analysis
import ArgumentParser
import RunModel

/// What must hold for a run.
struct AssertOptions: ParsableArguments {
    @Option(
        name: .customLong("assert"),
        help: ArgumentHelp(
            "What must hold, such as 'ttft.p95 < 300ms' or 'failures < 1%'; may be repeated. docs/assertions.md "
                + "has the names.", valueName: "assertion"),
        transform: AssertionText.parsed)
    var texts: [AssertionText] = []

    @Option(
        name: .customLong("abort-when"),
        help: ArgumentHelp(
            "End the run as soon as this surely holds, such as 'failures > 20%'; may be repeated.",
            valueName: "assertion", visibility: .hidden),
        transform: AbortText.parsed)
    var abortTexts: [AbortText] = []

    /// On top of what the plan says.
    ///
    /// - Throws: `ValidationError` for what the plan says and nobody understands.
    func apply(to plan: inout RunPlan) throws {
        var judging = plan.judging ?? JudgingPlan()
        if !texts.isEmpty { judging.assertions = texts.map(\.text) }
        if !abortTexts.isEmpty { judging.abortWhen = abortTexts.map(\.text) }
        plan.judging = judging.isEmpty ? nil : judging
        _ = try assertions(plan.judging)
        _ = try AbortRules(plan.judging)
    }

    /// What was asked for here, else by the plan.
    ///
    /// - Throws: `ValidationError` for what the plan says and nobody understands.
    func assertions(_ plan: JudgingPlan?) throws -> [Assertion] {
        guard texts.isEmpty else { return texts.map(\.assertion) }
        return try (plan?.assertions ?? []).map { text in
            do throws(AssertionError) {
                return try Assertion(text)
            } catch {
                throw ValidationError("judging.assertions: '\(text)', \(error)")
            }
        }
    }
}

/// A rule that ends a run as one use of the option gives it.
struct AbortText {
    let text: String

    /// - Throws: `ValidationError` with the column and what was expected there.
    @Sendable static func parsed(_ text: String) throws -> AbortText {
        do throws(AssertionError) {
            _ = try Assertion.abortRule(text)
            return AbortText(text: text)
        } catch {
            throw ValidationError("--abort-when '\(text)': \(error).")
        }
    }
}

/// An assertion as one use of the option gives it.
struct AssertionText {
    let text: String
    let assertion: Assertion

    /// - Throws: `ValidationError` with the column and what was expected there.
    @Sendable static func parsed(_ text: String) throws -> AssertionText {
        do throws(AssertionError) {
            return AssertionText(text: text, assertion: try Assertion(text))
        } catch {
            throw ValidationError("--assert '\(text)': \(error).")
        }
    }
}
