package import Analysis
internal import RunModel

/// What `calibrate` found, for a terminal.
package struct ConsoleCalibration {
    private let report: CalibrationReport
    private let files: [String]
    private let text: TerminalText

    /// - Parameters:
    ///   - report: With a step at least.
    ///   - files: Paths to name at the end.
    ///   - usesColour: Whether to write ANSI colours.
    package init(_ report: CalibrationReport, files: [String], usesColour: Bool = false) {
        self.report = report
        self.files = files
        text = TerminalText(usesColour: usesColour)
    }

    /// All lines, each ended by a line feed.
    package func rendered() -> String {
        guard let asked = report.asked else { return "nothing was measured\n" }
        let found = asked.calibration
        var lines = [
            text.coloured("this machine's own error with \(Self.load(found.asked))", .bold),
            TerminalText.harmless(
                "\(report.isEmulated ? "the emulator, in a process of its own" : report.endpoint); "
                    + CalibrationWording.load(found.load)),
            "",
            text.coloured(Self.row("", ["p50", "p99", "p99.9", "max", "n"]), .dim),
            row("first token", found.firstToken), row("gaps", found.gaps),
            row("all chunks", found.chunks), row("sending", found.requestDelivery), "",
        ]
        lines += TerminalText.hanging("certainty", facts: certainty(found))
        let idle = Self.idle(found)
        if !idle.isEmpty { lines += TerminalText.hanging("CPU left", facts: idle) }
        if found.failed > 0 {
            lines += TerminalText.hanging(
                "failed", "\(found.failed) of \(Wording.plural(found.requests, "request"))")
        }
        if let largest { lines += TerminalText.hanging("largest load", largest) }
        let verdict = judgement(asked)
        lines +=
            TerminalText.hanging("verdict", verdict)
            + TerminalText.hanging(
                "note",
                "first token, gaps and chunks are from the server's stamp to ours, so the server's own writing is in them: "
                    + "an upper bound of what this program adds")
        if let kept = report.kept, !kept.isEmpty {
            lines += TerminalText.hanging(
                "kept",
                "\(Wording.plural(kept.count, "load")); later runs of no more load say ±")
        }
        lines += files.flatMap { TerminalText.hanging("written", TerminalText.harmless($0)) }
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    // MARK: The table

    private static func row(_ name: String, _ cells: [String]) -> String {
        TerminalText.left(name, 14) + cells.map { TerminalText.right($0, 12) }.joined()
    }

    private func row(_ name: String, _ errors: ErrorPercentiles) -> String {
        let values = [errors.p50Ms, errors.p99Ms, errors.p999Ms].map {
            $0.map { QuantityFormat.latency(milliseconds: $0) } ?? SummaryNote.tooFew
        }
        let most = errors.mostMs.map { QuantityFormat.latency(milliseconds: $0) } ?? "—"
        return Self.row(name, values + [most, QuantityFormat.count(errors.count)])
    }

    private func certainty(_ found: Calibration) -> [String] {
        var facts = [
            "\(QuantityFormat.share(found.uncertainShare)) of the arrivals known to an interval only",
            "\(QuantityFormat.share(found.sharedShare)) of the events shared a read",
        ]
        if let low = found.gapDifference.p50Ms {
            let sign = low < 0 ? "short" : "long"
            facts.append(
                "gaps \(QuantityFormat.latency(milliseconds: abs(low))) too \(sign) in the median")
        }
        if found.untoldShare > 0 {
            facts.append(
                "\(QuantityFormat.share(found.untoldShare)) came without a time of sending")
        }
        return facts
    }

    private static func idle(_ found: Calibration) -> [String] {
        [
            found.workersIdle.map { "measuring threads \(QuantityFormat.share($0))" },
            found.machineIdle.map {
                "the machine \(QuantityFormat.share($0)), with the server on it"
            },
        ].compactMap { $0 }
    }

    // MARK: The judgement

    private func judgement(_ step: CalibrationReport.Step) -> String {
        let found = step.calibration
        let bound = QuantityFormat.latency(milliseconds: report.boundMs)
        switch step.verdict {
        case .within:
            let most = [found.firstToken.p99Ms, found.gaps.p99Ms].compactMap { $0 }.max() ?? 0
            return text.coloured("within \(bound)", .green)
                + ": 99 of 100 first tokens and gaps are at most "
                + "\(QuantityFormat.latency(milliseconds: most)) off"
        case .missed where found.failed * 20 > found.requests:
            return text.coloured("missed", .red)
                + ": more than one request of twenty failed, so that this load is more than the two carry together"
        case .missed:
            let over = [("first tokens", found.firstToken.p99Ms), ("gaps", found.gaps.p99Ms)]
                .filter { $0.1 ?? 0 > report.boundMs }
                .map { "\($0.0) \(QuantityFormat.latency(milliseconds: $0.1 ?? 0))" }
            return text.coloured("over \(bound)", .red)
                + ": the p99 of \(over.joined(separator: " and that of "))" + busy(found)
        case .untold:
            return text.coloured("cannot be told", .yellow)
                + ": too few first tokens or gaps for a p99, which takes 459; give a larger --requests"
        }
    }

    /// What stands behind an error of a machine that has no processor left.
    private func busy(_ found: Calibration) -> String {
        guard let idle = found.machineIdle, idle < 0.05 else { return "" }
        return
            "; the machine's processors were busy all the time, by this load or by other programs"
    }

    private var largest: String? {
        guard let largest = report.largest else { return nil }
        let bound = QuantityFormat.latency(milliseconds: report.boundMs)
        guard let value = largest.rate ?? largest.concurrency.map(Double.init) else {
            return "none that was tried stays within \(bound)"
        }
        let unit = largest.rate == nil ? "streams" : "requests/s"
        var words = "\(QuantityFormat.tick(value)) \(unit) within \(bound)"
        words +=
            largest.missedAt.map {
                "; \(QuantityFormat.tick($0)) \(largest.refusal == nil ? "are not" : "cannot be had")"
            } ?? ", the most that was tried"
        if largest.isCutShort == true { words += "; no steps were left to know it to a tenth" }
        if let refusal = largest.refusal { words += " (\(TerminalText.harmless(refusal)))" }
        return words
    }

    /// `100 streams`, or `50 requests/s`.
    package static func load(_ asked: Calibration.Asked) -> String {
        asked.rate.map { "\(QuantityFormat.tick($0)) requests/s" }
            ?? Wording.plural(asked.concurrency ?? 0, "stream")
    }

    /// A step as it ends: `200 streams: first token p99 310 µs, gaps p99 120 µs`.
    package static func line(_ step: CalibrationReport.Step) -> String {
        let found = step.calibration
        func value(_ errors: ErrorPercentiles) -> String {
            errors.p99Ms.map { QuantityFormat.latency(milliseconds: $0) } ?? SummaryNote.tooFew
        }
        let failed = found.failed > 0 ? ", \(found.failed) failed" : ""
        return
            "\(load(found.asked)): first token p99 \(value(found.firstToken)), gaps p99 \(value(found.gaps))\(failed)"
    }
}
