/// Where a record stands in its file.
struct RecordPlace: Equatable {
    /// In bytes.
    var offset: Int
    var count: Int
    /// From 1.
    var line: Int
}

/// Goes through a file once and hands over its records, in one block of memory as long as the longest of them.
struct RecordScanner {
    private let source: RowSource
    private var buffer: [UInt8]

    /// A record beyond it is taken for a file of another kind.
    private static let longestRecord = 256 << 20

    init(_ source: RowSource, blockBytes: Int = 1 << 18) {
        self.source = source
        buffer = [UInt8](repeating: 0, count: blockBytes)
    }

    typealias Body = (Span<UInt8>, RecordPlace) throws(WorkloadError) -> Void

    /// Hands over every line that is not blank, without its end.
    mutating func forEachLine(_ body: Body) throws(WorkloadError) {
        // A mark of the byte order, which some editors write, is no part of the first line.
        var line = 1
        try scan { span, start, end, offset, isLast throws(WorkloadError) in
            var start = start
            var index = end.searched
            while index < end.filled {
                if span[index] == UInt8(ascii: "\n") {
                    try Self.hand(span, start, index, offset, line, body)
                    line += 1
                    start = index + 1
                }
                index += 1
            }
            if isLast, start < end.filled {
                try Self.hand(span, start, end.filled, offset, line, body)
                start = end.filled
            }
            return start
        }
    }

    private static func hand(
        _ span: Span<UInt8>, _ start: Int, _ end: Int, _ offset: Int, _ line: Int, _ body: Body
    ) throws(WorkloadError) {
        var start = start
        var end = end
        if offset + start == 0, end >= 3, span[0] == 0xEF, span[1] == 0xBB, span[2] == 0xBF {
            start = 3
        }
        while end > start, span[end - 1] <= UInt8(ascii: " ") { end -= 1 }
        while start < end, span[start] <= UInt8(ascii: " ") { start += 1 }
        guard start < end else { return }
        try body(
            span.extracting(start..<end),
            RecordPlace(offset: offset + start, count: end - start, line: line))
    }

    /// Hands over every element of the JSON array that the file is. What stands between elements is not looked at;
    /// whether each is JSON, whoever reads it finds.
    ///
    /// - Throws: `WorkloadError` where the file is no array, or ends inside it.
    mutating func forEachElement(_ body: Body) throws(WorkloadError) {
        var brackets = ArrayBrackets()
        var line = 1
        var firstLine = 1
        try scan { span, start, end, offset, isLast throws(WorkloadError) in
            var start = start
            var index = end.searched
            while index < end.filled {
                let byte = span[index]
                if byte == UInt8(ascii: "\n") { line += 1 }
                switch brackets.take(byte) {
                case .inside: break
                case .begins:
                    start = index
                    firstLine = line
                case .ends:
                    try body(
                        span.extracting(start..<index + 1),
                        RecordPlace(
                            offset: offset + start, count: index + 1 - start, line: firstLine))
                    start = index + 1
                case .between: start = index + 1
                case .broken: throw WorkloadError("line \(line): not one array of objects")
                }
                index += 1
            }
            if isLast, !brackets.isOver {
                throw WorkloadError("line \(line): the file ends inside its array")
            }
            return start
        }
    }

    private struct End {
        /// What lies before was looked at already.
        var searched: Int
        var filled: Int
    }

    /// Reads block after block. `take` gets the bytes, where the unfinished record begins, where the bytes end, and where in
    /// the file they begin; it answers where the next unfinished record begins.
    private mutating func scan(
        _ take: (Span<UInt8>, Int, End, Int, Bool) throws(WorkloadError) -> Int
    ) throws(WorkloadError) {
        var filled = 0
        var offset = 0
        while true {
            if filled == buffer.count {
                guard filled < Self.longestRecord else {
                    throw WorkloadError("a record of more than 256 MiB; this is no file of prompts")
                }
                buffer.append(contentsOf: repeatElement(0, count: filled))
            }
            guard let count = source.read(at: offset + filled, into: &buffer, from: filled) else {
                throw WorkloadError("the file cannot be read further")
            }
            let used = try take(
                buffer.span, 0, End(searched: filled, filled: filled + count), offset, count == 0)
            guard count > 0 else { return }
            filled += count - used
            offset += used
            guard used > 0 else { continue }
            buffer.withUnsafeMutableBytes { bytes in
                // Both ranges lie inside the buffer: what is left moves to its beginning.
                bytes.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[used..<used + filled]))
            }
        }
    }
}

/// Tells where the objects of a JSON array begin and end, byte by byte.
private struct ArrayBrackets {
    enum Step {
        case between
        case begins
        case inside
        case ends
        case broken
    }

    private var depth = 0
    private var isInText = false
    private var isEscaped = false
    private(set) var isOver = false

    mutating func take(_ byte: UInt8) -> Step {
        if isInText {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInText = false
            }
            return .inside
        }
        switch byte {
        case UInt8(ascii: "\""):
            isInText = true
            return depth < 2 ? .broken : .inside
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
            if depth == 1 { return byte == UInt8(ascii: "[") && !isOver ? .between : .broken }
            return depth == 2 ? .begins : .inside
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth -= 1
            if depth == 0 { isOver = true }
            return depth < 0 ? .broken : depth == 1 ? .ends : depth == 0 ? .between : .inside
        default:
            if depth >= 2 { return .inside }
            let isBlank = byte <= UInt8(ascii: " ")
            // The mark of the byte order may stand before the array.
            let isMark = depth == 0 && !isOver && byte >= 0xBB
            return isBlank || byte == UInt8(ascii: ",") || isMark ? .between : .broken
        }
    }
}
