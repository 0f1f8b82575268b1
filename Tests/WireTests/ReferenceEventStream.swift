import Wire

/// The standard's algorithm by the letter, over a whole stream already decoded to text: slow, and
/// built unlike the decoder so that they share no mistake.
enum ReferenceEventStream {
    private static func items(of bytes: [UInt8]) -> [StreamItem] {
        var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var block = Block()
        for line in lines(of: scalars) {
            guard let colon = line.firstIndex(of: ":") else {
                if line.isEmpty { block.dispatch() } else { block.apply(text(line), "") }
                continue
            }
            var value = line[(colon + 1)...]
            if value.first == " " { value.removeFirst() }
            block.apply(text(line[..<colon]), text(value))
        }
        return block.items
    }

    /// Whether a decoder found these items. It keeps a comment's first bytes, in which at least a
    /// quarter as many characters are whole: so many are compared.
    static func agrees(_ items: [StreamItem], on bytes: [UInt8]) -> Bool {
        func comparable(_ item: StreamItem) -> StreamItem {
            guard case .comment(let comment) = item else { return item }
            return .comment(text(comment.unicodeScalars.prefix(SSEDecoder.keptCommentBytes / 4)))
        }
        return items.map(comparable) == Self.items(of: bytes).map(comparable)
    }

    private struct Block {
        var items: [StreamItem] = []
        var data: [Unicode.Scalar] = []
        var type = ""
        var id = ""

        mutating func apply(_ name: String, _ value: String) {
            switch name {
            case "data": data += Array(value.unicodeScalars) + ["\n"]
            case "event": type = value
            case "id": if !value.utf8.contains(0) { id = value }
            case "": items.append(.comment(value))
            default: break
            }
        }

        mutating func dispatch() {
            if !data.isEmpty {
                items.append(.event(data: text(data.dropLast()), type: type, id: id))
            }
            data = []
            type = ""
        }
    }

    /// The lines that a line end closes; what follows the last one is no line.
    private static func lines(of scalars: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = []
        var line: [Unicode.Scalar] = []
        var last: Unicode.Scalar?
        for scalar in scalars {
            if scalar == "\r" || (scalar == "\n" && last != "\r") {
                lines.append(line)
                line = []
            } else if scalar != "\n" {
                line.append(scalar)
            }
            last = scalar
        }
        return lines
    }

    private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
