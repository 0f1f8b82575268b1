import Testing

@testable import RecordStore

@Suite struct TextCellTests {
    private func written(_ text: String) -> String {
        var buffer = RowBuffer(capacity: 4)
        TextCell.write(text, to: &buffer)
        return String(decoding: buffer.storage[..<buffer.count], as: UTF8.self)
    }

    @Test(arguments: [
        ("", "\"\""), ("a \"b\", c", "\"a \"\"b\"\", c\""), ("=1+1", "\"'=1+1\""),
        ("+49", "\"'+49\""), ("-1", "\"'-1\""), ("@x", "\"'@x\""), ("'x", "\"''x\""),
        ("a\nb\r\nc\td\u{0}e\u{7F}f\u{85}g\u{2028}h", "\"a b  c d e f g h\""),
        ("\t=1", "\" =1\""), ("\u{FFFD}ä", "\"\u{FFFD}ä\""),
    ])
    func `makes a text harmless to a spreadsheet`(text: String, cell: String) {
        #expect(written(text) == cell)
    }

    @Test(arguments: GeneratedRecords.messages)
    func `reads back what it wrote`(text: String) throws {
        let line = Array(written(text).utf8)
        let cell = try #require(RowCells(line.span)?.cells.first)
        #expect(!cell.isEmpty)
        #expect(TextCell.read(cell.text) == text)
    }
}
