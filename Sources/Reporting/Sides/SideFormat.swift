package import Analysis
package import Foundation

/// The files that a comparison of two sides can be written as.
package enum SideFormat: String, CaseIterable, Sendable {
    case json
    case html
    case markdown
    case csv
    case junit

    /// The file's usual name.
    package var fileName: String {
        switch self {
        case .json: "comparison.json"
        case .html: "compare.html"
        case .markdown: "comparison.md"
        case .csv: "comparison.csv"
        case .junit: "junit.xml"
        }
    }

    /// The file's content.
    ///
    /// - Throws: Whatever `SidesJSON.data` or `SidesPage.rendered` throws.
    package func contents(of comparison: SideComparison) throws -> Data {
        switch self {
        case .json: try SidesJSON.data(comparison)
        case .html: Data(try SidesPage(comparison).rendered().utf8)
        case .markdown: Data(SidesMarkdown(comparison).text().utf8)
        case .csv: Data(SidesCSV.text(comparison).utf8)
        case .junit: Data(SidesJUnit(comparison).text().utf8)
        }
    }
}

extension DerivedFile {
    /// One file a format, in the order of `SideFormat` and each once.
    ///
    /// - Throws: Whatever `SideFormat.contents` throws.
    package static func files(
        of comparison: SideComparison, formats: [SideFormat]
    ) throws -> [DerivedFile] {
        try SideFormat.allCases.filter(formats.contains).map {
            DerivedFile(name: $0.fileName, contents: try $0.contents(of: comparison))
        }
    }
}
