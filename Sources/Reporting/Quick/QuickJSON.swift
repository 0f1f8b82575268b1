package import Analysis
package import Foundation

/// The first answers of a model as JSON (docs/quick.schema.json).
package enum QuickJSON {
    /// `folder` is where the sweep lies that they are of.
    ///
    /// - Throws: `EncodingError`; none for answers of a sweep, whose numbers are all finite.
    package static func data(_ answer: QuickAnswer, folder: String) throws -> Data {
        try VersionedJSON.data(answer, folder: folder)
    }
}
