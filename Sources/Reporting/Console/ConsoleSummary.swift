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
        let first = summary.numbers.modes.first { summary.hasSuccess($0.mode) }?.mode
        for numbers in summary.numbers.modes {
            lines +=
                [""]
                + ConsolePercentiles(
                    summary, numbers, text, hasLegend: numbers.mode == first
                ).lines()
            lines += [""] + ConsoleFacts(summary, numbers).lines() + failures(numbers)
            let hasShape = summary.hasSuccess(.streaming) || summary.shape?.kind == .notAStream
            if numbers.mode == .streaming, hasShape { lines += ConsoleShape(summary).lines() }
        }
        if summary.modes.isEmpty { lines += ["", "nothing was measured"] }
        let comparison = ConsoleComparison(summary, usesColour: text.usesColour).block()
        if !comparison.isEmpty { lines += [""] + comparison }
        lines += ConsoleWork(summary).lines()
        if let tier = summary.tier { lines += [""] + self.tier(tier) }
        let cost = CostWording.facts(summary.manifest)
        if !cost.isEmpty {
            lines +=
                [""]
                + TerminalText.hanging(
                    "cost",
                    facts: cost.map { "\($0.value) for \($0.name)" }
                        + [summary.manifest.spent.flatMap(CostWording.estimate)].compactMap { $0 })
        }
        let conversations = ConversationWording.lines(summary)
        if !conversations.isEmpty {
            let isOfTurns = summary.conversations?.turns.isEmpty == false
            lines += [""]
            for (place, line) in conversations.enumerated() {
                lines += TerminalText.hanging(
                    place > 0 ? "" : isOfTurns ? "conversations" : "prefix cache", line)
            }
        }
        if let server = summary.server {
            lines += [""]
            for (place, facts) in ServerWording.lines(server).enumerated() {
                lines += TerminalText.hanging(
                    place == 0 ? "server" : "", TerminalText.harmless(facts.joined(separator: "; "))
                )
            }
        }
        if let shards = summary.shards { lines += [""] + self.shards(shards) }
        if let table = summary.frontEnds { lines += [""] + frontEnds(table) }
        if let sentence = CalibrationWording.sentence(summary.manifest.calibration) {
            lines += [""] + TerminalText.hanging("calibration", sentence)
        }
        lines += MarkWording.lines(summary)
        lines += [""] + verdict() + notices() + places()
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    /// The comparison of the modes instead of the tables of each; all of them where there are no pairs.
    package func renderedComparison() -> String {
        guard summary.comparison != nil else { return rendered() }
        let comparison = ConsoleComparison(summary, usesColour: text.usesColour).lines()
        let failed = summary.numbers.modes.flatMap(failures)
        let lines =
            heading() + [""] + comparison + failed
            + (summary.frontEnds.map { [""] + frontEnds($0) } ?? [])
            + [""] + verdict() + notices() + places()
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private func heading() -> [String] {
        let plan = summary.manifest.plan
        // None where all were started at once, or starting ended before the system was filled.
        let seconds = summary.window.seconds
        let window = seconds > 0 ? ", " + QuantityFormat.quantity(seconds, .seconds) : ""
        return TerminalText.hanging(
            "",
            TerminalText.harmless(
                EmulatorMark.title(
                    "\(plan.name): \(Wording.load(plan))\(window)",
                    summary.manifest.isEmulated))
        ).map { text.coloured(String($0.dropFirst(14)), .bold) }
            + [TerminalText.harmless("\(summary.manifest.endpoint)  \(plan.request.model)")]
    }

    // MARK: Failures

    /// The first of each kind with what was said of it, and where nothing else came what to do.
    private func failures(_ numbers: ModeNumbers) -> [String] {
        summary.outcomes.filter { $0.mode == numbers.mode && $0.outcome.isFailure }.flatMap {
            TerminalText.hanging(
                "failed", TerminalText.harmless(FailureWording.sentence($0)))
        }
            + (FailureRemedy.sentence(summary, numbers.mode).map {
                TerminalText.hanging("remedy", $0)
            } ?? [])
    }

    // MARK: Verdict

    private func tier(_ use: TierUse) -> [String] {
        let name = use.tier == nil ? [] : [TierWording.name(use)]
        return TerminalText.hanging(
            "tier", facts: name + TierWording.used(use) + TierWording.held(use.held))
    }

    private func frontEnds(_ table: FrontEndTable) -> [String] {
        let lines =
            table.frontEnds.map { FrontEndWording.line($0) }
            + FrontEndWording.sentences(table)
        return lines.enumerated().flatMap { index, line in
            TerminalText.hanging(
                index == 0 ? "front ends" : "", TerminalText.harmless(line))
        }
    }

    private func shards(_ table: ShardTable) -> [String] {
        TerminalText.hanging("shards", TerminalText.harmless(ShardWording.line(table)))
            + ShardWording.differences(table).flatMap {
                TerminalText.hanging("", TerminalText.harmless($0))
            }
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
