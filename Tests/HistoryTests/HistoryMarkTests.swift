import Analysis
import Foundation
import History
import Testing

@Suite struct HistoryMarkTests {
    @Test func `what is said of a run is with it, and can be taken back`() throws {
        let fixture = HistoryFixture()
        let ids = try fixture.add(3)
        let times = (0..<5).map { "2026-11-26T12:00:0\($0).000Z" }
        try fixture.folder.add(
            HistoryMark(.exclude, run: ids[0], reason: "broken network", time: times[0], by: "ann"))
        try fixture.folder.add(HistoryMark(.bless, run: ids[1], reason: "wanted", time: times[1]))
        try fixture.folder.add(HistoryMark(.baseline, run: ids[2], name: "v1", time: times[2]))
        var runs = fixture.folder.pastRuns().runs
        #expect(runs.map(\.exclusion) == ["broken network", nil, nil])
        #expect(runs.map(\.blessing) == [nil, "wanted", nil])
        #expect(runs.map(\.baselines) == [[], [], ["v1"]])
        try fixture.folder.add(
            HistoryMark(.exclude, run: ids[0], isWithdrawn: true, time: times[3]))
        try fixture.folder.add(
            HistoryMark(.baseline, run: ids[2], name: "v1", isWithdrawn: true, time: times[4]))
        runs = fixture.folder.pastRuns().runs
        #expect(runs.map(\.exclusion) == [nil, nil, nil])
        #expect(runs.map(\.baselines) == [[], [], []])
    }

    @Test func `a run can be in several baselines`() throws {
        let fixture = HistoryFixture()
        let id = try fixture.add(1)[0]
        for (place, name) in ["v2", "v1", "v2"].enumerated() {
            try fixture.folder.add(
                HistoryMark(
                    .baseline, run: id, name: name, time: "2026-11-26T12:00:0\(place).000Z"))
        }
        #expect(fixture.folder.pastRuns().runs[0].baselines == ["v1", "v2"])
    }

    @Test func `the last word holds, though the one before was dated ahead`() throws {
        let fixture = HistoryFixture()
        let id = try fixture.add(1)[0]
        try fixture.folder.add(
            HistoryMark(.exclude, run: id, reason: "x", time: "2099-12-31T23:59:59.999Z"))
        try fixture.folder.add(
            HistoryMark(.exclude, run: id, isWithdrawn: true, time: "2026-11-26T12:00:00.000Z"))
        #expect(fixture.folder.pastRuns().runs.map(\.exclusion) == [nil])
    }

    @Test func `damaged marks are counted`() throws {
        let fixture = HistoryFixture()
        let id = try fixture.add(1)[0]
        try fixture.folder.add(
            HistoryMark(.exclude, run: id, reason: "x", time: "2026-11-26T12:00:00.000Z"))
        try "{}".write(
            toFile: "\(fixture.path)/marks/20261126T120000000Z-0000000000000000.json",
            atomically: false, encoding: .utf8)
        let found = fixture.folder.pastRuns()
        #expect(found.runs.map(\.exclusion) == ["x"])
        #expect(found.skipped.count == 1)
    }
}
