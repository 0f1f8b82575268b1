import Foundation

/// Keys that somebody typed as an argument: no message repeats them.
enum TypedSecret {
    /// Whether it looks like a key: `sk-…`, or long and of letters and digits without a sign of a path, an address or
    /// a sentence.
    static func isLikely(_ word: String) -> Bool {
        if Credentials.isKey(word) || word.hasPrefix("sk-") || word.hasPrefix("Bearer ") {
            return true
        }
        return word.count >= 20 && !word.hasPrefix("-")
            && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
            && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
    }

    /// `message` without the arguments that look like keys.
    static func masked(_ message: String, arguments: [String]) -> String {
        let parts = arguments.flatMap { argument -> [String] in
            let value = argument.split(separator: "=", maxSplits: 1).dropFirst().map(String.init)
            return [argument] + value
        }
        return parts.filter(isLikely).reduce(message) { $0.replacing($1, with: "…") }
    }
}
