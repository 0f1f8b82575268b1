package import Analysis
package import Foundation

/// capacity.json: the whole of what a search found, with sorted keys.
package enum CapacityJSON {
    /// `folder` is where the search's files are: for standard output, not for the file.
    ///
    /// - Throws: `EncodingError`; none for numbers that are finite.
    package static func data(_ summary: CapacitySummary, folder: String? = nil) throws -> Data {
        try VersionedJSON.data(summary, folder: folder)
    }

    /// - Throws: `DecodingError` when `data` is not a capacity of this format.
    package static func summary(from data: Data) throws -> CapacitySummary {
        try VersionedJSON.value(
            from: data, named: "capacity", CapacitySummary.currentFormat)
    }
}
