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

    /// What jsonschema has against each of the texts.
    func findings(
        in texts: [String], _ folder: TemporaryFolder
    ) async throws -> [[Substring]] {
        let names = texts.indices.map { "document-\($0).json" }
        let paths = try zip(names, texts).map { try folder.write($1, to: $0) }
        let all = try await findings(paths, in: folder)
        return names.map { name in all.filter { $0.hasPrefix("\(name): ") } }
    }

    /// The misspellings of `text` against which jsonschema has nothing.
    func unseen(
        _ misspellings: [(right: String, wrong: String)], in text: String, _ folder: TemporaryFolder
    ) async throws -> [String] {
        let texts = try misspellings.map { right, wrong in
            let misspelt = text.replacingOccurrences(of: right, with: wrong)
            try #require(misspelt != text, "the example holds \(right)")
            return misspelt
        }
        return zip(misspellings, try await findings(in: texts, folder))
            .filter(\.1.isEmpty).map(\.0.wrong)
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
