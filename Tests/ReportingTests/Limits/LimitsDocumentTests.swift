import Analysis
import Foundation
import Reporting
import Testing

/// docs/formats.md says what limits.csv and limits.json hold.
@Suite struct LimitsDocumentTests {
    private let section: Substring

    init() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(
            contentsOf: root.appendingPathComponent("docs/formats.md"), encoding: .utf8)
        let start = try #require(document.range(of: "\n## limits.csv and limits.json\n"))
        section = document[start.upperBound...]
    }

    @Test func `describes the columns in their order`() throws {
        let places = try LimitsCSV.columns.map { name in
            try #require(section.range(of: "`\(name)`"), "\(name)").lowerBound
        }
        #expect(places == places.sorted())
    }

    @Test(
        arguments: LimitFinding.Subject.allCases.map(\.rawValue)
            + LimitFinding.Verdict.allCases.map(\.rawValue))
    func `explains every subject and verdict`(label: String) {
        #expect(section.contains("\n| `\(label)` | "))
    }

    @Test(
        arguments: StreamCeiling.Behaviour.allCases.map(\.rawValue)
            + SlotRelease.Cause.allCases.map(\.rawValue)
            + SlotRelease.Kind.allCases.map(\.rawValue)
            + RequestWindow.Kind.allCases.map(\.rawValue)
            + LimitsTimeline.State.allCases.map(\.rawValue)
            + LimitsFormat.allCases.map(\.fileName))
    func `names every label and file`(label: String) {
        #expect(section.contains("`\(label)`"))
    }
}
