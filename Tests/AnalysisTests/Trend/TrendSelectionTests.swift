import Testing

@testable import Analysis

@Suite struct TrendSelectionTests {
    private func candidates(
        _ count: Int, _ series: String = "chat", _ branch: String? = "main",
        kind: PastRun.Kind = .run, from first: Int = 0
    ) -> [TrendSelection.Candidate] {
        (0..<count).map {
            TrendSelection.Candidate(
                id: String(10_000 + first + $0), series: series, kind: kind, branch: branch)
        }
    }

    @Test func `takes the series of the last run and the branch of most`() {
        let found = TrendSelection(
            from: candidates(30) + candidates(2, "chat", "fix", from: 40)
                + candidates(9, "batch", from: 30),
            last: 10)
        #expect(found.series == "chat")
        #expect(found.branch == "main")
        #expect(found.ids == (20..<30).map { String(10_000 + $0) })
        #expect(found.olderRuns == 20)
        #expect(found.others.map(\.runs) == [9, 2])
    }

    @Test func `takes what is asked for`() {
        let all = candidates(5) + candidates(3, "batch", "fix", from: 10)
        let found = TrendSelection(from: all, series: "chat", branch: "main", last: 200)
        #expect(found.ids.count == 5)
        #expect(TrendSelection(from: all, series: "none", last: 200).ids.isEmpty)
        #expect(TrendSelection(from: all, branch: "fix", last: 200).series == "batch")
    }

    @Test func `takes all where no run has a branch`() {
        let found = TrendSelection(from: candidates(4, "chat", nil), last: 200)
        #expect(found.branch == nil)
        #expect(found.ids.count == 4)
    }

    @Test func `keeps kinds apart`() {
        let found = TrendSelection(
            from: candidates(9, kind: .imported) + candidates(4, from: 20), last: 200)
        #expect(found.ids.count == 4)
        #expect(found.others.map(\.kind) == [.imported])
    }

    @Test func `finds nothing in an empty history`() {
        #expect(TrendSelection(from: [], last: 200).ids.isEmpty)
    }
}
