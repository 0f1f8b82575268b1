import Foundation
import RecordStore
import Testing

@Suite struct WholeFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a link stays one, and its file has the bytes`() throws {
        let file = "\(folder.path)/file"
        let link = "\(folder.path)/link"
        try Data("old".utf8).write(to: URL(filePath: file))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        try WholeFile.write(Array("new".utf8), named: link)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
    }

    @Test func `a device takes the bytes and stays a device`() throws {
        // Through a link, so that a fault makes a file here and none of the device.
        let link = "\(folder.path)/null"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
        try WholeFile.write(Array("gone".utf8), named: link)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/null")
    }

    @Test func `a folder is no file, and says so`() {
        #expect(throws: RecordError.self) { try WholeFile.write([1], named: folder.path) }
    }
}
