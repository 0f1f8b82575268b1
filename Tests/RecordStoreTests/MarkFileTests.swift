import RunModel
import Testing

@testable import RecordStore

@Suite struct MarkFileTests {
    private let folder: TemporaryFolder
    private let directory: RecordDirectory
    private let origin = manifest().origin

    init() throws {
        folder = try TemporaryFolder()
        directory = try folder.record()
        try directory.write(manifest())
    }

    private func record() throws -> RunRecord {
        let writer = try RecordWriter(
            directory: directory, clock: manifest().clock, sampling: sampling())
        _ = writer.finish()
        return try RecordReader(opening: directory.path).read()
    }

    @Test func `there is no file where nothing was marked`() throws {
        #expect(!directory.holds(.marks))
        #expect(try record().marks.isEmpty)
    }

    @Test func `a mark is in the file when it was set, and reads back as it was`() throws {
        let marks = MarkFile(in: directory, origin: origin)
        let texts = ["deployed v2", "a, \"b\"", "=SUM(A1)", "naïve 日本", "'quoted"]
        for (place, text) in texts.enumerated() {
            let mark = try marks.append(text, at: origin + .seconds(place + 1))
            #expect(mark?.text == text)
            #expect(try lines(of: directory, .marks).count == place + 2)
        }
        #expect(try lines(of: directory, .marks)[1] == "1000000000,\"deployed v2\"")
        let read = try record().marks
        #expect(read.map(\.text) == texts)
        #expect(read.map(\.instant) == (1...5).map { origin + .seconds($0) })
    }

    @Test(arguments: [nil, "", "   ", "\n"])
    func `a mark without a name has its number`(text: String?) throws {
        let marks = MarkFile(in: directory, origin: origin)
        _ = try marks.append("first", at: origin)
        #expect(try marks.append(text, at: origin)?.text == "mark 2")
    }

    @Test func `a text is one line of at most 100 letters`() throws {
        let marks = MarkFile(in: directory, origin: origin)
        let mark = try marks.append(
            "  a\nb\u{1B}[2Jc" + String(repeating: "x", count: 500), at: origin)
        #expect(mark?.text.count == 100 && mark?.text.hasPrefix("a b [2Jc") == true)
    }

    @Test func `a run has so many marks and no more`() throws {
        let marks = MarkFile(in: directory, origin: origin, most: 20)
        for _ in 0..<20 { #expect(try marks.append("x", at: origin) != nil) }
        #expect(try marks.append("one more", at: origin) == nil)
        #expect(try record().marks.count == 20)
    }

    @Test func `what a kill or a hand has left is told, and the rest is read`() throws {
        let marks = MarkFile(in: directory, origin: origin)
        _ = try marks.append("kept", at: origin + .seconds(1))
        try append(
            "nonsense\n9223372036854775807,\"x\"\n,\"y\"\n2000,\"torn",
            to: directory.path(of: .marks))
        let record = try record()
        #expect(record.marks.map(\.text) == ["kept"])
        let notices = record.manifest.notices.map(\.text).joined(separator: " ")
        #expect(notices.contains("3 rows of marks.csv cannot be read"))
        #expect(notices.contains("last line of marks.csv is unfinished"))
    }
}
