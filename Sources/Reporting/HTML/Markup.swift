internal import Mustache

/// Text that may stand between tags: made by escaping, or written by this module itself.
///
/// The template takes nothing else, so what a server or a plan wrote cannot reach the page unescaped.
struct Markup: Sendable, Equatable, ExpressibleByStringLiteral {
    let html: String

    /// Escapes by scalars, so that a mark combined with a bracket hides nothing, and blanks control and
    /// format characters, which could turn the reading direction.
    init(_ text: String) {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in TerminalText.harmless(text).unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        html = result
    }

    /// Words of this module, which are escaped like all others.
    init(stringLiteral value: String) { self.init(value) }

    /// Markup that this module built of escaped parts.
    init(trusted html: String) { self.html = html }

    /// Several lines, as they stand.
    init(lines text: String) {
        html = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { Markup(String($0)).html }.joined(separator: "\n")
    }

    static func + (left: Markup, right: Markup) -> Markup {
        Markup(trusted: left.html + right.html)
    }

    static func strong(_ text: String) -> Markup {
        Markup(trusted: "<strong>\(Markup(text).html)</strong>")
    }

    static func code(_ text: String) -> Markup {
        Markup(trusted: "<code>\(Markup(text).html)</code>")
    }

    var isEmpty: Bool { html.isEmpty }
}

extension Markup: MustacheCustomRenderable {
    var renderText: String { html }
    var isNull: Bool { false }
}
