package import Analysis
package import Foundation

/// limits.json: the whole summary of a limits run, with sorted keys, so that the same record gives the
/// same bytes.
package enum LimitsJSON {
    /// `folder` is where the run's files are: for standard output, not for the file.
    ///
    /// - Throws: `EncodingError`; none for a summary made from a record, whose numbers are all finite.
    package static func data(_ summary: LimitsSummary, folder: String? = nil) throws -> Data {
        try VersionedJSON.data(summary, folder: folder)
    }

    /// - Throws: `DecodingError` when `data` is not a summary of this format.
    package static func summary(from data: Data) throws -> LimitsSummary {
        try VersionedJSON.value(from: data, named: "limits", LimitsSummary.currentFormat)
    }
}
