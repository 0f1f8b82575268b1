/// Which runs of a history a trend is of: those of one series, kind and branch.
package struct TrendSelection: Sendable, Equatable {
    /// What is known of a run before its numbers are read.
    package struct Candidate: Sendable, Equatable {
        package var id: String
        package var series: String
        package var kind: PastRun.Kind
        package var branch: String?

        package init(id: String, series: String, kind: PastRun.Kind, branch: String?) {
            self.id = id
            self.series = series
            self.kind = kind
            self.branch = branch
        }
    }

    package private(set) var series: String?
    package private(set) var branch: String?
    /// In order of time.
    package private(set) var ids: [String] = []
    package private(set) var olderRuns = 0
    package private(set) var others: [HistoryTrend.OtherRuns] = []

    package static let usualCount = 200

    /// - Parameters:
    ///   - candidates: All runs of the history.
    ///   - series: Nil for that of the last run.
    ///   - branch: Nil for the one with the most runs of the series, which is the one that others come from.
    ///   - count: The last so many.
    package init(
        from candidates: [Candidate], series: String? = nil, branch: String? = nil, last count: Int
    ) {
        let sorted = candidates.sorted { $0.id < $1.id }
        let latest = sorted.last {
            (series == nil || $0.series == series) && (branch == nil || $0.branch == branch)
        }
        self.series = series ?? latest?.series
        guard let latest else {
            self.branch = branch
            others = Self.groups(sorted)
            return
        }
        let alike = sorted.filter { $0.series == latest.series && $0.kind == latest.kind }
        let main = branch ?? Self.mostUsed(alike)
        self.branch = main
        let chosen = alike.filter { main == nil || $0.branch == main }
        ids = chosen.suffix(max(count, 0)).map(\.id)
        olderRuns = chosen.count - ids.count
        let taken = Set(chosen.map(\.id))
        others = Self.groups(sorted.filter { !taken.contains($0.id) })
    }

    /// Among equals the branch of the later run.
    private static func mostUsed(_ candidates: [Candidate]) -> String? {
        var counts: [String: Int] = [:]
        for candidate in candidates { counts[candidate.branch ?? "", default: 0] += 1 }
        let most = counts.filter { !$0.key.isEmpty }.values.max()
        return candidates.last { $0.branch != nil && counts[$0.branch ?? ""] == most }?.branch
    }

    /// Those with the most runs first.
    private static func groups(_ candidates: [Candidate]) -> [HistoryTrend.OtherRuns] {
        var groups: [HistoryTrend.OtherRuns] = []
        for one in candidates {
            if let place = groups.firstIndex(where: {
                $0.series == one.series && $0.kind == one.kind && $0.branch == one.branch
            }) {
                groups[place].runs += 1
            } else {
                groups.append(
                    HistoryTrend.OtherRuns(
                        series: one.series, kind: one.kind, branch: one.branch, runs: 1))
            }
        }
        return groups.sorted {
            ($1.runs, $0.series, $0.branch ?? "") < ($0.runs, $1.series, $1.branch ?? "")
        }
    }
}
