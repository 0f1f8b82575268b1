import ArgumentParser
import Foundation

/// A header whose value is a secret: `NAME`, `NAME=VARIABLE` or `NAME=@FILE`. Only the reference stands in
/// arguments, plans and records.
struct SecretHeader {
    let name: String
    private let source: Source

    private enum Source {
        case variable(String)
        case file(String)
    }

    /// Without a source it is the variable of the header's name: `api-key` is in `API_KEY`.
    ///
    /// - Throws: `ValidationError` where it is written otherwise. Never says what was typed after the name:
    ///   it may be the secret itself.
    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = parts.first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        guard !name.isEmpty, name.allSatisfy(Self.isTokenCharacter) else {
            throw ValidationError(
                "--secret-header takes a header's name, as NAME, NAME=VARIABLE or NAME=@FILE.")
        }
        guard parts.count == 2 else {
            source = .variable(name.uppercased().replacing("-", with: "_"))
            return
        }
        let reference = String(parts[1])
        if reference.hasPrefix("@") {
            source = .file(String(reference.dropFirst()))
        } else if !reference.isEmpty,
            reference.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        {
            source = .variable(reference)
        } else {
            throw ValidationError(
                "--secret-header \(name)=… takes the name of an environment variable or @FILE, never the "
                    + "value itself.")
        }
    }

    /// The whole header line.
    ///
    /// - Throws: `ValidationError` where the variable or the file has no value.
    func line() throws -> String {
        switch source {
        case .variable(let variable):
            guard let value = try Credentials.key(of: variable) else {
                throw ValidationError(
                    "--secret-header \(name): its environment variable is empty or missing; "
                        + "set it, or name another source with \(name)=VARIABLE or \(name)=@FILE.")
            }
            return "\(name): \(value)"
        case .file(let path):
            return "\(name): \(try Credentials.line(of: path, option: "--secret-header \(name)"))"
        }
    }

    /// RFC 9110, section 5.6.2.
    static func isTokenCharacter(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "!#$%&'*+-.^_`|~".contains(character))
    }
}
