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

/// The characters of a JSON string that comes in pieces, one by one, as far as they are of ASCII; all others are 0xFF.
struct UnescapedCharacters {
    private enum State {
        case plain
        case escaped
        /// Inside `\uXXXX`: digits so far, and their value.
        case digits(Int, UInt32)
    }

    private var state = State.plain

    /// Nil where the byte ends no character.
    mutating func take(_ byte: UInt8) -> UInt8? {
        switch state {
        case .plain:
            guard byte == UInt8(ascii: "\\") else { return byte < 0x80 ? byte : 0xFF }
            state = .escaped
            return nil
        case .escaped:
            guard byte != UInt8(ascii: "u") else {
                state = .digits(0, 0)
                return nil
            }
            state = .plain
            return switch byte {
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            case UInt8(ascii: "f"), UInt8(ascii: "b"): 0x0C
            default: byte
            }
        case .digits(let count, let value):
            let digit = UInt32(Self.digit(byte))
            guard count == 3 else {
                state = .digits(count + 1, value << 4 | digit)
                return nil
            }
            state = .plain
            let scalar = value << 4 | digit
            return scalar < 0x80 ? UInt8(scalar) : 0xFF
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: 0
        }
    }
}
