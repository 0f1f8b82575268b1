import Analysis
import Foundation
import RunModel
import Testing

@testable import History

/// Results of other tools in a history.
@Suite struct ForeignEntryExchangeTests {
    private let folder: ExchangeFolder

    init() throws { folder = try ExchangeFolder() }

    private func entry(_ result: ForeignResult, branch: String = "main") -> HistoryEntry {
        result.entry(
            name: "a.json", labels: RunLabels(["branch": branch]), time: 1_795_692_101_000_000_000)
    }

    @Test(arguments: ForeignFixture.names)
    func `a result is kept as what it is, and read again`(name: String) throws {
        for result in try ForeignFixture(name: name).results() {
            let entry = entry(result)
            let id = try folder.history.add(entry)
            #expect(try folder.history.entry(id) == entry)
            #expect(entry.head.kind == .imported)
            #expect(entry.head.tool == result.tool.rawValue)
            #expect(entry.head.series == result.tool.rawValue)
            #expect(entry.head.trust == .withCare)
            #expect(entry.head.originNanoseconds < 0)
            #expect(entry.profile.modes.map(\.rounds.count) == [1])
        }
        #expect(folder.history.listing().skipped.isEmpty)
    }

    @Test func `no two results are taken for one, and one is itself wherever it stands`() throws {
        let all = try ForeignFixture.names.flatMap { try ForeignFixture(name: $0).results() }
        #expect(Set(all.map(\.originNanoseconds)).count == all.count)
        // A file grows as SGLang appends to it.
        let lines = try ForeignFixture(name: "sglang-0.5.23.jsonl").bytes.split(separator: 10)
        let first = try ForeignFile.results(in: Array(lines[0]), zone: .utc)
        let grown = try ForeignFile.results(
            in: Array(lines.joined(separator: [13, 10])), zone: .utc)
        #expect(grown.count == 2)
        #expect(first[0].originNanoseconds == grown[0].originNanoseconds)
    }

    @Test func `is never what one of our runs is held against`() throws {
        let result = try ForeignFixture(name: "vllm-0.33.json").results()[0]
        let entry = entry(result)
        let id = try folder.history.add(entry)
        for name in ["release", "v1"] {
            try folder.history.add(
                HistoryMark(.baseline, run: id, name: name, time: "2026-11-26T12:00:00Z"))
        }
        let past = folder.history.pastRuns().runs
        #expect(past.map(\.kind) == [.imported])
        for kind in PastRun.Kind.allCases where kind != .imported {
            let new = PastRun(
                id: "new", kind: kind, labels: entry.head.labels, profile: entry.profile)
            let last = BaselineChoice(lastOf: past, branch: "main", count: 10, like: new)
            #expect(last.runs.isEmpty && last.passedOver.isEmpty)
            let named = BaselineChoice(named: "release", of: past, branch: "main", like: new)
            #expect(named.runs.isEmpty && named.passedOver.isEmpty)
        }
    }

    @Test func `results of different loads did other work`() throws {
        let results = try ForeignFixture(name: "sglang-0.5.23.jsonl").results().map { entry($0) }
        #expect(!results[0].profile.otherWork(than: results[1].profile).isEmpty)
    }

    @Test func `a cancelled run is not a completed one`() throws {
        let bytes = try ForeignFixture(name: "aiperf-0.13.json").bytes
        let text = String(decoding: bytes, as: UTF8.self)
            .replacingOccurrences(of: #""was_cancelled": false"#, with: #""was_cancelled": true"#)
        let result = try ForeignFile.results(in: Array(text.utf8), zone: .utc)[0]
        #expect(PastRun("id", entry(result)).fault == .ended)
    }
}
