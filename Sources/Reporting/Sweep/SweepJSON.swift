package import Analysis
package import Foundation

/// sweep.json: what a sweep says, and all that is needed to go on with it.
package enum SweepJSON {
    /// `folder` is where the sweep's files are: for standard output, not for the file.
    ///
    /// - Throws: `EncodingError`; none for a summary made from records, whose numbers are all finite.
    package static func data(_ summary: SweepSummary, folder: String? = nil) throws -> Data {
        try VersionedJSON.data(summary, folder: folder)
    }

    /// - Throws: `DecodingError` when `data` is not a sweep of this format.
    package static func summary(from data: Data) throws -> SweepSummary {
        try VersionedJSON.value(from: data, named: "sweep", SweepSummary.currentFormat)
    }

    private struct Sweeps: Encodable {
        let format: Int
        let sweeps: [SweepSummary]
    }

    /// Several, in the order in which they were named.
    ///
    /// - Throws: `EncodingError`; none for summaries made from records.
    package static func data(_ reports: [SweepReport]) throws -> Data {
        try VersionedJSON.data(
            Sweeps(format: SweepSummary.currentFormat, sweeps: reports.map(\.summary)))
    }

    /// Two compared.
    ///
    /// - Throws: `EncodingError`; none for a comparison made from records.
    package static func data(_ comparison: SweepComparison) throws -> Data {
        try VersionedJSON.data(comparison)
    }
}
