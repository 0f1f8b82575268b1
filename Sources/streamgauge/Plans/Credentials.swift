import ArgumentParser
import Foundation
import RunModel

/// Where keys and addresses come from when no option names them.
enum Credentials {
    /// The variables that hold keys.
    static let keyVariables: Set = Set(Provider.allCases.map(\.traits.keyVariable)).union([
        "OPENAI_API_KEY", "OPENAI_API_KEY_AGAINST", "OPENAI_API_KEY_SECOND",
    ])

    /// The API key of `file`, else of the provider's variable, which is OPENAI_API_KEY unless it has one of its own; nil
    /// when there is neither.
    ///
    /// - Throws: `ValidationError` when the file cannot be read or holds no key, or the variable several lines. Never says
    ///   the key.
    static func apiKey(file: String?, of provider: Provider?) throws -> String? {
        guard let file else {
            return try key(of: provider?.traits.keyVariable ?? ProviderTraits.usualKeyVariable)
        }
        return try line(of: file, option: "--api-key-file")
    }

    /// Whether it is a key of the environment.
    static func isKey(_ word: String) -> Bool {
        keyVariables.contains { environment($0) == word }
    }

    /// A variable of a provider's key that is set and is not this one; nil where none is.
    static func otherKey(than variable: String) -> String? {
        Set(Provider.allCases.map(\.traits.keyVariable)).sorted()
            .first { $0 != variable && environment($0) != nil }
    }

    /// Whether a key is there for a target that may not be.
    static var hasKeyVariable: Bool { environment("OPENAI_API_KEY") != nil }

    /// The API key of side B alone: that of `file`, else of OPENAI_API_KEY_AGAINST.
    ///
    /// - Throws: `ValidationError` when the file cannot be read or holds no key. Never says the key.
    static func againstKey(file: String?) throws -> String? {
        guard let file else { return try key(of: "OPENAI_API_KEY_AGAINST") }
        return try line(of: file, option: "--against-api-key-file")
    }

    /// The API key of another caller of `limits`: that of `file`, else of OPENAI_API_KEY_SECOND.
    ///
    /// - Throws: `ValidationError` when the file cannot be read or holds no key. Never says the key.
    static func secondKey(file: String?) throws -> String? {
        guard let file else { return try key(of: "OPENAI_API_KEY_SECOND") }
        return try line(of: file, option: "--second-api-key-file")
    }

    /// The one line of a file that holds a secret.
    ///
    /// - Throws: `ValidationError` when the file cannot be read or holds no such line.
    static func line(of file: String, option: String) throws -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("\(option): cannot read '\(file)'.")
        }
        let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !line.isEmpty else {
            throw ValidationError("\(option): '\(file)' is empty; it must hold one line, the key.")
        }
        guard !line.contains(where: \.isNewline) else {
            throw ValidationError(
                "\(option): '\(file)' holds several lines; it must hold one, the key.")
        }
        return line
    }

    /// The address of OPENAI_BASE_URL; nil where it is not set.
    ///
    /// - Throws: `ValidationError` where it is set to nothing, as by a missing secret of a CI job, or where a variable
    ///   of another name has it: the emulator that would be measured instead is not what was meant.
    static func baseURL() throws -> String? {
        let name = "OPENAI_BASE_URL"
        guard ProcessInfo.processInfo.environment[name] != nil else {
            guard
                let other = ["OPENAI_API_BASE", "OPENAI_BASE", "OPENAI_URL"].first(where: {
                    environment($0) != nil
                })
            else { return nil }
            throw ValidationError(
                "\(other) is set, which is not read; the address goes into OPENAI_BASE_URL or --base-url, or "
                    + "unset it.")
        }
        guard let value = environment(name) else {
            throw ValidationError(
                "\(name) is set and empty; set it to an address, unset it, or say --emulator.")
        }
        return value
    }

    /// A secret of the environment, which goes into a line of a request's head: with a line's end in it, what stands
    /// behind that would be a header of its own.
    ///
    /// - Throws: `ValidationError` where it has one. Never says the value.
    static func key(of name: String) throws -> String? {
        guard let value = environment(name) else { return nil }
        guard !value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw ValidationError(
                "\(name) holds several lines or a control character; it must hold the key alone.")
        }
        return value
    }

    private static func environment(_ name: String) -> String? {
        let value = ProcessInfo.processInfo.environment[name]?
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return value?.isEmpty == false ? value : nil
    }
}
