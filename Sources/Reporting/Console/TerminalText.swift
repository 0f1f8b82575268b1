/// Text for a terminal: columns, wrapping and colour.
struct TerminalText {
    static let width = 80

    enum Colour: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    let usesColour: Bool

    func coloured(_ text: String, _ colour: Colour) -> String {
        usesColour && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    static func withoutTrailingSpace(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }

    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// `label` in a column of 14, and beside it `text` broken at spaces to the width of a terminal.
    ///
    /// A word longer than the rest of a line, such as a path, stands alone and may run over.
    static func hanging(_ label: String, _ text: String) -> [String] {
        hanging(label, pieces: text.split(separator: " ").map(String.init))
    }

    /// The same for facts in a list, which is broken between them only, so that no number loses its
    /// unit.
    static func hanging(_ label: String, facts: [String]) -> [String] {
        hanging(label, pieces: listed(facts))
    }

    /// The same without a label.
    static func wrapped(facts: [String], _ width: Int) -> [String] {
        facts.isEmpty ? [] : wrapped(listed(facts), width)
    }

    private static func listed(_ facts: [String]) -> [String] {
        facts.dropLast().map { $0 + "," } + facts.suffix(1)
    }

    private static func hanging(_ label: String, pieces: [String]) -> [String] {
        wrapped(pieces, width - 14).enumerated().map { index, line in
            left(index == 0 ? label : "", 14) + line
        }
    }

    /// `text` broken at spaces into lines of at most `width`; a longer word is broken too where
    /// `breaksWords`, else it runs over. There is always a line.
    static func wrapped(_ text: String, _ width: Int, breaksWords: Bool = false) -> [String] {
        let words = text.split(separator: " ").map(String.init)
        return wrapped(
            breaksWords
                ? words.flatMap { word in
                    stride(from: 0, to: word.count, by: width).map {
                        String(word.dropFirst($0).prefix(width))
                    }
                } : words, width)
    }

    private static func wrapped(_ pieces: [String], _ width: Int) -> [String] {
        var lines: [String] = []
        var line: String?
        for piece in pieces {
            if let begun = line, begun.count + 1 + piece.count <= width {
                line = begun + " " + piece
            } else {
                if let line { lines.append(line) }
                line = piece
            }
        }
        return lines + [line ?? ""]
    }

    /// Text from a server or a plan, made safe to print: control characters could move the cursor or
    /// change colours.
    static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    $0.properties.generalCategory == .control
                        || $0.properties.generalCategory == .format ? " " : $0
                }))
    }
}
