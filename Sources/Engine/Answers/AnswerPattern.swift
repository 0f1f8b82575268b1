internal import Glibc

/// A POSIX extended regular expression (POSIX.1-2024, section 9.4) with `\d`, `\w` and `\s`, and `(?i)` before it for any
/// case. The C library's matcher needs time in proportion to the text, where backtracking ones can need years.
package struct AnswerPattern: Sendable {
    private let expression: String
    private let flags: Int32

    package init(_ text: String) {
        let ignoresCase = text.hasPrefix("(?i)")
        expression = Self.inPOSIX(ignoresCase ? text.dropFirst(4) : text[...])
        flags = REG_EXTENDED | REG_NOSUB | (ignoresCase ? REG_ICASE : 0)
    }

    /// Why it is none, in the C library's words or ours; nil where it is one.
    package var refusal: String? {
        for foreign in ["(?", "*?", "+?", "}?"] where expression.contains(foreign) {
            return "'\(foreign)' has no place in a POSIX extended regular expression"
        }
        var compiled = regex_t()
        let code = regcomp(&compiled, expression, flags)
        guard code != 0 else {
            regfree(&compiled)
            return nil
        }
        var words = [CChar](repeating: 0, count: 200)
        regerror(code, &compiled, &words, words.count)
        return String(
            decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether some part of the text matches. Compiles anew, some 20 us, so that threads share nothing.
    package func matches(_ text: String) -> Bool {
        var compiled = regex_t()
        guard regcomp(&compiled, expression, flags) == 0 else { return false }
        defer { regfree(&compiled) }
        return regexec(&compiled, text, 0, nil, 0) == 0
    }

    /// `\d` and `\D` as lists of digits, inside of lists too, where a backslash is a character like others.
    private static func inPOSIX(_ text: Substring) -> String {
        var result = ""
        var isInList = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
                switch (character, isInList) {
                case ("d", false): result += "[0-9]"
                case ("d", true): result += "0-9"
                case ("D", false): result += "[^0-9]"
                case ("w", true): result += "[:alnum:]_"
                case ("s", true): result += "[:space:]"
                default: result += "\\\(character)"
                }
                continue
            }
            switch character {
            case "\\": isEscaped = true
            case "[":
                isInList = true
                result.append(character)
            case "]":
                isInList = false
                result.append(character)
            default: result.append(character)
            }
        }
        return result + (isEscaped ? "\\" : "")
    }
}
