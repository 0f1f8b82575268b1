package import Analysis
package import Foundation

/// comparison.json: the whole comparison, with sorted keys, so that the same records give the same bytes.
package enum SidesJSON {
    /// - Throws: `EncodingError`; none for a comparison of records, whose numbers are all finite.
    package static func data(_ comparison: SideComparison) throws -> Data {
        try VersionedJSON.data(comparison)
    }

    /// - Throws: `DecodingError` when `data` is not a comparison of this format.
    package static func comparison(from data: Data) throws -> SideComparison {
        try VersionedJSON.value(from: data, named: "comparison", SideComparison.currentFormat)
    }
}
