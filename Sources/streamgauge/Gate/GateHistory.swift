import Analysis
import History
import RunModel

/// What a gate needs of the past: the runs that it is held against, and what was said of the branch before.
struct GateHistory {
    let labels: RunLabels
    let judge: GateJudge
    let previous: GateResult.Verdict?
    /// Files that could not be read.
    let notes: [String]
    /// How long the last runs took.
    let seconds: Double?

    /// Of runs that are read whole there is no need for more.
    private static let mostRuns = 1000

    init(_ subject: any GateSubject, _ options: GateOptions, _ rules: SideRules) {
        let labels = Origin.labels(options.labels.map { ($0.name, $0.value) })
        self.labels = labels
        let branch = options.branch ?? labels.targetBranch ?? labels.branch
        let folder = options.history.folder
        let listing = folder.listing()
        let marks = folder.markings()
        let series = listing.items.filter {
            $0.head.kind == subject.kind && $0.head.series == subject.plan.name
        }
        let ofBranch = series.filter { branch == nil || $0.head.labels.branch == branch }
        let wanted = Set(
            ofBranch.suffix(Self.mostRuns).map(\.id)
                + series.filter { $0.head.labels.branch == labels.branch }
                .suffix(Self.mostRuns).map(\.id)
                + series.filter { marks.marks.names($0.id) }.map(\.id))
        let found = folder.pastRuns(
            listing.items.map(\.id).filter(wanted.contains), marks.marks)
        let release = options.release ?? GateOptions.defaultRelease
        var judge = GateJudge(past: found.runs, branch: branch, rules: rules)
        judge.count = options.last
        let isNamed = found.runs.contains { $0.baselines.contains(release) }
        if isNamed { judge.release = release }
        self.judge = judge
        previous =
            series.last { $0.head.labels.branch == labels.branch && $0.head.verdict != nil }?
            .head.verdict
        notes =
            Self.strangers(series.count, ofBranch.count, branch, subject.plan.name)
            + Self.notes(listing.skipped + marks.skipped + found.skipped)
        seconds = ofBranch.last { $0.head.seconds != nil }?.head.seconds
    }

    /// That there are runs, and none of the branch, may be a name that was misspelt or is new.
    private static func strangers(
        _ all: Int, _ ofBranch: Int, _ branch: String?, _ series: String
    ) -> [String] {
        guard all > 0, ofBranch == 0, let branch else { return [] }
        return [
            "the history has \(all) run\(all == 1 ? "" : "s") of '\(series)' and none of the branch '\(branch)'; "
                + "--branch says another"
        ]
    }

    private static func notes(_ skipped: [HistoryFolder.Skipped]) -> [String] {
        let shown = skipped.prefix(3).map { "left out '\($0.file)': \($0.fault)" }
        let rest = skipped.count - shown.count
        return shown + (rest > 0 ? ["\(rest) more files of the history left out"] : [])
    }
}
