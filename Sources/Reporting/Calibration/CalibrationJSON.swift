package import Analysis
package import Foundation

/// calibration.json, and a calibration as it is kept (docs/calibration.schema.json).
package enum CalibrationJSON {
    /// `folder` is where the run's files are: for standard output, not for the file.
    ///
    /// - Throws: `EncodingError`; none for what was measured, whose numbers are all finite.
    package static func data(_ report: CalibrationReport, folder: String? = nil) throws -> Data {
        try VersionedJSON.data(report, folder: folder)
    }

    /// - Throws: `EncodingError`, as above.
    package static func data(_ calibration: Calibration) throws -> Data {
        try VersionedJSON.data(calibration, folder: nil)
    }

    /// - Throws: `DecodingError` when `data` is not a calibration of this format.
    package static func calibration(from data: Data) throws -> Calibration {
        try VersionedJSON.value(
            from: data, named: "calibration", Calibration.currentFormat)
    }
}
