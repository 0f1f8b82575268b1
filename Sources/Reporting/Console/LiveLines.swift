internal import Analysis
internal import RunModel

/// The few lines that a run shows while it measures, where the terminal has room for them.
package enum LiveLines {
    /// What a terminal must have for more than one line.
    package static let leastWidth = 60
    package static let leastHeight = 10
    /// Steps of the trend.
    package static let trendSteps = 40

    private static let blocks = Array("▁▂▃▄▅▆▇█")

    /// Two to four lines, none wider than the terminal; nothing in them is a control sequence.
    ///
    /// - Parameters:
    ///   - state: The run at this moment.
    ///   - width: Columns of the terminal.
    /// - Returns: the lines, from above.
    package static func lines(_ state: LiveState, width: Int) -> [String] {
        // The last column stays free: some terminals wrap when it is written.
        let width = max(width - 1, 1)
        let last = state.snapshot.outcomeLine(state.outcomes)
        let all = [
            LiveProgress.line(state.snapshot, columns: width + 1), trend(state, width: width), last,
            LiveWording.holding(state),
        ]
        return all.compactMap { $0 }.filter { !$0.isEmpty }.map {
            String(TerminalText.harmless($0).prefix(width))
        }
    }

    /// The median TTFT of each step as a bar; nil before the first.
    private static func trend(_ state: LiveState, width: Int) -> String? {
        let medians = state.history.medians(last: min(trendSteps, width - 34))
        let known = medians.compactMap { $0 }
        guard let low = known.min(), let high = known.max() else { return nil }
        let bars = medians.map { bar($0, high: high) }
        let range =
            "\(QuantityFormat.latency(milliseconds: low)) to \(QuantityFormat.latency(milliseconds: high))"
        return "TTFT p50  \(String(bars))  \(range)"
    }

    /// From 0, so that small changes of a steady target look small.
    static func bar(_ value: Double?, high: Double) -> Character {
        guard let value, high > 0 else { return " " }
        let place = Int((value / high * Double(blocks.count)).rounded(.up)) - 1
        return blocks[min(max(place, 0), blocks.count - 1)]
    }
}

extension LiveSnapshot {
    fileprivate func outcomeLine(_ outcomes: [Outcome: Int]) -> String? {
        guard !outcomes.isEmpty else { return nil }
        let parts = LiveWording.outcomes(outcomes).prefix(4).map {
            "\($0.outcome.rawValue) \(QuantityFormat.count($0.count))"
        }
        return "ended     " + parts.joined(separator: "  ")
    }
}
