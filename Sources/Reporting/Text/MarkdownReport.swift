package import Analysis
internal import RunModel

/// report.md: the headline, the comparison and the documentation's table, for a pull request or a wiki
/// (GitHub Flavored Markdown).
package struct MarkdownReport {
    private let summary: RunSummary

    package init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// The whole text; the same summary gives the same bytes.
    package func text() -> String {
        let manifest = summary.manifest
        var parts = [
            "# \(MarkdownText.escaped(manifest.plan.name))",
            MarkdownText.escaped(
                "\(Wording.load(manifest.plan.load)), \(manifest.endpoint), "
                    + "\(manifest.plan.request.model), started \(manifest.started)"),
            verdict(),
        ]
        if summary.modes.isEmpty { parts.append("Nothing was measured.") }
        parts += summary.modes.map(latencies)
        if let comparison = summary.comparison { parts += self.comparison(comparison) }
        if let shape = summary.shape {
            parts.append(MarkdownText.escaped(ShapeWording.sentence(shape)))
        }
        parts.append(MarkdownText.escaped("\(manifest.tool) \(manifest.version)"))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private func verdict() -> String {
        let validity = summary.validity
        let reasons = validity.reasons.map {
            "- " + MarkdownText.escaped(Wording.sentence($0, in: summary))
        }
        let notices = summary.manifest.notices.map { "- " + MarkdownText.escaped($0.text) }
        let list = reasons + notices
        return "Can these numbers be trusted? **\(Wording.verdict(validity.verdict))**"
            + (list.isEmpty ? "" : "\n\n" + list.joined(separator: "\n"))
    }

    // MARK: Headline

    private static let columns: [Statistic] = [.p50, .p90, .p95, .p99]

    private func latencies(_ mode: ResponseMode) -> String {
        let metrics: [Metric] = [
            .timeToFirstTokenScheduled, .timeToFirstToken, .interChunkLatency, .maxGap,
            .timePerOutputToken, .endToEnd,
        ]
        let rows = metrics.compactMap { metric -> [String]? in
            guard let count = summary.row(metric, mode, .count) else { return nil }
            return [Wording.name(MetricName(metric))]
                + Self.columns.map { Self.cell(summary.row(metric, mode, $0)) }
                + [QuantityFormat.count(count.count)]
        }
        let rates: [(MetricName, Statistic)] = [
            (.tokenThroughput, .rate), (.requestThroughput, .rate), (.failures, .share),
        ]
        let facts = rates.compactMap { metric, statistic -> String? in
            guard let row = summary.row(metric, mode, statistic), let value = row.value else {
                return nil
            }
            let text = QuantityFormat.quantity(value, row.unit)
            return metric == .failures ? "\(text) failed" : text
        }
        return "## \(Wording.mode(mode))\n\n"
            + MarkdownText.table(
                ["latency"] + Self.columns.map(\.rawValue) + ["n"], numbersFrom: 1, rows)
            + "\n\n" + MarkdownText.escaped(facts.joined(separator: ", "))
    }

    private static func cell(_ row: SummaryRow?) -> String {
        guard let row else { return "" }
        guard let value = row.value else { return SummaryNote.tooFew }
        return QuantityFormat.quantity(value, row.unit)
            + (QuantityFormat.interval(row).map { " (\($0))" } ?? "")
    }

    // MARK: Comparison

    private func comparison(_ comparison: ModeComparison) -> [String] {
        let differences = comparison.differences.map { entry in
            [
                ComparisonWording.name(entry.quantity),
                QuantityFormat.quantity(entry.streaming, entry.unit),
                QuantityFormat.quantity(entry.nonStreaming, entry.unit),
                ComparisonWording.signed(entry.difference, entry.unit),
                ComparisonWording.interval(entry) ?? "—",
                entry.share.map { ComparisonWording.percent($0) } ?? "—",
            ]
        }
        let claims = comparison.claims.map { claim in
            [
                ComparisonWording.subject(claim.subject),
                ComparisonWording.documented(claim.subject),
                ComparisonWording.value(claim), ComparisonWording.interval(claim),
                ComparisonWording.verdict(claim.verdict), claim.reason,
            ]
        }
        return [
            "## Streaming against non-streaming",
            MarkdownText.escaped(
                "\(Wording.plural(comparison.pairs, "pair")), "
                    + "\(QuantityFormat.count(comparison.completePairs)) with two successes, in "
                    + "\(Wording.plural(comparison.rounds, "round")). Means; intervals are 95 % over "
                    + "rounds."),
            differences.isEmpty
                ? ""
                : MarkdownText.table(
                    [
                        "quantity", "streaming", "non-streaming", "difference", "95 % interval",
                        "in %",
                    ], numbersFrom: 1, differences),
            MarkdownText.escaped(ComparisonWording.breakEven(comparison)),
            claims.isEmpty
                ? ""
                : MarkdownText.table(
                    ["subject", "documented", "measured", "95 % interval", "verdict", "reason"],
                    numbersFrom: nil, claims),
        ]
    }
}

/// Text and tables of GitHub Flavored Markdown.
enum MarkdownText {
    /// A text that is to be read as it stands: every ASCII mark that could begin markup gets a backslash
    /// (CommonMark, "Backslash escapes"), control characters become spaces.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in TerminalText.harmless(text).unicodeScalars {
            if "\\`*_{}[]<>#|~!&".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        // Addresses and mentions would become links, whoever wrote them.
        return result.replacing("://", with: "&#58;//").replacing("@", with: "&#64;")
            .replacing("www.", with: "www&#46;")
    }

    /// `numbersFrom` is the first of the columns that are set right.
    static func table(_ head: [String], numbersFrom first: Int?, _ rows: [[String]]) -> String {
        let marks = head.indices.map { index in
            first.map { index >= $0 } == true ? "---:" : "---"
        }
        let lines = [head.map(escaped), marks] + rows.map { $0.map(escaped) }
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}
