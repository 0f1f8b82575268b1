internal import Foundation
internal import RunModel

/// JSON of a value whose key `format` says which version of its form it has.
enum VersionedJSON {
    private struct Format: Decodable {
        let format: Int
    }

    static func data(_ value: some Encodable) throws -> Data {
        try SnakeCase.encoder().encode(value) + Data("\n".utf8)
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
