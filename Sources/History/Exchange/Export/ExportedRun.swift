package import Analysis
internal import RunModel
internal import Statistics

/// A run of the history on its way to another tool.
package struct ExportedRun: Sendable, Equatable {
    package let head: HistoryHead
    package let run: PastRun

    package var id: String { run.id }

    /// A number of the run, over its rounds.
    struct Value: Equatable {
        /// Nil for what belongs to the run as a whole.
        var mode: ResponseMode?
        var metric: JudgedMetric
        var mean: Double
        var median: Double
        /// Of the mean, at 95 %; of limits, the least and the most that explain what was seen.
        var low: Double?
        var high: Double?
        /// Rounds that have a value, and that have none.
        var rounds = 0
        var lacking = 0
        /// Whether a round lacks it because too many of its requests failed: the mean is then that of the better
        /// rounds.
        var isHalf = false
    }

    /// In the order of the run's modes and of `JudgedMetric`; of limits last.
    var values: [Value] {
        run.profile.modes.flatMap(Self.values) + JudgedMetric.allCases.compactMap(limit)
    }

    private static func values(_ mode: ModeProfile) -> [Value] {
        JudgedMetric.allCases.compactMap { metric in
            let all = mode.rounds.map { $0[metric] }
            let known = all.compactMap { $0?.value }.filter(\.isFinite)
            let sample = SortedSample(known)
            guard let mean = sample.mean, let median = sample.median else { return nil }
            let interval = MeanInterval(known)
            return Value(
                mode: mode.mode, metric: metric, mean: StoredProfile.rounded(mean),
                median: StoredProfile.rounded(median),
                low: interval.map { StoredProfile.rounded($0.low) },
                high: interval.map { StoredProfile.rounded($0.high) }, rounds: known.count,
                lacking: all.count - known.count,
                isHalf: all.contains { $0?.lack == .infinite })
        }
    }

    private func limit(_ metric: JudgedMetric) -> Value? {
        guard metric.isOfLimits, let limits = run.profile.limits,
            let middle = limits.middle(of: metric)
        else { return nil }
        let bounds = metric == .streamCeiling ? limits.streamCeiling : limits.windowRequests
        return Value(
            metric: metric, mean: middle, median: middle, low: bounds?.low, high: bounds?.high)
    }
}

/// Which runs of a history are exported.
package struct ExportChoice: Sendable, Equatable {
    package var branch: String?
    package var series: String?
    package var kind: PastRun.Kind?
    /// So many of the latest; nil for all.
    package var last: Int?

    package init(
        branch: String? = nil, series: String? = nil, kind: PastRun.Kind? = nil, last: Int? = nil
    ) {
        self.branch = branch
        self.series = series
        self.kind = kind
        self.last = last
    }

    func holds(_ head: HistoryHead) -> Bool {
        (branch == nil || head.labels.branch == branch)
            && (series == nil || head.series == series) && (kind == nil || head.kind == kind)
    }
}

extension HistoryFolder {
    /// The runs chosen, in order of time, and the files that could not be read.
    package func exportedRuns(
        _ choice: ExportChoice
    ) -> (runs: [ExportedRun], skipped: [Skipped]) {
        let listing = listing()
        let chosen = listing.items.filter { choice.holds($0.head) }
        let wanted = choice.last.map { Array(chosen.suffix(max($0, 0))) } ?? chosen
        let heads = Dictionary(uniqueKeysWithValues: wanted.map { ($0.id, $0.head) })
        let marks = markings()
        let found = pastRuns(wanted.map(\.id), marks.marks)
        return (
            found.runs.compactMap { run in heads[run.id].map { ExportedRun(head: $0, run: run) } },
            listing.skipped + marks.skipped + found.skipped
        )
    }
}

/// A run that is not exported, and why.
package struct ExportOmission: Sendable, Equatable, CustomStringConvertible {
    package var id: String
    package var reason: PassedOver.Reason
    package var text: String?

    package var description: String {
        let why =
            switch reason {
            case .excluded: "it is excluded"
            case .ended: "it was not completed"
            case .regression: "it was judged a regression"
            case .suspect: "it looked worse, and no run cleared it"
            case .changedMidway: "its target changed in its midst"
            case .coldStart: "it began on a target that was not warm"
            case .notTrustworthy: "it is not trustworthy"
            case .otherWork: "it did other work than the last one"
            case .beforeBlessing: "it is older than the blessed one"
            }
        let detail = text.flatMap { $0.isEmpty ? nil : " (\($0))" } ?? ""
        return "'\(id)': \(why)\(detail)"
    }

    init(_ run: ExportedRun, _ reason: PassedOver.Reason, _ text: String? = nil) {
        id = run.id
        self.reason = reason
        self.text = text
    }

    /// Those whose numbers are a measure, and the rest.
    package static func sorted(
        _ runs: [ExportedRun]
    ) -> (kept: [ExportedRun], left: [ExportOmission]) {
        let left = runs.compactMap { run in
            run.run.fault.map { ExportOmission(run, $0, run.run.exclusion) }
        }
        return (runs.filter { $0.run.fault == nil }, left)
    }
}
