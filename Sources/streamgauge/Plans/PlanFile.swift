import ArgumentParser
import Foundation
import RecordStore
import RunModel
import Yams

/// Plans as YAML: snake_case keys, and a missing key takes its default.
enum PlanFile {
    /// A key that is missing in the file is taken from `defaults`.
    ///
    /// - Throws: `ValidationError` naming the file and the key that is unknown or wrong.
    static func read(_ path: String, defaults: RunPlan = RunPlan()) throws -> RunPlan {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            // What is no path may be a key that somebody gave in the wrong place.
            let isPath = path.contains("/") || path.contains(".")
            throw ValidationError(
                isPath
                    ? "Cannot read the plan '\(path)'; check the path and its rights."
                    : "One argument is neither an option nor a plan file that can be read; see --help "
                        + "for the options' names (keys are never arguments).")
        }
        return try plan(text, path: path, defaults: defaults)
    }

    static func plan(
        _ text: String, path: String, defaults: RunPlan = RunPlan()
    ) throws -> RunPlan {
        let given: [String: Any]
        do {
            given = try dictionary(text)
        } catch {
            throw ValidationError("'\(path)' is not YAML: \(error)")
        }
        var known = defaults
        if given["against"] != nil {
            // What its part of the file does not say of side B is as side A has it.
            let sideA = try plan(
                given.filter { $0.key != "against" }, path: path, defaults: defaults)
            var against = AgainstPlan()
            against.model = sideA.request.model
            against.connection = sideA.connection
            known.against = against
        }
        let plan = try plan(given, path: path, defaults: known)
        // What the plan does not know is not there when it is written again.
        if let unknown = firstKey(of: given, missingIn: try dictionary(plan), path: "") {
            throw ValidationError(
                "'\(path)': there is no '\(unknown)'; --print-plan writes all keys.")
        }
        return plan
    }

    private static func plan(
        _ given: [String: Any], path: String, defaults: RunPlan
    ) throws -> RunPlan {
        let merged = overlay(given, on: try dictionary(defaults))
        do {
            let data = try JSONSerialization.data(withJSONObject: merged)
            return try SnakeCase.decoder().decode(RunPlan.self, from: data)
        } catch let error as DecodingError {
            throw ValidationError("'\(path)': \(sentence(error))")
        }
    }

    static func text(_ plan: RunPlan) throws -> String {
        // JSON is YAML; what changes is the form.
        guard let node = try Yams.compose(yaml: json(plan)) else { return "" }
        return try Yams.serialize(node: block(node), width: 100)
    }

    /// The same value in lines and without needless quotes; numbers stay as they were written.
    private static func block(_ node: Node) throws -> Node {
        switch node {
        case .mapping(let mapping):
            let pairs = try mapping.map { (try block($0.key), try block($0.value)) }
            return .mapping(Node.Mapping(pairs, .implicit, .block))
        case .sequence(let sequence):
            return .sequence(Node.Sequence(try sequence.map(block)))
        case .scalar(let scalar) where scalar.style == .doubleQuoted:
            return try scalar.string.represented()
        default:
            return node
        }
    }

    private static func json(_ plan: RunPlan) throws -> String {
        String(decoding: try SnakeCase.encoder().encode(plan), as: UTF8.self)
    }

    private static func dictionary(_ plan: RunPlan) throws -> [String: Any] {
        try dictionary(json(plan))
    }

    private static func dictionary(_ yaml: String) throws -> [String: Any] {
        try Yams.load(yaml: yaml, .default, constructor) as? [String: Any] ?? [:]
    }

    /// Yams alone would read a seed beyond Int as text.
    private static var constructor: Constructor {
        var scalars = Constructor.defaultScalarMap
        scalars[.int] = { Int.construct(from: $0) ?? UInt64.construct(from: $0) }
        return Constructor(scalars)
    }

    private static func overlay(_ top: [String: Any], on base: [String: Any]) -> [String: Any] {
        base.merging(top) { below, above in
            guard let below = below as? [String: Any], let above = above as? [String: Any] else {
                return above
            }
            return overlay(above, on: below)
        }
    }

    private static func firstKey(
        of given: [String: Any], missingIn known: [String: Any], path: String
    ) -> String? {
        for (key, value) in given.sorted(by: { $0.key < $1.key }) where !(value is NSNull) {
            guard let there = known[key] else { return path + key }
            if let inner = value as? [String: Any], let there = there as? [String: Any],
                let unknown = firstKey(of: inner, missingIn: there, path: path + key + ".")
            {
                return unknown
            }
        }
        return nil
    }

    private static func sentence(_ error: DecodingError) -> String {
        let context: DecodingError.Context
        switch error {
        case .typeMismatch(_, let given), .valueNotFound(_, let given), .dataCorrupted(let given),
            .keyNotFound(_, let given):
            context = given
        @unknown default: return "\(error)"
        }
        let path = context.codingPath.map { SnakeCase.encode($0.stringValue) }
            .joined(separator: ".")
        return "\(path): \(context.debugDescription)"
    }
}
