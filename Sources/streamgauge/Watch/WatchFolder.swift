import Analysis
import ArgumentParser
import Foundation
import History
import RecordStore
import RunModel

/// What a watch keeps: runs in the history, and beside them a file with what it must know when it begins again.
struct WatchFolder {
    let history: HistoryFolder
    let series: String

    /// Runs of the series that stay; more are taken out, oldest first, but for those that a mark names.
    static let mostRuns = 10_000

    private var place: String { "\(history.path)/watch" }
    /// A series may have any name; one with other letters has its digest too, so that no two have one file.
    private var file: String {
        let plain = String(
            series.map {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_"
            }.prefix(60))
        return plain == series ? plain : "\(plain)-\(ContentDigest(series.utf8).text)"
    }

    /// Where the output of the command goes that is called.
    var log: String { "\(place)/\(file).log" }
    private var state: String { "\(place)/\(file).json" }

    private var lock: WatchLock?

    /// Makes the folder where there is none, and takes it for this process.
    ///
    /// - Throws: `RecordError` where it cannot be written, `ValidationError` where another watch has it.
    init(_ history: HistoryFolder, series: String) throws {
        self.history = history
        self.series = series
        try history.prepare()
        try WholeFile.makeFolder(place)
        lock = try WatchLock("\(place)/\(file).lock")
        guard lock != nil else {
            throw ValidationError(
                "Another watch of '\(series)' uses '\(history.path)'; end it, or give this one another --name or --history."
            )
        }
    }

    /// What was known last; a new state where nothing was, or the file cannot be read, which `fault` says then.
    func load() -> (state: WatchState, fault: String?) {
        guard FileManager.default.fileExists(atPath: state) else { return (WatchState(), nil) }
        guard let data = FileManager.default.contents(atPath: state),
            let found = try? SnakeCase.decoder().decode(WatchState.self, from: data),
            found.format == WatchState.currentFormat
        else {
            return (
                WatchState(),
                "'\(state)' cannot be read: what was told and what was spent before is not known"
            )
        }
        return (found, nil)
    }

    /// - Throws: `RecordError`.
    func save(_ known: WatchState) throws(RecordError) {
        guard let data = try? SnakeCase.encoder().encode(known) else {
            throw .cannotWrite(file: state, reason: "the state has no form in JSON")
        }
        try WholeFile.write(Array(data) + Array("\n".utf8), to: state)
    }

    /// The last runs of the series, of one branch where the new ones have one.
    func trend(_ branch: String?) -> HistoryTrend {
        let candidates = history.listing().items.map {
            TrendSelection.Candidate(
                id: $0.id, series: $0.head.series, kind: $0.head.kind,
                branch: $0.head.labels.branch)
        }.filter { $0.kind == .run }
        let selection = TrendSelection(
            from: candidates, series: series, branch: branch, last: TrendSelection.usualCount)
        let marks = history.markings().marks
        let runs = history.pastRuns(selection.ids, marks).runs
        return HistoryTrend(of: runs, series: series, branch: selection.branch)
    }

    /// - Throws: `RecordError`.
    func prune() throws(RecordError) {
        let ofSeries = history.listing().items.filter {
            $0.head.series == series && $0.head.kind == .run
        }
        guard ofSeries.count > Self.mostRuns else { return }
        let marks = history.markings().marks
        try history.remove(
            ofSeries.dropLast(Self.mostRuns).map(\.id).filter { !marks.names($0) })
    }

    /// Takes away the oldest records of earlier rounds, down to `count`. Nothing else is touched.
    func dropRecords(of known: inout WatchState, keeping count: Int) {
        let old = Array(known.records.dropLast(count))
        for folder in old where RecordDirectory.isRecord(folder) {
            try? FileManager.default.removeItem(atPath: folder)
        }
        known.records.removeFirst(old.count)
    }
}

extension RecordDirectory {
    /// Whether a run's manifest lies there.
    fileprivate static func isRecord(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/manifest.json")
    }
}
