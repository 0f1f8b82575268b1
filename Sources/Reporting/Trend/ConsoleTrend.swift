package import Analysis
internal import RunModel

/// What a trend prints: what is worse now in a sentence, the metrics worst first with where they changed, and what
/// it rests on; at most 80 columns, for a person.
package struct ConsoleTrend {
    private let trend: HistoryTrend
    private let files: [String]
    private let text: TerminalText

    /// - Parameters:
    ///   - trend: What to print.
    ///   - files: Paths to name at the end.
    ///   - usesColour: Whether to write ANSI colours; whoever calls knows of NO_COLOR and terminals.
    package init(_ trend: HistoryTrend, files: [String] = [], usesColour: Bool = false) {
        self.trend = trend
        self.files = files
        text = TerminalText(usesColour: usesColour)
    }

    /// All lines, each ended by a line feed.
    package func rendered() -> String {
        [heading(), table(), closing()].filter { !$0.isEmpty }.joined(separator: [""])
            .map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private func heading() -> [String] {
        let colour: TerminalText.Colour =
            !trend.worse.isEmpty ? .red : trend.creeping.isEmpty ? .green : .yellow
        return wrapped(TrendWording.headline(trend), TerminalText.width)
            .map { text.coloured($0, colour) }
    }

    private func wrapped(_ words: String, _ width: Int) -> [String] {
        TerminalText.wrapped(TerminalText.harmless(words), width, breaksWords: true)
    }

    // MARK: The table

    private static let nameWidth = 20
    private static let valueWidth = 10
    private static let changeWidth = 34
    private static var indent: Int { nameWidth + valueWidth + 2 }

    private func line(_ name: String, _ value: String, _ change: String, _ since: String) -> String
    {
        TerminalText.left(name, Self.nameWidth) + TerminalText.right(value, Self.valueWidth) + "  "
            + TerminalText.left(change, Self.changeWidth) + TerminalText.harmless(since)
    }

    private func table() -> [String] {
        guard !trend.metrics.isEmpty else { return [] }
        let head = line("metric", "latest", "change points (interval)", "since")
        return [text.coloured(head, .dim)] + trend.metrics.flatMap(lines)
    }

    private func lines(_ metric: MetricTrend) -> [String] {
        let names = TerminalText.wrapped(
            TrendWording.name(metric, in: trend), Self.nameWidth)
        let entries = entries(metric)
        return entries.indices.flatMap { index -> [String] in
            let entry = entries[index]
            let name = index == 0 ? names[0] : ""
            let value = index == 0 ? TrendWording.value(metric.latest?.value, metric) : ""
            let first = line(name, value, entry.change, entry.since)
            let below =
                entry.below.isEmpty
                ? []
                : wrapped(entry.below, TerminalText.width - Self.indent).map {
                    String(repeating: " ", count: Self.indent) + $0
                }
            return [entry.colour.map { text.coloured(first, $0) } ?? first]
                + (index == 0 ? names.dropFirst() : []) + below.map { text.coloured($0, .dim) }
        }
    }

    private struct Entry {
        let change: String
        var since = ""
        var below = ""
        var colour: TerminalText.Colour?
    }

    /// A creep, then the changes, the latest first.
    private func entries(_ metric: MetricTrend) -> [Entry] {
        guard metric.lack == nil else {
            return [Entry(change: "· \(TrendWording.tooFew(metric))", colour: .dim)]
        }
        let found =
            (metric.creep.map { [entry($0, metric)] } ?? [])
            + metric.changes.reversed().map { entry($0, metric) }
        return found.isEmpty ? [Entry(change: "= no change", colour: .dim)] : found
    }

    private func entry(_ change: TrendChange, _ metric: MetricTrend) -> Entry {
        let verdict = metric.verdict(change)
        let size = SidesWording.change(verdict) ?? ""
        let interval = SidesWording.interval(verdict).map { " (\($0))" } ?? ""
        let fate = TrendWording.fate(change)
        let below = [
            TrendWording.commits(change), TrendWording.age(change.first, in: trend), fate,
            TrendWording.differences(change).map { "with \($0)" },
            metric.isAdvisory ? "advises only" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
        let stands = fate == nil && !metric.isAdvisory
        return Entry(
            change: TrendWording.signed(size, change.word, metric) + interval,
            since: since(change.first), below: below,
            colour: change.word == .small || !stands
                ? .dim : change.word == .worse ? .red : .green)
    }

    private func entry(_ creep: TrendCreep, _ metric: MetricTrend) -> Entry {
        let size = SidesWording.change(metric.verdict(creep)) ?? ""
        return Entry(
            change: TrendWording.signed(size, creep.word, metric) + " bit by bit",
            since: since(creep.since),
            below: "over \(Wording.plural(creep.runs, "run")), without a step"
                + (metric.isAdvisory ? ", advises only" : ""),
            colour: metric.isAdvisory ? .dim : creep.word == .worse ? .yellow : .green)
    }

    private func since(_ place: TrendPlace) -> String {
        trend.runs.indices.contains(place.run) ? RunTime(trend.runs[place.run].started).day : ""
    }

    // MARK: What it rests on

    private func closing() -> [String] {
        [
            ("series", (trend.series ?? "") + (trend.branch.map { " on \($0)" } ?? "")),
            (
                "runs",
                ([TrendWording.extent(trend)] + TrendWording.census(trend)).joined(
                    separator: "; ")
            ),
            (
                "older",
                trend.olderRuns > 0
                    ? "\(Wording.plural(trend.olderRuns, "more run")): --last shows them" : ""
            ),
            (
                "left out",
                trend.skippedFiles > 0
                    ? "\(Wording.plural(trend.skippedFiles, "damaged file"))" : ""
            ),
            ("also there", TrendWording.others(trend) ?? ""),
        ].filter { !$0.1.isEmpty }.flatMap { block($0.0, $0.1) } + blessings()
            + files.flatMap { TerminalText.hanging("written", TerminalText.harmless($0)) }
    }

    private static let mostBlessings = 5

    private func blessings() -> [String] {
        TrendWording.blessings(trend).prefix(Self.mostBlessings).enumerated().flatMap {
            block($0 == 0 ? "blessed" : "", $1)
        }
    }

    private func block(_ label: String, _ words: String) -> [String] {
        wrapped(words, TerminalText.width - 14).enumerated().map { index, line in
            TerminalText.left(index == 0 ? label : "", 14) + line
        }
    }
}
