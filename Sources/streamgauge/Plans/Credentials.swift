import ArgumentParser
import Foundation

/// Where keys and addresses come from when no option names them.
enum Credentials {
    /// The API key of `file`, else of OPENAI_API_KEY; nil when there is neither.
    ///
    /// - Throws: `ValidationError` when the file cannot be read or holds no key. Never says the key.
    static func apiKey(file: String?) throws -> String? {
        guard let file else { return environment("OPENAI_API_KEY") }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("--api-key-file: cannot read '\(file)'.")
        }
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty, !key.contains(where: \.isNewline) else {
            throw ValidationError("--api-key-file: '\(file)' must hold one line, the key.")
        }
        return key
    }

    static var baseURL: String? { environment("OPENAI_BASE_URL") }

    private static func environment(_ name: String) -> String? {
        let value = ProcessInfo.processInfo.environment[name]?
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return value?.isEmpty == false ? value : nil
    }
}
