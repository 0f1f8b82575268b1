/// A cell of foreign text: what a server said, in a file that people open in spreadsheets.
///
/// Always quoted (RFC 4180, section 2), so that an empty text and no text differ. Control characters
/// become spaces, so that a row is a line. A text that a spreadsheet would take for a formula gets a
/// leading apostrophe, as does one that begins with an apostrophe, so that reading can remove it.
enum TextCell {
    /// Of a longer text the beginning is written: no cell may make its row too long to be read.
    static let mostBytes = 4096

    static func write(_ text: String, to buffer: inout RowBuffer) {
        buffer.append(UInt8(ascii: "\""))
        if let first = text.unicodeScalars.first, guarded(first) {
            buffer.append(UInt8(ascii: "'"))
        }
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= mostBytes else { break }
            if isControl(scalar) {
                buffer.append(UInt8(ascii: " "))
            } else {
                if scalar == "\"" { buffer.append(UInt8(ascii: "\"")) }
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    buffer.append(byte)
                }
            }
        }
        buffer.append(UInt8(ascii: "\""))
    }

    /// The text of a cell whose quotes are already undone.
    static func read(_ cell: String) -> String {
        cell.hasPrefix("'") ? String(cell.dropFirst()) : cell
    }

    /// TAB and CR begin formulas too, but are control characters and never get here.
    private static func guarded(_ first: Unicode.Scalar) -> Bool {
        ["=", "+", "-", "@", "'"].contains(first)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
            || scalar == "\u{2028}" || scalar == "\u{2029}"
    }
}
