import Analysis
import ArgumentParser
import Emulator
import Foundation
import Yams

/// What `serve` lets each key do: a profile of tiers, and single limits on top of it.
struct ServeLimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Tiers and their limits, as YAML (docs/emulator.md has the keys), or what a limits run found: "
                + "its limits.json or folder.", valueName: "file"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "The tier of requests without a key, and of keys that tell none.", valueName: "tier"))
    var defaultTier: String?

    @Option(
        name: .customLong("limit"),
        help: ArgumentHelp(
            "One limit, such as streams=3 or free.requests=20, with the keys of a profile; without "
                + "a tier, of the default tier. Can be repeated.",
            valueName: "[tier.]key=value"))
    var limits: [String] = []

    @Option(
        help: ArgumentHelp(
            "File with the only keys let in, one a line, each with its tier behind it or without. "
                + "Without the file, everyone.", valueName: "file"))
    var apiKeysFile: String?

    /// - Throws: `ValidationError` naming the file or option, and the key that is unknown or wrong.
    func limitProfile(_ keys: [KeyLine]) throws -> LimitProfile {
        var tree = try tree()
        if let defaultTier { tree.defaultTier = defaultTier }
        for limit in limits { try tree.set(limit) }
        let sources = [profile.map { "'\($0)'" }, limits.isEmpty ? nil : "--limit"]
        let source = sources.compactMap { $0 }.joined(separator: " with ")
        var result = try tree.decoded(source: source.isEmpty ? "--default-tier" : source)
        for line in keys { result.tierOfKey[line.key] = line.tier }
        let known = result.tiers.keys.sorted().joined(separator: ", ")
        if let unknown = keys.compactMap(\.tier).first(where: { result.tiers[$0] == nil }) {
            throw ValidationError(
                "--api-keys-file: there is no tier '\(unknown)'; known are \(known).")
        }
        return result
    }

    /// What of a limits run's profile is not enforced as it was found; empty for other profiles.
    func remarks() throws -> [String] {
        try foundTier()?.remarks ?? []
    }

    private func foundTier() throws -> EmulatorTier? {
        try profile.flatMap { try FoundLimits.found(at: $0, of: "--profile") }
            .map { EmulatorTier($0) }
    }

    /// The profile as it is before options are laid over it.
    private func tree() throws -> ProfileTree {
        if let found = try foundTier() { return ProfileTree(found) }
        return try profile.map(ProfileTree.init(path:)) ?? ProfileTree()
    }

    /// - Throws: `ValidationError` when the file cannot be read or holds no key. Never says a key.
    func keys() throws -> [KeyLine] {
        guard let apiKeysFile else { return [] }
        guard let text = try? String(contentsOfFile: apiKeysFile, encoding: .utf8) else {
            throw ValidationError("--api-keys-file: cannot read '\(apiKeysFile)'.")
        }
        let keys = try text.split(whereSeparator: \.isNewline).enumerated().compactMap {
            try KeyLine($1, number: $0 + 1)
        }
        guard !keys.isEmpty else {
            throw ValidationError("--api-keys-file: '\(apiKeysFile)' holds no key.")
        }
        return keys
    }
}

/// A line of a keys file: a key, and its tier where one stands behind it.
struct KeyLine {
    let key: String
    let tier: String?

    /// Nil for a blank line.
    init?(_ line: Substring, number: Int) throws {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard let first = words.first else { return nil }
        guard words.count <= 2 else {
            throw ValidationError(
                "--api-keys-file: line \(number) is not a key, or a key and a tier.")
        }
        key = String(first)
        tier = words.count == 2 ? String(words[1]) : nil
    }
}

/// A profile before it is read for what it means, so that options can be laid over a file.
private struct ProfileTree {
    private var root: [String: Any] = [:]

    init() {}

    /// One tier, of everyone.
    init(_ found: EmulatorTier) {
        let policy = found.keys.mapValues { value -> Any in
            switch value {
            case .word(let word): word
            // A whole number is written as one: counts are read as such.
            case .number(let number): Int(exactly: number) ?? number
            case .flag(let flag): flag
            }
        }
        root = [
            "default_tier": EmulatorTier.name, "tiers": [EmulatorTier.name: policy],
        ]
    }

    init(path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ValidationError("--profile: cannot read '\(path)'.")
        }
        do {
            guard let value = try Yams.load(yaml: text, .default, PlanFile.constructor) else {
                return
            }
            guard let mapping = value as? [String: Any] else {
                throw ValidationError("--profile: '\(path)' is not a mapping of keys to values.")
            }
            root = mapping
        } catch let error as YamlError {
            throw ValidationError("--profile: '\(path)' is not YAML: \(error)")
        }
    }

    var defaultTier: String? {
        get { root["default_tier"] as? String }
        set { root["default_tier"] = newValue }
    }

    /// Lays `[tier.]key=value` over what is there.
    mutating func set(_ limit: String) throws {
        guard let sign = limit.firstIndex(of: "="), sign != limit.startIndex else {
            throw ValidationError("--limit: write '\(limit)' as key=value or tier.key=value.")
        }
        let path = limit[..<sign].split(separator: ".", omittingEmptySubsequences: false)
        guard path.count <= 2, let key = path.last, !path.contains("") else {
            throw ValidationError("--limit: write '\(limit)' as key=value or tier.key=value.")
        }
        let tier = path.count == 2 ? String(path[0]) : defaultTier ?? "default"
        if path.count == 1 { defaultTier = tier }
        let text = String(limit[limit.index(after: sign)...])
        guard let value = try? Yams.load(yaml: text, .default, PlanFile.constructor) else {
            throw ValidationError("--limit: '\(limit)' has no value.")
        }
        var tiers = root["tiers"] as? [String: Any] ?? [:]
        var policy = tiers[tier] as? [String: Any] ?? [:]
        policy[String(key)] = value
        tiers[tier] = policy
        root["tiers"] = tiers
    }

    func decoded(source: String) throws -> LimitProfile {
        guard JSONSerialization.isValidJSONObject(root) else {
            throw ValidationError("\(source): keys and values must be words and numbers.")
        }
        do {
            let data = try JSONSerialization.data(withJSONObject: root)
            return try JSONDecoder().decode(LimitProfile.self, from: data)
        } catch let error as DecodingError {
            throw ValidationError("\(source): \(sentence(error))")
        }
    }

    /// Where in the profile, and what is wrong there.
    private func sentence(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(let type, let context):
            return
                "\(Self.path(context)) is '\(value(at: context))', which is not \(PlanFault.words(type))."
        case .valueNotFound(let type, let context):
            return "\(Self.path(context)) has no value; it takes \(PlanFault.words(type))."
        case .dataCorrupted(let context), .keyNotFound(_, let context):
            let words = context.debugDescription
            return "\(Self.path(context)): \(words)" + (words.hasSuffix(".") ? "" : ".")
        @unknown default: return "\(error)"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        context.codingPath.map(\.stringValue).joined(separator: ".")
    }

    private func value(at context: DecodingError.Context) -> String {
        let found = context.codingPath.reduce(root as Any?) {
            ($0 as? [String: Any])?[$1.stringValue]
        }
        return found.map { String("\($0)".prefix(60)) } ?? ""
    }
}
