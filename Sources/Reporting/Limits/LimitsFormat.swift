package import Analysis
package import Foundation

/// The files that the summary of a limits run can be written as.
package enum LimitsFormat: String, CaseIterable, Sendable {
    case csv
    case json
    case html
    case markdown

    /// What is written where nothing is asked for.
    package static let standard: [LimitsFormat] = [.csv, .json, .html]

    /// The file's name in a record's folder.
    package var fileName: String {
        switch self {
        case .csv: "limits.csv"
        case .json: "limits.json"
        case .html: "limits.html"
        case .markdown: "limits.md"
        }
    }

    /// The file's content.
    ///
    /// - Throws: Whatever `LimitsJSON.data` or `LimitsPage.rendered` throws.
    package func contents(of summary: LimitsSummary) throws -> Data {
        switch self {
        case .csv: Data(LimitsCSV.text(summary).utf8)
        case .json: try LimitsJSON.data(summary)
        case .html: Data(try LimitsPage(summary).rendered().utf8)
        case .markdown: Data(LimitsMarkdown(summary).text().utf8)
        }
    }
}

extension DerivedFile {
    /// One file a format, in the order of `LimitsFormat` and each once.
    ///
    /// - Throws: Whatever `LimitsFormat.contents` throws.
    package static func files(
        of summary: LimitsSummary, formats: [LimitsFormat] = LimitsFormat.standard
    ) throws -> [DerivedFile] {
        try LimitsFormat.allCases.filter(formats.contains).map {
            DerivedFile(name: $0.fileName, contents: try $0.contents(of: summary))
        }
    }
}
