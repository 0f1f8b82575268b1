internal import Analysis
internal import RunModel

/// What a run is called beside others: its name, when it began, and its load.
struct RunTitle {
    /// From 1: two runs may have the same name.
    let number: Int
    let name: String
    /// `2026-11-27 07:25`, UTC.
    let started: String
    /// `8 streams` or `20/s`.
    let load: String

    init(_ run: RunsReport.Run, at index: Int) {
        let manifest = run.summary.manifest
        number = index + 1
        name = Self.name(run.name, manifest.plan.name)
        started = String(manifest.started.prefix(16)).replacing("T", with: " ")
        let load = manifest.plan.load
        self.load =
            load.replay.map { _ in "trace" } ?? load.rate.map { QuantityFormat.tick($0) + "/s" }
            ?? Wording.plural(load.concurrency, "stream")
    }

    /// The run's own name where its folder is named by date and name; else the folder's, which someone chose.
    private static func name(_ folder: String, _ own: String) -> String {
        let isDated = folder.prefixMatch(of: /\d{8}T\d{6}Z-/) != nil
        return isDated && folder.hasSuffix(own) && !own.isEmpty ? own : folder
    }

    /// `1 fast`.
    var short: String { "\(number) \(name)" }

    /// `1 fast · 11-27 07:25 · 8 streams`: the year is of no use beside a chart.
    var line: String {
        [short, String(started.dropFirst(5)), load].filter { !$0.isEmpty }.joined(separator: " · ")
    }
}

/// The loads of runs as an axis.
struct RunLoads {
    /// A run's place on the axis.
    let values: [Double]
    let name: String

    /// Nil where all loads are the same, and where some runs keep streams open and others send at a rate.
    init?(_ runs: [RunsReport.Run]) {
        let loads = runs.map(\.summary.manifest.plan.load)
        guard loads.allSatisfy({ $0.replay == nil }) else { return nil }
        let rates = loads.compactMap(\.rate)
        switch rates.count {
        case 0:
            values = loads.map { Double($0.concurrency) }
            name = "streams"
        case loads.count:
            values = rates
            name = "requests/s that were sent"
        default: return nil
        }
        guard Set(values).count > 1 else { return nil }
    }

    /// Whether no axis is possible, although loads differ.
    static func areMixed(_ runs: [RunsReport.Run]) -> Bool {
        Set(runs.map { $0.summary.manifest.plan.load.isOpenLoop }).count > 1
    }
}

extension RunTitle {
    /// Why the numbers of these runs are to be read with care, each behind its run's title.
    static func reasons(_ runs: [RunsReport.Run], _ titles: [RunTitle]) -> [String] {
        zip(runs, titles).flatMap { run, title in
            run.summary.validity.reasons.map {
                "\(title.short): \(Wording.sentence($0, in: run.summary))"
            }
        }
    }
}
