import Analysis
import Foundation
import Testing

@Suite struct DocumentationTests {
    private func document(_ name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
    }

    @Test(arguments: MetricName.all)
    func `defines every metric`(metric: MetricName) throws {
        #expect(try document("docs/metrics.md").contains("`\(metric.rawValue)`"))
    }

    @Test(arguments: ValidityCheck.Kind.allCases)
    func `states the limits of every check`(kind: ValidityCheck.Kind) throws {
        #expect(try document("docs/metrics.md").contains("| `\(kind.rawValue)`"))
    }

    @Test(arguments: SummaryUnit.allCases)
    func `lists every unit`(unit: SummaryUnit) throws {
        #expect(try document("docs/formats.md").contains("`\(unit.rawValue)`"))
    }

    @Test(
        arguments: Assertion.Quantity.allCases.map(\.rawValue)
            + Assertion.Relation.allCases.map(\.rawValue)
            + AssertionResult.Outcome.allCases.map(\.rawValue)
            + AssertionResult.Reason.allCases.map(\.rawValue))
    func `says what an assertion can hold and result in`(name: String) throws {
        let text = try document("docs/assertions.md")
        #expect(text.contains("`\(name)`") || text.contains("`\(name).p"))
    }

    @Test func `has only examples that can be read`() throws {
        let examples = try document("docs/assertions.md").split(separator: "\n")
            .filter { $0.hasPrefix("--assert '") || $0.hasPrefix("--abort-when '") }
        #expect(examples.count >= 10)
        for example in examples {
            let text = String(example.split(separator: "'")[1])
            if example.hasPrefix("--abort-when") {
                _ = try Assertion.abortRule(text)
            } else {
                _ = try Assertion(text)
            }
        }
    }

    @Test(
        arguments: StreamShape.Kind.allCases.map(\.rawValue)
            + StreamShape.Sign.allCases.map(\.rawValue)
            + JudgedClaim.Subject.allCases.map(\.rawValue))
    func `states when a target is judged so`(label: String) throws {
        #expect(try document("docs/metrics.md").contains("`\(label)`"))
    }
}
