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
            "# "
                + MarkdownText.escaped(
                    EmulatorMark.title(manifest.plan.name, manifest.isEmulated)),
            MarkdownText.run(Wording.load(manifest.plan), manifest),
            verdict(), calibration(), server(),
        ]
        if summary.modes.isEmpty { parts.append("Nothing was measured.") }
        parts += summary.numbers.modes.map(latencies)
        parts += [claims(), failures(), cost()]
        if let comparison = summary.comparison { parts += self.comparison(comparison) }
        if let shape = summary.shape, summary.hasSuccess(.streaming) || shape.kind == .notAStream {
            let sentences =
                [ShapeWording.sentence(shape), ShapeWording.remedy(shape)].compactMap { $0 }
                + HoldingRemedy.sentences(summary)
            parts.append(MarkdownText.escaped(sentences.joined(separator: " ")))
        }
        parts.append(MarkdownText.escaped("\(manifest.tool) \(manifest.version)"))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    /// What the server said of itself.
    private func server() -> String {
        guard let server = summary.server else { return "" }
        let lines = ServerWording.lines(server).map { $0.joined(separator: "; ") }
        return "Server's own metrics:\n\n"
            + (lines + [ServerWording.others(server)].compactMap { $0 })
            .map { "- " + MarkdownText.escaped($0) }.joined(separator: "\n")
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

    /// This machine's own error, where it was calibrated.
    private func calibration() -> String {
        CalibrationWording.sentence(summary.manifest.calibration).map {
            MarkdownText.escaped("Calibration: \($0).")
        } ?? ""
    }

    private func cost() -> String {
        let facts = CostWording.facts(summary.manifest)
        guard !facts.isEmpty else { return "" }
        return MarkdownText.table(
            ["cost of", "in the price's currency"], numbersFrom: 1,
            facts.map { [$0.name, $0.value] })
    }

    /// What was claimed of the target, and how that stands.
    private func claims() -> String {
        guard let claims = summary.claims, !claims.isEmpty else { return "" }
        return MarkdownText.table(
            ["claim", "outcome", "measured", "source"], numbersFrom: nil,
            claims.map { claim in
                [
                    claim.result.text, AssertionWording.word(claim.result.outcome),
                    AssertionWording.facts(claim.result) ?? "—", claim.source,
                ]
            })
    }

    /// How many failed in each way, with what was said first of it.
    private func failures() -> String {
        let failed = summary.outcomes.filter(\.outcome.isFailure).map { count in
            let mode = summary.modes.count > 1 ? " (\(Wording.mode(count.mode)))" : ""
            return "- " + MarkdownText.escaped(FailureWording.sentence(count) + mode)
        }
        let remedies = summary.modes.compactMap { FailureRemedy.sentence(summary, $0) }
            .map(MarkdownText.escaped)
        return failed.isEmpty
            ? ""
            : (["Failures:", failed.joined(separator: "\n")] + Set(remedies).sorted())
                .joined(separator: "\n\n")
    }

    // MARK: Headline

    private func latencies(_ numbers: ModeNumbers) -> String {
        let heading = "## \(Wording.mode(numbers.mode))\n\n"
        guard summary.hasSuccess(numbers.mode) else { return heading + "No request succeeded." }
        let samples = [
            numbers.timeToFirstTokenScheduled, numbers.timeToFirstToken,
            numbers.interChunkLatency, numbers.maxGap, numbers.timePerOutputToken,
            numbers.endToEnd,
        ]
        let rows = samples.compactMap(\.all).map { sample in
            [Wording.name(sample.count.metric)]
                + [sample.p50, sample.p90, sample.p95, sample.p99].map(Self.cell)
                + [QuantityFormat.count(sample.count.count)]
        }
        let rates = [numbers.tokenThroughput, numbers.requestThroughput].compactMap { $0 }
            .compactMap { rate in rate.value.map { QuantityFormat.quantity($0, rate.unit) } }
        let failed = numbers.failures?.share.value.map { "\(QuantityFormat.share($0)) failed" }
        let columns = [Statistic.p50, .p90, .p95, .p99].map(\.rawValue)
        return heading
            + MarkdownText.table(["latency"] + columns + ["n"], numbersFrom: 1, rows)
            + "\n\n"
            + MarkdownText.escaped((rates + [failed].compactMap { $0 }).joined(separator: ", "))
    }

    private static func cell(_ number: Estimate) -> String {
        guard let value = number.value else { return SummaryNote.tooFew }
        return QuantityFormat.quantity(value, number.unit)
            + (QuantityFormat.interval(number).map { " (\($0))" } ?? "")
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
            ComparisonWording.bounds(comparison).map { "- " + MarkdownText.escaped($0) }
                .joined(separator: "\n"),
            comparison.completePairs == 0
                ? "" : MarkdownText.escaped(ComparisonWording.breakEven(comparison)),
            !comparison.claims.contains { $0.value != nil }
                ? ""
                : MarkdownText.table(
                    ["subject", "documented", "measured", "95 % interval", "verdict", "reason"],
                    numbersFrom: nil, claims)
                    + (comparison.claims.first?.source.map {
                        "\n\n" + MarkdownText.escaped("Source: \($0).")
                    } ?? ""),
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
        // Of mentions and numbers of issues GitHub looks at the text as it is shown: a space without width parts them.
        return result.replacing("://", with: ":\\//").replacing("@", with: "@\u{200B}")
            .replacing("\\#", with: "\\#\u{200B}")
            .replacing("www.", with: "www\\.")
    }

    /// A text in a code span, where nothing is markup and nothing becomes a link (CommonMark, "Code spans").
    static func code(_ text: String) -> String {
        let text = TerminalText.harmless(text)
        var longest = 0
        var length = 0
        for character in text {
            length = character == "`" ? length + 1 : 0
            longest = max(longest, length)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let isApart = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty
        return isApart ? "\(fence) \(text) \(fence)" : fence + text + fence
    }

    /// What was run: `load`, whom, for what and when.
    static func run(_ load: String, _ manifest: RunManifest) -> String {
        "\(escaped(load)), \(code(manifest.endpoint)), \(code(manifest.plan.request.model)), started "
            + escaped(manifest.started)
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
