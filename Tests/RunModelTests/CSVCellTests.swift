import RunModel
import Testing

@Suite struct CSVCellTests {
    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
        ("two\nlines", "\"two\nlines\""), ("=1+1", "'=1+1"), ("@sum", "'@sum"), ("-2", "'-2"),
        ("+,", "\"'+,\""), ("\"\u{301}", "\"\"\"\u{301}\""), ("", ""),
    ])
    func `quotes text and disarms formulas`(text: String, field: String) {
        #expect(CSVCell.text(text).unicodeScalars.elementsEqual(field.unicodeScalars))
    }
}
