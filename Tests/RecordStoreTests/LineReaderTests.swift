import Foundation
import Testing

@testable import RecordStore

@Suite struct LineReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: 1...40)
    func `finds the same lines whatever the size of its block`(blockBytes: Int) throws {
        let path = "\(folder.path)/lines"
        try Data("one\n\ntwo, three\r\na longer line than any block\ntorn".utf8)
            .write(to: URL(fileURLWithPath: path))
        var found: [String] = []
        var reader = try LineReader(opening: path, blockBytes: blockBytes)
        let rest = try reader.forEachLine { line, number throws(RecordError) in
            found.append("\(number):\(String(copying: line))")
        }
        #expect(found == ["1:one", "2:", "3:two, three", "4:a longer line than any block"])
        #expect(rest.isTorn)
        #expect(rest.overlong.isEmpty)
    }

    @Test func `says what it cannot open`() {
        #expect(throws: RecordError.self) { _ = try LineReader(opening: "/nowhere/at/all") }
    }
}
