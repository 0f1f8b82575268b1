import Foundation
import RecordStore
import RunModel
import Testing

@Suite struct RecordDirectoryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `names the folder by time and run and numbers the next of a second`() throws {
        let parent = "\(folder.path)/deep/er"
        let time = UTCTime(nanosecondsSince1970: 1_777_777_777_999_000_000)
        let names = try (0..<3).map { _ in
            try RecordDirectory(creatingIn: parent, name: "a run", at: time).path
        }
        #expect(
            names == [
                "\(parent)/20260503T030937Z-a-run", "\(parent)/20260503T030937Z-a-run-2",
                "\(parent)/20260503T030937Z-a-run-3",
            ])
    }

    @Test(arguments: [
        ("../../etc", "..-..-etc"), ("", "run"), ("..", "run"), ("é", "run"),
        ("a b/c:d", "a-b-c-d"), ("v1.2_x", "v1.2_x"),
    ])
    func `makes any name harmless`(name: String, expected: String) throws {
        #expect(try folder.record(name).path.hasSuffix("Z-\(expected)"))
    }

    @Test func `says what cannot be created and why`() {
        let error = #expect(throws: RecordError.self) {
            try RecordDirectory(creatingIn: "/dev/null/x", name: "a", at: .now())
        }
        #expect(error?.description.hasPrefix("cannot create '/dev/null/x': Not a dir") == true)
    }

    @Test func `replaces a file whole and leaves no other behind`() throws {
        let directory = try folder.record()
        try directory.writeAtomically(.report, Array("old".utf8))
        try directory.writeAtomically(.report, Array("new".utf8))
        try directory.write(manifest())

        #expect(try lines(of: directory, .report) == ["new"])
        #expect(directory.contents == [.manifest, .report])
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(names.sorted() == ["manifest.json", "report.html"])
    }

    @Test func `writes through no link that someone laid in its way`() throws {
        let directory = try folder.record()
        let victim = folder.path + "/victim"
        let link = directory.path(of: .report) + ".\(getpid()).tmp"
        #expect(symlink(victim, link) == 0)
        try directory.writeAtomically(.report, Array("new".utf8))
        #expect(try lines(of: directory, .report) == ["new"])
        #expect(!FileManager.default.fileExists(atPath: victim))
    }

    @Test func `writes times as ISO 8601 does`() {
        let time = UTCTime(nanosecondsSince1970: 951_782_400_007_000_000)
        #expect(time.iso8601 == "2000-02-29T00:00:00.007Z")
        #expect(time.fileName == "20000229T000000Z")
    }
}
