internal import Foundation
internal import RunModel

/// JSON of a value whose key `format` says which version of its form it has.
enum VersionedJSON {
    private struct Format: Decodable {
        let format: Int
    }

    /// With `folder` where a program that reads it wants to know where the run's files are.
    static func data(_ value: some Encodable, folder: String? = nil) throws -> Data {
        try SnakeCase.encoder().encode(Placed(value: value, folder: folder)) + Data("\n".utf8)
    }

    /// A value with one more key.
    private struct Placed<Value: Encodable>: Encodable {
        let value: Value
        let folder: String?

        private enum CodingKeys: CodingKey {
            case folder
        }

        func encode(to encoder: any Encoder) throws {
            try value.encode(to: encoder)
            guard let folder else { return }
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(folder, forKey: .folder)
        }
    }

    /// - Throws: `DecodingError` when `data` is of another format than `known`.
    static func value<Value: Decodable>(
        from data: Data, named name: String, _ known: Int
    ) throws -> Value {
        let decoder = SnakeCase.decoder()
        let format = try decoder.decode(Format.self, from: data).format
        guard format == known else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: [],
                    debugDescription: "\(name) format \(format); this version reads \(known)"))
        }
        return try decoder.decode(Value.self, from: data)
    }
}
