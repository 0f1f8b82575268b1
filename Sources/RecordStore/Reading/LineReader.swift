/// The lines of a file in one pass and in one block of memory, whatever the file's size.
struct LineReader: ~Copyable {
    private let file: InputFile
    private var buffer: [UInt8]

    /// No row of a record comes near it.
    private static let longestLine = 1 << 20

    /// Where in the file the reader is.
    private struct Place {
        /// Of the last line that ended.
        var line = 0
        /// Whether what is read belongs to a line that is too long.
        var isPassingOver = false
    }

    /// What stood in the file beside the lines that were handed over.
    struct Rest {
        /// Whether an unfinished line stood at the end: the trace of a killed run.
        var isTorn = false
        /// The numbers of lines that are too long for a row.
        var overlong: [Int] = []
    }

    init(opening path: String, blockBytes: Int = 1 << 18) throws(RecordError) {
        let file = try InputFile(opening: path)
        buffer = [UInt8](repeating: 0, count: blockBytes)
        self.file = file
    }

    /// Calls `body` with every line that ends with a line feed, without it and without a carriage return
    /// before it, and the line's number from 1. Lines of more than a megabyte are passed over.
    mutating func forEachLine(
        _ body: (Span<UInt8>, Int) throws(RecordError) -> Void
    ) throws(RecordError) -> Rest {
        var rest = Rest()
        var place = Place()
        var filled = 0
        while true {
            if filled == buffer.count {
                if filled < Self.longestLine {
                    buffer.append(contentsOf: repeatElement(0, count: filled))
                } else {
                    if !place.isPassingOver { rest.overlong.append(place.line + 1) }
                    place.isPassingOver = true
                    filled = 0
                }
            }
            let count = try file.read(into: &buffer, from: filled)
            guard count > 0 else {
                rest.isTorn = filled > 0 || place.isPassingOver
                return rest
            }
            let used = try lines(upTo: filled + count, searchedTo: filled, &place, body)
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
        upTo end: Int, searchedTo searched: Int, _ place: inout Place,
        _ body: (Span<UInt8>, Int) throws(RecordError) -> Void
    ) throws(RecordError) -> Int {
        let span = buffer.span
        var start = 0
        var index = searched
        while index < end {
            if span[index] == UInt8(ascii: "\n") {
                place.line += 1
                if place.isPassingOver {
                    place.isPassingOver = false
                } else {
                    let isReturn = index > start && span[index - 1] == UInt8(ascii: "\r")
                    try body(
                        span.extracting(start..<(isReturn ? index - 1 : index)), place.line)
                }
                start = index + 1
            }
            index += 1
        }
        return start
    }
}
