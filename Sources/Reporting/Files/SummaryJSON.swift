package import Analysis
package import Foundation

/// summary.json: the whole summary, with sorted keys, so that the same record gives the same bytes.
package enum SummaryJSON {
    /// `folder` is where the run's files are: for standard output, not for the file.
    ///
    /// - Throws: `EncodingError`; none for a summary made from a record, whose numbers are all finite.
    package static func data(_ summary: RunSummary, folder: String? = nil) throws -> Data {
        try VersionedJSON.data(summary, folder: folder)
    }

    /// - Throws: `DecodingError` when `data` is not a summary of this format.
    package static func summary(from data: Data) throws -> RunSummary {
        try VersionedJSON.value(from: data, named: "summary", RunSummary.currentFormat)
    }
}
