extension SSEDecoder {
    /// Where the decoder stands in a line. Legal next states stand beside each.
    enum LineState: Sendable {
        /// At the start of the stream, so many bytes of a byte order mark read. Next: start, ignored.
        case byteOrderMark(matched: Int)
        /// Before a line's first byte. Next: name, colon, ignored.
        case start
        /// In a field's name. Next: name, colon, ignored, start.
        case name(FieldName)
        /// Right after the colon, where one blank is dropped. Next: value, start.
        case colon(Field)
        /// In the value. Next: start.
        case value(Field)
        /// In a line without meaning. Next: start.
        case ignored

        var isBetweenLines: Bool {
            switch self {
            case .start, .byteOrderMark(matched: 0): true
            default: false
            }
        }
    }

    /// What a line's name makes of its value.
    enum Field: Sendable {
        case data
        case type
        case id
        case retry
        /// A line that begins with a colon.
        case comment
    }

    /// The first bytes of a name: the known ones have at most five.
    struct FieldName: Sendable {
        /// The bytes read, after a 1 that tells `\0id` from `id`.
        private var packed: UInt64 = 1

        /// Returns whether the name can still be a known one.
        mutating func append(_ byte: UInt8) -> Bool {
            packed = packed << 8 | UInt64(byte)
            return packed < 1 << 48
        }

        /// As they were appended, six at most.
        var bytes: [UInt8] {
            let count = (63 - packed.leadingZeroBitCount) / 8
            return (0..<count).reversed().map { UInt8(truncatingIfNeeded: packed >> (8 * $0)) }
        }

        /// The field, nil when the standard knows none of this name.
        var field: Field? {
            switch packed {
            case 1: .comment
            case 0x01_6461_7461: .data
            case 0x0165_7665_6E74: .type
            case 0x01_6964: .id
            case 0x0172_6574_7279: .retry
            default: nil
            }
        }
    }

    /// Reads the byte order mark that may begin the stream; returns the position after what it took.
    mutating func passByteOrderMark(in bytes: Span<UInt8>) -> Int {
        guard case .byteOrderMark(var matched) = line else { return 0 }
        var position = 0
        while position < bytes.count {
            let expected: UInt8 = matched == 0 ? 0xEF : matched == 1 ? 0xBB : 0xBF
            guard bytes[position] == expected else {
                // Half a mark is invalid UTF-8: it begins a name that no field has.
                line = matched == 0 ? .start : .ignored
                return position
            }
            matched += 1
            position += 1
            if matched == 3 {
                line = .start
                return position
            }
        }
        line = .byteOrderMark(matched: matched)
        return position
    }

    /// Reads the part of a line up to its value; returns where in `part` the value's bytes stand.
    mutating func passName(in bytes: Span<UInt8>, _ part: Range<Int>) -> Range<Int> {
        var position = part.lowerBound
        if case .start = line { line = .name(FieldName()) }
        if case .name(var name) = line {
            while position < part.upperBound, bytes[position] != ASCII.colon {
                guard name.append(bytes[position]) else {
                    line = .ignored
                    beginStrangeLine(name, bytes.extracting(position + 1..<part.upperBound))
                    return part.upperBound..<part.upperBound
                }
                position += 1
            }
            guard position < part.upperBound else {
                line = .name(name)
                return position..<position
            }
            if name.field == nil {
                beginStrangeLine(name, bytes.extracting(position..<part.upperBound))
            }
            position += 1
            line = name.field.map { .colon($0) } ?? .ignored
        } else if case .ignored = line {
            continueStrangeLine(bytes.extracting(part))
        }
        if case .colon(let field) = line, position < part.upperBound {
            line = .value(field)
            if bytes[position] == ASCII.space { position += 1 }
        }
        return position..<part.upperBound
    }
}

/// The line ends of one piece. Each kind is searched once over the piece, however they are mixed.
struct LineEnds {
    private var lineFeed = -1
    private var carriageReturn = -1

    /// The position of the first line end at or after `position`, or the count of the bytes.
    mutating func first(in bytes: Span<UInt8>, from position: Int) -> Int {
        if lineFeed < position {
            lineFeed = bytes.firstIndex(of: ASCII.lineFeed, from: position)
        }
        if carriageReturn < position {
            carriageReturn = bytes.firstIndex(of: ASCII.carriageReturn, from: position)
        }
        return min(lineFeed, carriageReturn)
    }
}
