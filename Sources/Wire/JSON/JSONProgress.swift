/// Follows a JSON text (RFC 8259) that comes in pieces of any size, without keeping it and without allocating: whether what
/// came is one whole text. For texts inside a JSON string, as the arguments of a tool call.
package struct JSONProgress: Sendable, Equatable {
    /// Containers inside one another; a deeper text counts as broken.
    package static let depthLimit = 64

    private enum State: UInt8 {
        case value
        /// Of an array, where its end may stand as well.
        case firstElement
        /// Of an object, where its end may stand as well.
        case firstName
        case name
        case colon
        case afterValue
        case string
        case escape
        case hex
        case literal
        case minus
        case zero
        case digits
        case point
        case fraction
        case exponent
        case exponentSign
        case exponentDigits
        case broken
    }

    private var state = State.value
    private var depth = 0
    /// A bit a depth, the innermost lowest: whether the container is an object.
    private var objects: UInt64 = 0
    private var isName = false
    /// Digits of `\uXXXX` that are still to come.
    private var hexLeft = 0
    /// Letters of `null`, `true` or `false` that are still to come, the next in the lowest byte.
    private var lettersLeft: UInt32 = 0

    package init() {}

    /// Whether all that came is one whole text, and only blanks may follow.
    package var isWhole: Bool {
        switch state {
        case .afterValue, .zero, .digits, .fraction, .exponentDigits: depth == 0
        default: false
        }
    }

    /// Takes the next character, or 0xFF for any that is not of ASCII.
    package mutating func take(_ character: UInt8) {
        switch state {
        case .string, .escape, .hex: takeInString(character)
        case .minus, .zero, .digits, .point, .fraction, .exponent, .exponentSign, .exponentDigits:
            takeInNumber(character)
        case .literal: takeInLiteral(character)
        case .broken: break
        default:
            if !Self.isBlank(character) { takeBetween(character) }
        }
    }

    private static func isBlank(_ character: UInt8) -> Bool {
        character == 0x20 || character == 0x0A || character == 0x0D || character == 0x09
    }

    private mutating func takeBetween(_ character: UInt8) {
        switch state {
        case .firstElement where character == ASCII.closeBracket: leave(isObject: false)
        case .value, .firstElement: beginValue(character)
        case .firstName where character == ASCII.closeBrace: leave(isObject: true)
        case .firstName, .name:
            state = character == ASCII.quote ? .string : .broken
            isName = true
        case .colon: state = character == ASCII.colon ? .value : .broken
        case .afterValue: endValue(character)
        default: state = .broken
        }
    }

    private mutating func beginValue(_ character: UInt8) {
        switch character {
        case ASCII.openBrace: enter(isObject: true)
        case ASCII.openBracket: enter(isObject: false)
        case ASCII.quote:
            state = .string
            isName = false
        case UInt8(ascii: "n"): begin(0x6C_6C75)
        case UInt8(ascii: "t"): begin(0x65_7572)
        case UInt8(ascii: "f"): begin(0x6573_6C61)
        case ASCII.minus: state = .minus
        case ASCII.zero: state = .zero
        case 0x31...0x39: state = .digits
        default: state = .broken
        }
    }

    private mutating func endValue(_ character: UInt8) {
        switch character {
        case ASCII.comma where depth > 0: state = objects & 1 == 1 ? .name : .value
        case ASCII.closeBrace: leave(isObject: true)
        case ASCII.closeBracket: leave(isObject: false)
        default: state = .broken
        }
    }

    private mutating func enter(isObject: Bool) {
        depth += 1
        guard depth <= Self.depthLimit else {
            state = .broken
            return
        }
        objects = objects << 1 | (isObject ? 1 : 0)
        state = isObject ? .firstName : .firstElement
    }

    private mutating func leave(isObject: Bool) {
        guard depth > 0, (objects & 1 == 1) == isObject else {
            state = .broken
            return
        }
        depth -= 1
        objects >>= 1
        state = .afterValue
    }

    private mutating func begin(_ letters: UInt32) {
        lettersLeft = letters
        state = .literal
    }

    private mutating func takeInLiteral(_ character: UInt8) {
        guard character == UInt8(truncatingIfNeeded: lettersLeft) else {
            state = .broken
            return
        }
        lettersLeft >>= 8
        if lettersLeft == 0 { state = .afterValue }
    }

    private mutating func takeInString(_ character: UInt8) {
        switch state {
        case .escape: takeEscaped(character)
        case .hex:
            let isDigit =
                (0x30...0x39).contains(character) || (0x61...0x66).contains(character | 0x20)
            hexLeft -= 1
            state = !isDigit ? .broken : hexLeft == 0 ? .string : .hex
        default:
            switch character {
            case ASCII.quote: state = isName ? .colon : .afterValue
            case ASCII.backslash: state = .escape
            case 0..<0x20: state = .broken
            default: break
            }
        }
    }

    private mutating func takeEscaped(_ character: UInt8) {
        switch character {
        case UInt8(ascii: "u"):
            hexLeft = 4
            state = .hex
        case ASCII.quote, ASCII.backslash, ASCII.slash, UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            state = .string
        default: state = .broken
        }
    }

    private mutating func takeInNumber(_ character: UInt8) {
        let isDigit = (0x30...0x39).contains(character)
        switch (state, character) {
        case (.minus, ASCII.zero): state = .zero
        case (.minus, _): state = isDigit ? .digits : .broken
        case (.digits, _) where isDigit: break
        case (.zero, ASCII.period), (.digits, ASCII.period): state = .point
        case (.point, _): state = isDigit ? .fraction : .broken
        case (.fraction, _) where isDigit: break
        case (.zero, _) where character | 0x20 == 0x65, (.digits, _) where character | 0x20 == 0x65,
            (.fraction, _) where character | 0x20 == 0x65:
            state = .exponent
        case (.exponent, ASCII.plus), (.exponent, ASCII.minus): state = .exponentSign
        case (.exponent, _), (.exponentSign, _): state = isDigit ? .exponentDigits : .broken
        case (.exponentDigits, _) where isDigit: break
        default:
            state = .afterValue
            take(character)
        }
    }
}
