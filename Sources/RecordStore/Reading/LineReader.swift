/// The lines of a file in one pass and in one block of memory, whatever the file's size.
struct LineReader: ~Copyable {
    private let file: InputFile
    private var buffer: [UInt8]

    /// No row of a record comes near it; what does is not a record.
    private static let longestLine = 1 << 20

    init(opening path: String, blockBytes: Int = 1 << 18) throws(RecordError) {
        let file = try InputFile(opening: path)
        buffer = [UInt8](repeating: 0, count: blockBytes)
        self.file = file
    }

    /// Calls `body` with every line that ends with a line feed, without it and without a carriage return
    /// before it, and the line's number from 1.
    ///
    /// - Returns: whether an unfinished line stood at the end: the trace of a killed run.
    mutating func forEachLine(
        _ body: (Span<UInt8>, Int) throws(RecordError) -> Void
    ) throws(RecordError) -> Bool {
        var filled = 0
        var number = 0
        while true {
            if filled == buffer.count {
                guard filled < Self.longestLine else {
                    throw .malformed(
                        file: file.path, line: number + 1, reason: "the line is too long for a row")
                }
                buffer.append(contentsOf: repeatElement(0, count: filled))
            }
            let count = try file.read(into: &buffer, from: filled)
            guard count > 0 else { return filled > 0 }
            let used = try lines(upTo: filled + count, searchedTo: filled, &number, body)
            filled += count - used
            guard used > 0 else { continue }
            for index in 0..<filled { buffer[index] = buffer[used + index] }
        }
    }

    /// Hands over the whole lines of the first `end` bytes, of which those before `searched` hold no
    /// line feed.
    ///
    /// - Returns: the length of what was handed over.
    private func lines(
        upTo end: Int, searchedTo searched: Int, _ number: inout Int,
        _ body: (Span<UInt8>, Int) throws(RecordError) -> Void
    ) throws(RecordError) -> Int {
        let span = buffer.span
        var start = 0
        var index = searched
        while index < end {
            if span[index] == UInt8(ascii: "\n") {
                number += 1
                let isReturn = index > start && span[index - 1] == UInt8(ascii: "\r")
                try body(span.extracting(start..<(isReturn ? index - 1 : index)), number)
                start = index + 1
            }
            index += 1
        }
        return start
    }
}
