internal import FoundationEssentials
package import RunModel

/// manifest.json: the run's manifest as pretty JSON with sorted snake_case keys.
package enum ManifestFile {
    /// The bytes of the file.
    package static func encode(_ manifest: RunManifest) throws(RecordError) -> [UInt8] {
        try encoded(manifest)
    }

    /// `value` in the form of the manifest, which is the same whenever the value is.
    static func encoded(_ value: some Encodable) throws(RecordError) -> [UInt8] {
        let encoder = SnakeCase.encoder()
        do {
            return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch {
            throw .cannotWrite(file: RecordDirectory.File.manifest.rawValue, reason: "\(error)")
        }
    }

    /// - Throws: `RecordError.malformed`, or `.unknownFormat` for a record of another format.
    package static func decode(_ bytes: [UInt8], file: String) throws(RecordError) -> RunManifest {
        let decoder = SnakeCase.decoder()
        let data = Data(bytes)
        do {
            let format = try decoder.decode(Format.self, from: data).format
            guard format == RunManifest.currentFormat else {
                throw RecordError.unknownFormat(file: file, format: format)
            }
            return try decoder.decode(RunManifest.self, from: data)
        } catch let error as RecordError {
            throw error
        } catch {
            throw .malformed(file: file, line: nil, reason: reason(error))
        }
    }

    /// What must be known before the rest can be understood.
    private struct Format: Decodable {
        var format: Int
    }

    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            "'\(place(context, then: key))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(place(context))' has another type than it should"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(place(context))': \(context.debugDescription)"
        default:
            "it is not JSON"
        }
    }

    private static func place(
        _ context: DecodingError.Context, then key: (any CodingKey)? = nil
    ) -> String {
        let keys = context.codingPath + (key.map { [$0] } ?? [])
        return keys.map { SnakeCase.encode($0.stringValue) }.joined(separator: ".")
    }
}
