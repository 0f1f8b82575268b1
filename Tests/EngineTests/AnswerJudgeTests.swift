import RunModel
import Testing

@testable import Engine

@Suite struct AnswerJudgeTests {
    private func judged(
        _ quality: QualityPlan, _ answer: String?, kept: [String: Set<String>]? = nil,
        outcome: Outcome = .ok
    ) throws -> RequestRecord {
        var record = RequestRecord(
            request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
        record.outcome = outcome
        record.answer = answer
        record.promptDigest = "q"
        var answers = KeptAnswers(model: "m", seed: 1, requests: [])
        answers.answers = kept ?? [:]
        let judge = try #require(AnswerJudge(quality, kept: kept == nil ? nil : answers))
        judge.judge(&record)
        #expect(record.answer == nil)
        return record
    }

    @Test func `a text matches or does not, and what has no text is not judged`() throws {
        let plan = QualityPlan(expectRegex: #"(?i)total: \d+ (euros|pounds)"#)
        #expect(try judged(plan, "The TOTAL: 12 euros.").isExpected == true)
        #expect(try judged(plan, "The total: some euros.").isExpected == false)
        #expect(try judged(plan, nil).isExpected == nil)
        #expect(try judged(plan, "total: 1 euros", outcome: .cancelled).isExpected == nil)
        #expect(try judged(plan, "total: 1 euros").answerDigest == nil)
    }

    @Test func `an answer is among those that were kept for its question`() throws {
        let plan = QualityPlan(expectAnswers: "file")
        let digest = try #require(try judged(plan, "Yes.", kept: [:]).answerDigest)
        #expect(digest.count == 16)
        #expect(try judged(plan, "Yes.", kept: ["q": [digest, "other"]]).isExpected == true)
        #expect(try judged(plan, "No.", kept: ["q": [digest]]).isExpected == false)
        // Of a question that nobody asked before nothing is known.
        #expect(try judged(plan, "No.", kept: ["r": [digest]]).isExpected == nil)
    }

    @Test func `both must hold where both are wanted`() throws {
        let plan = QualityPlan(expectRegex: "^Yes", expectAnswers: "file")
        let digest = try #require(try judged(plan, "Yes.", kept: [:]).answerDigest)
        #expect(try judged(plan, "Yes.", kept: ["q": [digest]]).isExpected == true)
        #expect(try judged(plan, "Yes!", kept: ["q": [digest]]).isExpected == false)
    }

    @Test func `kept answers are those of whole measured answers`() {
        var requests: [RequestRecord] = []
        for (question, answer, outcome, phase) in [
            ("a", "1", Outcome.ok, Phase.measured), ("a", "2", .ok, .measured),
            ("b", "3", .ok, .measured), ("c", "4", .cut, .measured), ("d", "5", .ok, .warmup),
        ] {
            var request = RequestRecord(
                request: requests.count, round: 0, phase: phase, mode: .streaming, worker: 0)
            request.outcome = outcome
            request.promptDigest = question
            request.answerDigest = answer
            requests.append(request)
        }
        let kept = KeptAnswers(model: "m", seed: 1, requests: requests)
        #expect(kept.answers == ["a": ["1", "2"], "b": ["3"]])
        #expect(kept.undecided == 1)
    }

    @Test(arguments: [
        (#"^\d{4}-\d\d$"#, "2026-11", true), (#"^[\d.]+$"#, "3.14", true),
        (#"\D"#, "123", false), (#"a.c"#, "a\nc", true), (#"\."#, "no", false),
        (#"[^\s]+@\w+"#, "a@b", true),
    ])
    func `patterns mean what they mean elsewhere`(pattern: String, text: String, matches: Bool) {
        #expect(AnswerPattern(pattern).matches(text) == matches)
    }

    @Test(arguments: ["(", "a*?", "(?:a)", "[a"])
    func `a pattern that is none is refused`(pattern: String) {
        #expect(AnswerPattern(pattern).refusal != nil)
    }
}
