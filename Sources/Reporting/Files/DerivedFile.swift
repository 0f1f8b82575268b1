package import Analysis
package import Foundation

/// A file of a record's folder that follows from the measured ones and can be written again at any
/// time, byte for byte the same.
package struct DerivedFile: Sendable, Equatable {
    package let name: String
    package let contents: Data

    /// One file a format, in the order of `ReportFormat` and each once.
    ///
    /// - Throws: Whatever `ReportFormat.contents` throws.
    package static func files(
        of summary: RunSummary, formats: [ReportFormat] = ReportFormat.standard
    ) throws -> [DerivedFile] {
        try ReportFormat.allCases.filter(formats.contains).map {
            DerivedFile(name: $0.fileName, contents: try $0.contents(of: summary))
        }
    }
}
