import ArgumentParser
import Foundation
import RunModel
import Yams

/// The text of a plan file, which knows on which line each key stands.
struct PlanText {
    let path: String
    private let root: Node
    /// The same as values.
    let members: [String: Any]

    /// - Throws: `ValidationError` where the text is no YAML, or no mapping of keys to values.
    init(_ text: String, path: String) throws {
        self.path = path
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw ValidationError("\(Self.name(path)) is not YAML\(Self.words(error)).")
        }
        guard let node, node.mapping != nil,
            let members = try PlanFile.members(ofYAML: text)
        else {
            throw ValidationError(
                "\(Self.name(path)) holds no plan: a plan is keys with values, such as 'load: {concurrency: "
                    + "8}'; 'streamgauge init' writes one.")
        }
        root = node
        self.members = members
    }

    /// A mistake at a key, such as `load.rate`, with the line that it stands on.
    func fault(_ key: String, _ sentence: String) -> ValidationError {
        let line = node(at: key)?.mark.map { ", line \($0.line)" } ?? ""
        let end = sentence.hasSuffix("?") ? "" : "."
        return ValidationError("\(Self.name(path))\(line): \(sentence)\(end)")
    }

    /// What stands there as it was written; nil of a list or a mapping, and of what may be a secret.
    func value(of key: String) -> String? {
        guard !Self.secretKeys.contains(key), let scalar = node(at: key)?.scalar else { return nil }
        return String(scalar.string.prefix(60))
    }

    /// Of a key that is not there, behind all others.
    func line(of key: String) -> Int { node(at: key)?.mark?.line ?? .max }

    func has(_ key: String) -> Bool { node(at: key) != nil }

    private static let secretKeys: Set = [
        "target.base_url", "target.other_base_urls", "request.headers", "request.secret_headers",
        "request.body",
        "against.target.base_url", "against.headers", "against.body",
    ]

    private func node(at key: String) -> Node? {
        key.split(separator: ".").reduce(root as Node?) { node, name in
            node?.mapping?[Node(String(name))]
        }
    }

    private static func name(_ path: String) -> String {
        path == "-" ? "The plan of standard input" : "'\(path)'"
    }

    /// Without the lines of the text, which may hold what nobody else may see.
    private static func words(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ", line \(mark.line): \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            ", line \(context.mark.line): the key '\(keys.first ?? "")' stands there twice"
        default: ""
        }
    }
}
