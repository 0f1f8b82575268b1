/// The cells of one row (RFC 4180), which is one line: no cell of a record holds a line feed.
struct RowCells {
    /// One cell; numbers, which nearly all are, cost no String.
    enum Cell {
        /// Nothing between the commas; a quoted empty text is not empty.
        case empty
        case number(Int64)
        /// Anything else, quotes undone.
        case text(String)

        var isEmpty: Bool {
            if case .empty = self { true } else { false }
        }

        var number: Int64? {
            if case .number(let number) = self { number } else { nil }
        }

        var text: String {
            switch self {
            case .empty: ""
            case .number(let number): String(number)
            case .text(let text): text
            }
        }
    }

    private(set) var cells: [Cell] = []

    /// Splits `line`; nil where a quote is not closed or is followed by something else than a comma.
    init?(_ line: Span<UInt8>) {
        var position = 0
        repeat {
            guard let cell = Self.nextCell(of: line, at: &position) else { return nil }
            cells.append(cell)
        } while position <= line.count
    }

    /// Reads the cell that begins at `position` and moves behind the comma that ends it.
    private static func nextCell(of line: Span<UInt8>, at position: inout Int) -> Cell? {
        if position < line.count, line[position] == UInt8(ascii: "\"") {
            return quotedCell(of: line, at: &position)
        }
        let start = position
        while position < line.count, line[position] != UInt8(ascii: ",") { position += 1 }
        defer { position += 1 }
        guard position > start else { return .empty }
        let bytes = line.extracting(start..<position)
        var cells = NumberCells()
        // Digits after a leading zero may be meant as text.
        if let number = cells.number(in: bytes), number != 0 || bytes.count == 1,
            bytes[0] != UInt8(ascii: "0") || bytes.count == 1
        {
            return .number(number)
        }
        return .text(String(copying: bytes))
    }

    private static func quotedCell(of line: Span<UInt8>, at position: inout Int) -> Cell? {
        let quote = UInt8(ascii: "\"")
        var content: [UInt8] = []
        position += 1
        while position < line.count {
            if line[position] == quote {
                position += 1
                guard position < line.count, line[position] == quote else {
                    let isEnded = position == line.count || line[position] == UInt8(ascii: ",")
                    position += 1
                    return isEnded ? .text(String(copying: content.span)) : nil
                }
            }
            content.append(line[position])
            position += 1
        }
        return nil
    }
}
