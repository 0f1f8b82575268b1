internal import Analysis

/// The marks of a run in words.
enum MarkWording {
    /// More than these are in marks.csv and in the charts.
    private static let mostOnConsole = 10

    static func block(_ summary: RunSummary) -> PageBlock {
        .list((summary.marks ?? []).map { Markup("Marked at \(time($0)): \($0.text)") })
    }

    static func lines(_ summary: RunSummary) -> [String] {
        let marks = summary.marks ?? []
        guard !marks.isEmpty else { return [] }
        let shown = marks.prefix(mostOnConsole).map { "\(time($0)): \($0.text)" }
        let more = marks.count - shown.count
        let all = shown + (more > 0 ? ["and \(more) more, in marks.csv"] : [])
        return [""]
            + all.enumerated().flatMap { place, line in
                TerminalText.hanging(place == 0 ? "marks" : "", TerminalText.harmless(line))
            }
    }

    private static func time(_ mark: MarkedMoment) -> String {
        // As the charts of the load count, where there is one.
        "\(QuantityFormat.fixed(mark.sinceFirstDueSeconds ?? mark.atSeconds, decimals: 1)) s"
    }
}
