import Analysis
import Foundation
import Reporting
import Testing

/// docs/formats.md says what comparison.csv and comparison.json hold.
@Suite struct SidesDocumentTests {
    private let section: Substring

    init() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(
            contentsOf: root.appendingPathComponent("docs/formats.md"), encoding: .utf8)
        let start = try #require(
            document.range(of: "\n## comparison.json and comparison.csv\n"))
        section = document[start.upperBound...]
    }

    @Test func `describes the columns in their order`() throws {
        let places = try SidesCSV.columns.map { name in
            try #require(section.range(of: "`\(name)`"), "\(name)").lowerBound
        }
        #expect(places == places.sorted())
    }

    @Test(
        arguments: MetricVerdict.Word.allCases.map(\.rawValue)
            + MetricVerdict.Lack.allCases.map(\.rawValue))
    func `explains every word and lack`(label: String) {
        #expect(section.contains("\n| `\(label)` | "))
    }

    @Test(
        arguments: JudgedMetric.allCases.map(\.rawValue)
            + SideComparison.Verdict.allCases.map(\.rawValue)
            + SideComparison.Unit.allCases.map(\.rawValue)
            + Hindrance.Kind.allCases.map(\.rawValue)
            + WorkComparison.Subject.allCases.map(\.rawValue)
            + HintValue.Kind.allCases.map(\.rawValue)
            + SideFormat.allCases.map(\.fileName))
    func `names every label and file`(label: String) {
        #expect(section.contains("`\(label)`"))
    }
}
