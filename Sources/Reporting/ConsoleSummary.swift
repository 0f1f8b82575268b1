package import Analysis
internal import RunModel

/// What a run prints when it has ended: at most 80 columns, for a person.
package struct ConsoleSummary {
    private let summary: RunSummary
    private let files: [String]
    private let text: TerminalText

    /// - Parameters:
    ///   - summary: What to print.
    ///   - files: Paths to name at the end.
    ///   - usesColour: Whether to write ANSI colours; whoever calls knows of NO_COLOR and terminals.
    package init(_ summary: RunSummary, files: [String] = [], usesColour: Bool = false) {
        self.summary = summary
        self.files = files
        text = TerminalText(usesColour: usesColour)
    }

    /// All lines, each ended by a line feed.
    package func rendered() -> String {
        var lines = heading()
        for mode in summary.modes {
            lines += [""] + table(mode) + [""] + facts(mode)
        }
        if summary.modes.isEmpty { lines += ["", "nothing was measured"] }
        let comparison = ConsoleComparison(summary, usesColour: text.usesColour).block()
        if !comparison.isEmpty { lines += [""] + comparison }
        if let tier = summary.tier { lines += [""] + self.tier(tier) }
        lines += [""] + verdict() + notices() + places()
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    /// The comparison of the modes instead of the tables of each; all of them where there are no pairs.
    package func renderedComparison() -> String {
        guard summary.comparison != nil else { return rendered() }
        let comparison = ConsoleComparison(summary, usesColour: text.usesColour).lines()
        let lines = heading() + [""] + comparison + [""] + verdict() + notices() + places()
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private func heading() -> [String] {
        let plan = summary.manifest.plan
        let window = QuantityFormat.quantity(summary.window.seconds, .seconds)
        return TerminalText.hanging(
            "", TerminalText.harmless("\(plan.name): \(Wording.load(plan.load)), \(window)")
        ).map { text.coloured(String($0.dropFirst(14)), .bold) }
            + [TerminalText.harmless("\(summary.manifest.endpoint)  \(plan.request.model)")]
    }

    // MARK: Percentiles

    private static let columns: [Statistic] = [.p50, .p90, .p95, .p99]

    private static func metrics(isOpenLoop: Bool) -> [Metric] {
        let first: [Metric] =
            isOpenLoop
            ? [.timeToFirstTokenScheduled, .timeToFirstToken] : [.timeToFirstToken]
        return first + [
            .timeToFirstAnswer, .firstGap, .interChunkLatency, .interTokenLatency, .maxGap,
            .timePerOutputToken, .endToEnd,
        ]
    }

    private func table(_ mode: ResponseMode) -> [String] {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        let labels = Self.columns.map { TerminalText.right($0.rawValue, 14) }.joined()
        var lines = [
            text.coloured(TerminalText.left(Wording.mode(mode), 15), .bold)
                + text.coloured(labels + TerminalText.right("n", 9), .dim)
        ]
        for metric in Self.metrics(isOpenLoop: isOpenLoop) {
            guard let count = summary.row(metric, mode, .count) else { continue }
            let rows = Self.columns.map { summary.row(metric, mode, $0) }
            let values = rows.map { TerminalText.right(Self.value($0), 14) }.joined()
            lines.append(
                TerminalText.left(Wording.name(MetricName(metric)), 15) + values
                    + TerminalText.right(QuantityFormat.count(count.count), 9))
            let intervals = rows.map {
                TerminalText.right(
                    QuantityFormat.latencyInterval(low: $0?.low, high: $0?.high) ?? "", 14)
            }.joined()
            let isEmpty = intervals.allSatisfy { $0 == " " }
            if !isEmpty {
                lines.append(
                    text.coloured(String(repeating: " ", count: 15) + intervals, .dim))
            }
            let isHeadline =
                metric == (isOpenLoop ? .timeToFirstTokenScheduled : .timeToFirstToken)
            if isHeadline { lines += adjusted(metric, mode) }
        }
        let caveat = isOpenLoop ? "" : "; " + SummaryNote.closedLoop
        return lines + [text.coloured("below: 95 % interval" + caveat, .dim)]
    }

    /// The headline with every failure infinitely slow, where there were failures.
    private func adjusted(_ metric: Metric, _ mode: ResponseMode) -> [String] {
        guard summary.row(.failures, mode, .count)?.value ?? 0 > 0 else { return [] }
        let rows = Statistic.adjustedPercentiles.map { summary.row(metric, mode, $0) }
        return [
            TerminalText.left("  with failures", 15)
                + rows.map { TerminalText.right(Wording.adjusted($0), 14) }.joined()
                + TerminalText.right(QuantityFormat.count(rows.first??.count ?? 0), 9)
        ]
    }

    private static func value(_ row: SummaryRow?) -> String {
        guard let row else { return "" }
        return row.value.map { QuantityFormat.latency(milliseconds: $0) } ?? SummaryNote.tooFew
    }

    // MARK: Facts

    private func facts(_ mode: ResponseMode) -> [String] {
        [
            ("throughput", throughput(mode)), ("outcomes", outcomes(mode)),
            ("events", events(mode)), ("client", client(mode)),
        ]
        .filter { !$0.1.isEmpty }
        .flatMap { TerminalText.hanging($0.0, facts: $0.1) }
    }

    private func throughput(_ mode: ResponseMode) -> [String] {
        [MetricName.tokenThroughput, .eventThroughput, .requestThroughput].compactMap {
            guard let row = summary.row($0, mode, .rate), let value = row.value else { return nil }
            let text = QuantityFormat.quantity(value, row.unit)
            return row.note.contains(SummaryNote.lowerBound) ? "at least \(text)" : text
        }
    }

    private func outcomes(_ mode: ResponseMode) -> [String] {
        let counts = summary.outcomes.filter { $0.mode == mode }.map {
            "\($0.outcome.rawValue) \(QuantityFormat.count($0.count))"
        }
        guard let failed = summary.row(.failures, mode, .share), let value = failed.value,
            value > 0
        else { return counts }
        return counts + ["\(QuantityFormat.share(value)) failed"]
    }

    private func events(_ mode: ResponseMode) -> [String] {
        guard mode == .streaming else { return [] }
        var parts: [String] = []
        if let value = summary.row(.coalesced, mode, .share)?.value {
            parts.append("coalesced \(QuantityFormat.share(value))")
        }
        if let stalls = summary.row(.stall, mode, .count)?.value,
            let limit = summary.row(.stallLimit, mode, .value)?.value
        {
            parts.append(
                "\(Wording.plural(Int(stalls), "stall")) over "
                    + QuantityFormat.latency(milliseconds: limit))
        }
        if let usage = summary.row(MetricName(.usage), mode, .share)?.value, usage < 1 {
            parts.append(
                usage == 0
                    ? "no token counts: " + SummaryNote.noUsage
                    : "token counts from \(QuantityFormat.share(usage)) of the answers")
        }
        return parts
    }

    private func client(_ mode: ResponseMode) -> [String] {
        let metrics: [MetricName] = [
            MetricName(.readDelay), .startLag, MetricName(.scheduleLag), MetricName(.stampError),
        ]
        let parts = metrics.compactMap { metric -> String? in
            guard let row = summary.row(metric, mode, .p99) else { return nil }
            let shown = row.value == nil ? summary.row(metric, mode, .max) : row
            guard let shown, let value = shown.value else { return nil }
            return "\(Wording.name(metric)) \(QuantityFormat.latency(milliseconds: value))"
                + (row.value == nil ? " (max)" : "")
        }
        return parts.prefix(1).map { "p99 of \($0)" } + parts.dropFirst()
    }

    // MARK: Verdict

    private func tier(_ use: TierUse) -> [String] {
        let name = use.tier == nil ? [] : [TierWording.name(use)]
        return TerminalText.hanging(
            "tier", facts: name + TierWording.used(use) + TierWording.held(use.held))
    }

    private func verdict() -> [String] {
        let validity = summary.validity
        let colour: TerminalText.Colour =
            switch validity.verdict {
            case .trustworthy: .green
            case .withCare: .yellow
            case .notTrustworthy: .red
            }
        let word = text.coloured(Wording.verdict(validity.verdict), colour)
        return [TerminalText.left("verdict", 14) + word]
            + validity.reasons.flatMap {
                TerminalText.hanging(
                    "", Wording.sentence($0, in: summary))
            }
    }

    private func notices() -> [String] {
        summary.manifest.notices.flatMap {
            TerminalText.hanging("notice", TerminalText.harmless($0.text))
        }
    }

    private func places() -> [String] {
        files.flatMap { TerminalText.hanging("written", TerminalText.harmless($0)) }
    }
}
