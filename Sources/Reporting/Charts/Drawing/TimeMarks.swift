internal import Analysis

/// What somebody marked, on the time axis of a chart: a thin line a mark, with its words where there is room.
struct TimeMarks {
    struct Mark {
        /// On the chart's own axis.
        let seconds: Double
        let text: String
    }

    var marks: [Mark] = []

    /// For charts that count from the first request's due time.
    static func sinceFirstDue(_ summary: RunSummary) -> TimeMarks {
        TimeMarks(
            marks: (summary.marks ?? []).compactMap { mark in
                mark.sinceFirstDueSeconds.map { Mark(seconds: $0, text: mark.text) }
            })
    }

    /// For charts that count from the window's start.
    static func sinceWindow(_ summary: RunSummary) -> TimeMarks {
        TimeMarks(
            marks: (summary.marks ?? []).map {
                Mark(seconds: $0.sinceWindowSeconds, text: $0.text)
            })
    }

    /// More words than these would lie over each other; lines are drawn of all.
    private static let rows = 3
    private static let rowHeight = 13.0
    private static let mostLetters = 18
    /// A letter is about so wide.
    private static let letter = 6.2

    /// Draws those that lie on the axis over the whole plot, after everything else.
    func draw(_ time: LinearScale, top: Double = ChartSVG.top, in chart: inout ChartSVG) {
        let shown = marks.filter { time.domain.contains($0.seconds) }
        guard !shown.isEmpty else { return }
        chart.group("event") { chart in
            var free = [Double](repeating: -.infinity, count: Self.rows)
            for mark in shown {
                let x = time.position(of: mark.seconds)
                chart.line("eventline", x1: x, y1: top, x2: x, y2: chart.floor)
                label(mark, x, top, &free, &chart)
                chart.rectangle(
                    "hit", x: x - 3, y: top, width: 6, height: chart.floor - top,
                    title: "\(QuantityFormat.digits(mark.seconds)) s: \(mark.text)")
            }
        }
    }

    /// In the first row with room, to the right of its line or, at the right edge, to the left.
    private func label(
        _ mark: Mark, _ x: Double, _ top: Double, _ free: inout [Double], _ chart: inout ChartSVG
    ) {
        let isLong = mark.text.count > Self.mostLetters
        let words = isLong ? mark.text.prefix(Self.mostLetters - 1) + "…" : mark.text[...]
        let width = Double(words.count) * Self.letter
        let isLeft = x + 3 + width > ChartSVG.width
        let (start, end) = isLeft ? (x - 3 - width, x) : (x, x + 3 + width)
        guard let row = free.firstIndex(where: { $0 <= start }) else { return }
        free[row] = end
        chart.text(
            String(words), x: isLeft ? x - 3 : x + 3,
            y: top + 10 + Double(row) * Self.rowHeight, anchor: isLeft ? "end" : "start",
            style: "eventlabel halo")
    }
}
