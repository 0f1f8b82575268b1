package import Analysis
package import Foundation

/// comparison.json: the whole comparison, with sorted keys, so that the same records give the same bytes.
package enum SidesJSON {
    /// `folder` is where the run's files are: for standard output, not for the file.
    ///
    /// - Throws: `EncodingError`; none for a comparison of records, whose numbers are all finite.
    package static func data(_ comparison: SideComparison, folder: String? = nil) throws -> Data {
        try VersionedJSON.data(comparison, folder: folder)
    }

    /// - Throws: `DecodingError` when `data` is not a comparison of this format.
    package static func comparison(from data: Data) throws -> SideComparison {
        try VersionedJSON.value(from: data, named: "comparison", SideComparison.currentFormat)
    }
}
