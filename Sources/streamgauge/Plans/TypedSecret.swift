import Foundation

/// Keys that somebody typed as an argument: no message repeats them.
enum TypedSecret {
    /// Whether it can be nothing else than a key: one that is set, `sk-…`, or long, of capitals, small letters and
    /// digits in one word, as no name is.
    static func isCertain(_ word: String) -> Bool {
        Credentials.isKey(word) || word.hasPrefix("sk-") || word.hasPrefix("Bearer ")
            || word.count >= 20 && word.contains(where: \.isUppercase)
                && word.contains(where: \.isLowercase) && word.contains(where: \.isNumber)
                && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

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
