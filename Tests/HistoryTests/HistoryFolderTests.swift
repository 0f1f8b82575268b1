import Analysis
import Foundation
import History
import RecordStore
import RunModel
import Statistics
import SyntheticRuns
import Testing

/// A folder of its own for each test.
final class HistoryFixture {
    let folder: HistoryFolder
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/history-\(UUID().uuidString)"
        folder = HistoryFolder(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    static func entry(_ number: Int, branch: String = "main") -> HistoryEntry {
        HistoryEntry(
            SyntheticPast.profile(number), kind: .run, series: "gate",
            labels: RunLabels(["branch": branch, "commit": "c\(number)"]), seed: 7,
            verdict: .passed)
    }

    func add(_ count: Int) throws -> [String] {
        try (0..<count).map { try folder.add(Self.entry($0)) }
    }

    func write(_ text: String, _ name: String) throws {
        try text.write(toFile: "\(path)/runs/\(name)", atomically: false, encoding: .utf8)
    }
}

@Suite struct HistoryFolderTests {
    @Test func `a run comes back as it was judged`() throws {
        let fixture = HistoryFixture()
        let entry = HistoryFixture.entry(3)
        let id = try fixture.folder.add(entry)
        #expect(try fixture.folder.entry(id) == entry)
        let listing = fixture.folder.listing()
        #expect(listing.items.map(\.id) == [id])
        #expect(listing.items.first?.head == entry.head)
        #expect(listing.skipped.isEmpty)
    }

    @Test func `judging by the file gives the words of judging by the record`() throws {
        let fixture = HistoryFixture()
        for number in 0..<10 { _ = try fixture.folder.add(HistoryFixture.entry(number)) }
        let read = fixture.folder.pastRuns().runs
        let kept = (0..<10).map { SyntheticPast.run($0) }
        func words(_ past: [PastRun]) -> [MetricVerdict.Word?] {
            let new = SyntheticPast.run(50, firstToken: 230)
            let sides = GateJudge(past: past, branch: "main", rules: SideRules())
                .findings(of: [new]).recent.sides
            return JudgedMetric.allCases.map { metric in
                sides?.metrics.first { $0.metric == metric }?.word
            }
        }
        #expect(words(read) == words(kept))
    }

    /// Both modes, twenty rounds, and answers of 2,000 different lengths.
    @Test func `a file stays under twenty kilobytes`() throws {
        let fixture = HistoryFixture()
        var profile = SyntheticPast.profile(
            1, modes: [.streaming, .nonStreaming], rounds: 20)
        for mode in profile.modes.indices {
            profile.modes[mode].outputTokens = .init((0..<2000).map { Double($0) * 3 })
            profile.modes[mode].promptTokens = .init((0..<2000).map { Double($0) })
            for round in profile.modes[mode].rounds.indices {
                for value in profile.modes[mode].rounds[round].values.indices {
                    let stated = profile.modes[mode].rounds[round].values[value].value
                    profile.modes[mode].rounds[round].values[value].least = stated.map {
                        $0 * 0.98765432
                    }
                }
            }
        }
        profile.work = (0..<25).map {
            RunProfile.PlanItem(key: "request.key_\($0)", value: "\"value\"")
        }
        let id = try fixture.folder.add(
            HistoryEntry(profile, kind: .run, series: "gate", labels: RunLabels()))
        let size = try fixture.folder.bytes(id).count
        #expect(size < 20_000, "\(size) bytes")
        #expect(try fixture.folder.entry(id).profile.modes[0].outputTokens.count == 2000)
    }

    @Test func `ids ascend by time, and a name says the digest`() throws {
        let fixture = HistoryFixture()
        let ids = try [2, 0, 1].map { try fixture.folder.add(HistoryFixture.entry($0)) }
        #expect(fixture.folder.listing().items.map(\.id) == ids.sorted())
        #expect(ids[1] < ids[2] && ids[2] < ids[0])
    }

    @Test func `damage is named, and the rest is read`() throws {
        let fixture = HistoryFixture()
        let ids = try fixture.add(4)
        let path = "\(fixture.path)/runs/\(ids[1]).json"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        try whole.replacing("\"passed\"", with: "\"failed\"")
            .write(toFile: path, atomically: false, encoding: .utf8)
        try fixture.write(
            String(whole.prefix(whole.count / 2)), ids[2] + ".json")
        try fixture.write("{}", "notes.json")
        try fixture.write("", "\u{202E}evil name;$(rm).json")
        try fixture.write("half", "20261126T101010000Z-0123456789abcdef.json.77.tmp")
        let found = fixture.folder.listing()
        #expect(found.items.map(\.id) == [ids[0], ids[3]])
        #expect(found.skipped.map(\.fault).count { $0 == .digest } == 2)
        #expect(found.skipped.map(\.fault).count { $0 == .name } == 2)
    }

    @Test func `a newer form is named as such`() throws {
        let fixture = HistoryFixture()
        _ = try fixture.add(1)
        let text = "{\n\"head\":{\"format\":2,\"new\":true},\n\"profile\":{}\n}\n"
        let digest = ContentDigest(text.utf8).text
        try fixture.write(text, "20261126T101010000Z-\(digest).json")
        let found = fixture.folder.listing()
        #expect(found.items.count == 1)
        #expect(found.skipped.map(\.fault) == [.format(2)])
        #expect("\(found.skipped[0].fault)".contains("format 2"))
    }

    @Test func `pipes, folders and links are no runs and stop nobody`() throws {
        let fixture = HistoryFixture()
        let ids = try fixture.add(1)
        let name = "20261126T101010000Z-0123456789abcdef.json"
        #expect(mkfifo("\(fixture.path)/runs/\(name)", 0o600) == 0)
        #expect(mkdir("\(fixture.path)/runs/20261126T101010001Z-0123456789abcdef.json", 0o700) == 0)
        #expect(
            symlink(
                "/dev/zero", "\(fixture.path)/runs/20261126T101010002Z-0123456789abcdef.json") == 0)
        let found = fixture.folder.listing()
        #expect(found.items.map(\.id) == ids)
        #expect(found.skipped.count == 3)
    }

    @Test func `a copy of a run counts once`() throws {
        let fixture = HistoryFixture()
        _ = try fixture.folder.add(HistoryFixture.entry(1))
        _ = try fixture.folder.add(HistoryFixture.entry(1, branch: "renamed"))
        let found = fixture.folder.listing()
        #expect(found.items.count == 1)
        #expect(found.skipped.map(\.fault) == [.copy])
    }

    @Test func `hostile contents with a right digest are left out or read, and end nothing`() throws
    {
        let fixture = HistoryFixture()
        let ids = try fixture.add(1)
        let whole = try String(
            contentsOfFile: "\(fixture.path)/runs/\(ids[0]).json", encoding: .utf8)
        let changes = [
            ("\"counts\":[", "\"counts\":[-5,"), ("\"rounds\":[0", "\"rounds\":[9e99"),
            ("\"values\":[", "\"values\":[null,[],"), ("\"streams\":[45", "\"streams\":[-45"),
            ("\"start_seconds\":[0", "\"start_seconds\":[1e308"),
            ("\"kind\":\"run\"", "\"kind\":\"?\""),
            ("\"counts\":[", "\"counts\":[9223372036854775807,"),
            ("\"streams\":[45", "\"streams\":[4611686018427387904"),
            ("\"count\":450", "\"count\":9223372036854775807"),
            ("\"origin_nanoseconds\":1", "\"origin_nanoseconds\":99999999999999999999"),
        ]
        for (place, change) in changes.enumerated() {
            let text = whole.replacing(change.0, with: change.1)
            try fixture.write(
                text, "202611\(10 + place)T101010000Z-\(ContentDigest(text.utf8).text).json")
        }
        let found = fixture.folder.pastRuns()
        #expect(found.runs.contains { $0.id == ids[0] })
        #expect(!found.skipped.isEmpty)
        _ = GateJudge(past: found.runs, branch: nil, rules: SideRules())
            .findings(of: [SyntheticPast.run(99)])
    }

    @Test func `a folder that is none is told, and nothing is made`() throws {
        let fixture = HistoryFixture()
        try "a file".write(toFile: fixture.path, atomically: false, encoding: .utf8)
        #expect(throws: RecordError.self) { try fixture.folder.add(HistoryFixture.entry(1)) }
        #expect(fixture.folder.listing().items.isEmpty)
    }

    @Test func `git leaves its bytes alone`() throws {
        let fixture = HistoryFixture()
        _ = try fixture.add(1)
        let text = try String(contentsOfFile: "\(fixture.path)/.gitattributes", encoding: .utf8)
        #expect(text.contains("* -text"))
    }
}
