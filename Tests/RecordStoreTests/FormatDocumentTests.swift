import Foundation
import RunModel
import Testing

@testable import RecordStore

/// docs/formats.md is the contract of the record's files: what they hold stands there.
@Suite struct FormatDocumentTests {
    private let document: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        document = try String(
            contentsOf: root.appendingPathComponent("docs/formats.md"), encoding: .utf8)
    }

    @Test(arguments: RequestColumns.all.map(\.name) + ChunkColumns.names + ServerRow.names)
    func `describes every column`(name: String) {
        #expect(document.contains("| `\(name)` |"))
    }

    @Test(
        arguments: Outcome.allCases.map(\.rawValue) + Phase.allCases.map(\.rawValue)
            + OutputKind.allCases.map(\.rawValue)
            + Departure.allCases.map(\.rawValue) + ProbeStep.allCases.map(\.rawValue)
            + Metric.allCases.map(\.rawValue) + TokenSource.allCases.map(\.rawValue)
            + ScrapeOutcome.allCases.map(\.rawValue) + RecordDirectory.File.allCases.map(\.rawValue)
    )
    func `names every label and file`(label: String) {
        #expect(document.contains("`\(label)`"))
    }

    @Test(arguments: [
        ("## requests.csv", RequestColumns.all.map(\.name)), ("## chunks.csv", ChunkColumns.names),
        ("## server.csv", ServerRow.names),
    ])
    func `lists the columns of a file in their order`(heading: String, names: [String]) throws {
        let section = try #require(document.range(of: "\n\(heading)\n")).upperBound
        let places = try names.map { name in
            try #require(document[section...].range(of: "| `\(name)` |")).lowerBound
        }
        #expect(places == places.sorted())
    }
}
