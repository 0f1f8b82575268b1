/// How the metrics of a series went from run to run, and where they changed: trend.json is this value, and every
/// other output is made from it alone.
package struct HistoryTrend: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = HistoryTrend.currentFormat
    package var tool = "streamgauge"
    /// Absent where there is no run.
    package var series: String?
    package var kind: PastRun.Kind?
    /// Whose runs; absent for all.
    package var branch: String?
    package var rules: SideRules
    /// In order of time.
    package var runs: [TrendRun] = []
    /// Worst first.
    package var metrics: [MetricTrend] = []
    /// Runs of the same kind before these.
    package var olderRuns = 0
    /// Files that could not be read.
    package var skippedFiles = 0
    /// What else the history holds.
    package var others: [OtherRuns] = []

    /// Runs that are no part of the trend, as they are of another series, kind or branch.
    package struct OtherRuns: Codable, Sendable, Equatable {
        package var series: String
        package var kind: PastRun.Kind
        package var branch: String?
        package var runs: Int

        package init(series: String, kind: PastRun.Kind, branch: String?, runs: Int) {
            self.series = series
            self.kind = kind
            self.branch = branch
            self.runs = runs
        }
    }

    /// How many runs count.
    package var countedRuns: Int { runs.count { $0.leftOut == nil } }

    /// Metrics that decide and whose level is worse than it was, with nobody having said that it may.
    package var worse: [MetricTrend] { metrics.filter { !$0.isAdvisory && $0.standing != nil } }

    /// Metrics that decide and get worse bit by bit.
    package var creeping: [MetricTrend] {
        metrics.filter { !$0.isAdvisory && $0.standing == nil && $0.creep?.word == .worse }
    }
}

/// A run of a trend; metrics name it by its place.
package struct TrendRun: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    /// UTC, ISO 8601.
    package var started: String
    package var endpoint: String
    package var model: String
    package var version: String
    package var labels: RunLabels
    package var trust: Verdict
    /// What the gate said of it; absent where none did.
    package var verdict: GateResult.Verdict?
    /// Why it counts nowhere; absent where it does.
    package var leftOut: PassedOver.Reason?
    /// What was said of that: a person's reason, or the keys of the plan that differ.
    package var leftOutText: String?
    package var blessing: String?
    package var baselines: [String]

    /// What the commit says of itself in a line.
    package var subject: String? { labels["subject"] }
}

/// A run as a change names it.
package struct TrendPlace: Codable, Sendable, Equatable {
    /// Among the runs of the trend.
    package var run: Int
    package var id: String
    package var commit: String?

    /// Enough of a commit's digest to find it.
    package var shortCommit: String? { commit.map { String($0.prefix(9)) } }
}
