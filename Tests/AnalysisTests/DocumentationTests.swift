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
        arguments: StreamShape.Kind.allCases.map(\.rawValue)
            + StreamShape.Sign.allCases.map(\.rawValue)
            + JudgedClaim.Subject.allCases.map(\.rawValue))
    func `states when a target is judged so`(label: String) throws {
        #expect(try document("docs/metrics.md").contains("`\(label)`"))
    }
}
