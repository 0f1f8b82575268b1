import Foundation
import Testing

/// A JSON schema of docs.
struct SchemaFile {
    let name: String

    private var url: URL { Peer.repository.appending(path: "docs/\(name)") }

    /// What jsonschema has against the documents.
    func findings(_ paths: [String], in folder: TemporaryFolder) async throws -> [Substring] {
        let result = try await Peer.call(
            "Tests/EndToEndTests/Peers/check_schema.py", [url.path()] + paths, in: folder)
        try #require(result.status == 0, "\(result.errors)")
        return result.outputLines
    }

    /// The labels of a definition, or of a key of it, that are in one of the two alone.
    func difference(
        of labels: [String], from part: String, key: String?
    ) throws -> [String] {
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
        let parts = try #require(schema["$defs"] as? [String: Any])
        let definition = try #require(parts[part] as? [String: Any])
        let holder =
            try key.map { key in
                let properties = try #require(definition["properties"] as? [String: Any])
                return try #require(properties[key] as? [String: Any])
            } ?? definition
        let listed = Set(try #require(holder["enum"] as? [String]))
        return listed.symmetricDifference(labels).sorted()
    }
}
