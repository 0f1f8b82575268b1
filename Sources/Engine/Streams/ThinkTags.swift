internal import Wire

/// Tells thinking that stands in the visible answer, between tags such as `<think>` and `</think>`, from the answer.
///
/// Takes the text as it stands in the JSON, cut anywhere; a tag may come in pieces and escaped. A tag counts where nothing
/// but blanks stands before it. Once the answer has begun a text costs nothing.
struct ThinkTags {
    /// What a text of the stream brought.
    enum Part {
        /// Not known yet: it may be the beginning of a tag.
        case open
        case thinking
        case answer
        /// The end of the one and the beginning of the other.
        case both
    }

    private enum Place {
        case beforeTag
        case inTag
        case thinking
        case behindTag
        case answer
    }

    private static let names = ["think", "thinking", "thought", "reasoning"].map { Array($0.utf8) }

    private var place = Place.beforeTag
    private var name: [UInt8] = []
    private var closing: [UInt8] = []
    private var matched = 0
    private var characters = UnescapedCharacters()

    mutating func take(_ text: Span<UInt8>) -> Part {
        guard place != .answer else { return .answer }
        var hasThought = place == .thinking
        for index in text.indices {
            guard let character = characters.take(text[index]) else { continue }
            step(character)
            if place == .thinking { hasThought = true }
            if place == .answer { return hasThought ? .both : .answer }
        }
        return place == .beforeTag || place == .inTag ? .open : .thinking
    }

    private mutating func step(_ character: UInt8) {
        let isBlank = character == 0x20 || (0x09...0x0D).contains(character)
        switch place {
        case .beforeTag:
            guard !isBlank else { return }
            place = character == UInt8(ascii: "<") ? .inTag : .answer
        case .inTag: extendName(character)
        case .thinking:
            if character == closing[matched] {
                matched += 1
            } else {
                // Only the first character of a closing tag is a bracket that opens.
                matched = character == UInt8(ascii: "<") ? 1 : 0
            }
            if matched == closing.count { place = .behindTag }
        case .behindTag: if !isBlank { place = .answer }
        case .answer: break
        }
    }

    private mutating func extendName(_ character: UInt8) {
        guard character == UInt8(ascii: ">") else {
            name.append(character)
            if !Self.names.contains(where: { $0.starts(with: name) }) { place = .answer }
            return
        }
        guard Self.names.contains(name) else {
            place = .answer
            return
        }
        closing = Array("</".utf8) + name + Array(">".utf8)
        place = .thinking
    }
}
