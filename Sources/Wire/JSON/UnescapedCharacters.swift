/// The characters of a JSON string that comes in pieces, one by one, as far as they are of ASCII; all others are 0xFF.
package struct UnescapedCharacters: Sendable {
    private enum State {
        case plain
        case escaped
        /// Inside `\uXXXX`: digits so far, and their value.
        case digits(Int, UInt32)
    }

    private var state = State.plain

    package init() {}

    /// Nil where the byte ends no character.
    package mutating func take(_ byte: UInt8) -> UInt8? {
        switch state {
        case .plain:
            guard byte == ASCII.backslash else { return byte < 0x80 ? byte : 0xFF }
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
