/// A page for a browser that came where an answer was due, as proxies and web servers send it.
enum MarkupPage {
    /// What it says, without its markup: the title, or else all its text. Nil of what is no such page.
    static func words(in text: String) -> String? {
        let begin = text.drop(while: \.isWhitespace).prefix(200).lowercased()
        guard begin.hasPrefix("<!doctype html") || begin.hasPrefix("<html") else { return nil }
        let said =
            element("title", of: text) ?? element("h1", of: text) ?? element("body", of: text)
        let words = said.map(plain) ?? ""
        return words.isEmpty ? "a web page without a title" : "a web page: \(words)"
    }

    private static func element(_ name: String, of text: String) -> Substring? {
        let lower = text.lowercased()
        // The indices of one are those of the other only where lower case changes no length.
        guard lower.utf8.count == text.utf8.count, let open = lower.firstRange(of: "<\(name)"),
            let start = lower[open.upperBound...].firstIndex(of: ">")
        else { return nil }
        let rest = lower[lower.index(after: start)...]
        let end = rest.firstRange(of: "</\(name)")?.lowerBound ?? lower.endIndex
        let bytes = text.utf8
        let from = lower.utf8.distance(from: lower.startIndex, to: rest.startIndex)
        let length = lower.utf8.distance(from: rest.startIndex, to: end)
        let first = bytes.index(bytes.startIndex, offsetBy: from)
        return text[first..<bytes.index(first, offsetBy: length)]
    }

    private static func plain(_ text: Substring) -> String {
        var isInTag = false
        let bare = text.map { character -> Character in
            if character == "<" { isInTag = true }
            defer { if character == ">" { isInTag = false } }
            return isInTag || character == ">" ? " " : character
        }
        return [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "),
            ("&amp;", "&"),
        ]
        .reduce(String(bare)) { $0.replacing($1.0, with: $1.1) }
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
