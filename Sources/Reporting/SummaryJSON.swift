package import Analysis
package import Foundation
internal import RunModel

/// summary.json: the whole summary, with sorted keys, so that the same record gives the same bytes.
package enum SummaryJSON {
    private struct Format: Decodable {
        let format: Int
    }

    /// - Throws: `EncodingError`; none for a summary made from a record, whose numbers are all finite.
    package static func data(_ summary: RunSummary) throws -> Data {
        return try SnakeCase.encoder().encode(summary) + Data("\n".utf8)
    }

    /// - Throws: `DecodingError` when `data` is not a summary of this format.
    package static func summary(from data: Data) throws -> RunSummary {
        let decoder = SnakeCase.decoder()
        let format = try decoder.decode(Format.self, from: data).format
        guard format == RunSummary.currentFormat else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: [],
                    debugDescription: "summary format \(format); this version reads "
                        + "\(RunSummary.currentFormat)"))
        }
        return try decoder.decode(RunSummary.self, from: data)
    }
}
