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
        for numbers in summary.numbers.modes {
            lines += [""] + table(numbers) + [""] + facts(numbers) + failures(numbers)
            if numbers.mode == .streaming { lines += ConsoleShape(summary).lines() }
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
        let failed = summary.numbers.modes.flatMap(failures)
        let lines =
            heading() + [""] + comparison + failed + [""] + verdict() + notices() + places()
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private func heading() -> [String] {
        let plan = summary.manifest.plan
        let window = QuantityFormat.quantity(summary.window.seconds, .seconds)
        return TerminalText.hanging(
            "", TerminalText.harmless("\(plan.name): \(Wording.load(plan)), \(window)")
        ).map { text.coloured(String($0.dropFirst(14)), .bold) }
            + [TerminalText.harmless("\(summary.manifest.endpoint)  \(plan.request.model)")]
    }

    // MARK: Percentiles

    private func table(_ numbers: ModeNumbers) -> [String] {
        let isOpenLoop = summary.manifest.plan.load.isOpenLoop
        let labels = [Statistic.p50, .p90, .p95, .p99]
            .map { TerminalText.right($0.rawValue, 14) }.joined()
        let head =
            text.coloured(TerminalText.left(Wording.mode(numbers.mode), 15), .bold)
            + text.coloured(labels + TerminalText.right("n", 9), .dim)
        let headline =
            isOpenLoop ? numbers.timeToFirstTokenScheduled : numbers.timeToFirstToken
        let others =
            (isOpenLoop ? [numbers.timeToFirstToken] : []) + [
                numbers.timeToFirstAnswer, numbers.firstGap, numbers.interChunkLatency,
                numbers.interTokenLatency, numbers.maxGap, numbers.timePerOutputToken,
                numbers.endToEnd,
            ]
        let caveat =
            isOverloaded
            ? "; " + SummaryNote.overloaded : isOpenLoop ? "" : "; " + SummaryNote.closedLoop
        return [head] + lines(headline) + adjusted(headline, numbers) + others.flatMap(lines)
            + TerminalText.wrapped("below: 95 % interval" + caveat, TerminalText.width).map {
                text.coloured($0, .dim)
            }
    }

    private var isOverloaded: Bool {
        summary.validity.checks.contains { $0.kind == .overload && $0.verdict != .trustworthy }
    }

    private func lines(_ sample: SampleNumbers) -> [String] {
        guard let all = sample.all else { return [] }
        let shown = [all.p50, all.p90, all.p95, all.p99]
        let values = shown.map { TerminalText.right(Self.value($0), 14) }.joined()
        let line =
            TerminalText.left(Wording.name(all.count.metric), 15) + values
            + TerminalText.right(Self.count(all.count.count), 9)
        let intervals = shown.map {
            TerminalText.right(
                $0.note.contains(SummaryNote.tooShortForInterval)
                    ? "too short"
                    : QuantityFormat.latencyInterval(low: $0.low, high: $0.high) ?? "", 14)
        }.joined()
        let isEmpty = intervals.allSatisfy { $0 == " " }
        return [line]
            + (isEmpty
                ? [] : [text.coloured(String(repeating: " ", count: 15) + intervals, .dim)])
    }

    /// The headline with every failure infinitely slow, where there were failures.
    private func adjusted(_ headline: SampleNumbers, _ numbers: ModeNumbers) -> [String] {
        guard headline.all != nil, let adjusted = headline.adjusted,
            numbers.failures?.count.value ?? 0 > 0
        else { return [] }
        return [
            TerminalText.left("  with failures", 15)
                + adjusted.estimates.map { TerminalText.right(Wording.adjusted($0), 14) }.joined()
                + TerminalText.right(QuantityFormat.count(adjusted.p50.count), 9)
        ]
    }

    /// As many as a column of eight digits holds.
    private static func count(_ count: Int) -> String {
        count < 1_000_000
            ? QuantityFormat.count(count) : QuantityFormat.digits(Double(count) / 1e6) + " M"
    }

    private static func value(_ number: Estimate) -> String {
        number.value.map { QuantityFormat.latency(milliseconds: $0) } ?? SummaryNote.tooFew
    }

    // MARK: Facts

    private func facts(_ numbers: ModeNumbers) -> [String] {
        [
            ("throughput", throughput(numbers)), ("outcomes", outcomes(numbers)),
            ("finished", finishes(numbers)), ("events", events(numbers)),
            ("network", network(numbers)), ("client", client(numbers)),
        ]
        .filter { !$0.1.isEmpty }
        .flatMap { TerminalText.hanging($0.0, facts: $0.1) }
    }

    private func throughput(_ numbers: ModeNumbers) -> [String] {
        let rates = [
            numbers.tokenThroughput, numbers.eventThroughput, numbers.requestThroughput,
        ].compactMap { rate -> String? in
            guard let rate, let value = rate.value else { return nil }
            let text = QuantityFormat.quantity(value, rate.unit)
            return rate.note.contains(SummaryNote.lowerBound) ? "at least \(text)" : text
        }
        let good = [
            numbers.goodputRate?.value.map {
                QuantityFormat.quantity($0, .requestsPerSecond) + " good"
            },
            numbers.goodput?.share.value.map { "\(QuantityFormat.share($0)) of requests good" },
        ].compactMap { $0 }
        // Why there are none is the same for all.
        let absent = rates.isEmpty ? numbers.requestThroughput.map(Wording.absence) : nil
        return rates + [absent].compactMap { $0 } + good
    }

    private func outcomes(_ numbers: ModeNumbers) -> [String] {
        let counts = summary.outcomes.filter { $0.mode == numbers.mode }.map {
            "\($0.outcome.rawValue) \(QuantityFormat.count($0.count))"
        }
        guard let failed = numbers.failures?.share.value, failed > 0 else { return counts }
        return counts + ["\(QuantityFormat.share(failed)) failed"]
    }

    /// The first of each kind with what was said of it.
    private func failures(_ numbers: ModeNumbers) -> [String] {
        summary.outcomes.filter { $0.mode == numbers.mode && $0.outcome.isFailure }.flatMap {
            TerminalText.hanging(
                "failed", TerminalText.harmless(FailureWording.sentence($0)))
        }
    }

    /// Why answers ended, where that was not all as usual.
    private func finishes(_ numbers: ModeNumbers) -> [String] {
        let reasons = summary.finishes.first { $0.mode == numbers.mode }?.reasons ?? []
        guard reasons.contains(where: { !FailureWording.usualEnds.contains($0.reason) }) else {
            return []
        }
        return reasons.map {
            "\(TerminalText.harmless($0.reason)) \(QuantityFormat.count($0.count))"
        }
    }

    private func events(_ numbers: ModeNumbers) -> [String] {
        guard numbers.mode == .streaming else { return [] }
        var parts: [String] = []
        if let value = numbers.coalesced?.share.value {
            parts.append("coalesced \(QuantityFormat.share(value))")
        }
        if let stalls = numbers.stalls?.count.value, let limit = numbers.stallLimit?.value {
            parts.append(
                "\(Wording.plural(Int(stalls), "stall")) over "
                    + QuantityFormat.latency(milliseconds: limit)
                    + (numbers.stalls?.count.note == SummaryNote.openGaps
                        ? ", some not over" : ""))
        }
        if let usage = numbers.tokenSources[.usage]?.share.value, usage < 1 {
            parts.append(
                usage == 0
                    ? "no token counts" + (hasOddUsage ? "" : ": " + SummaryNote.noUsage)
                    : "token counts from \(QuantityFormat.share(usage)) of the answers")
        }
        return parts
    }

    /// A usage came that held no count, of which a notice tells.
    private var hasOddUsage: Bool {
        summary.manifest.notices.contains { $0.kind == .answerForm && $0.text.contains("usage") }
    }

    /// The way there: what is neither the server's nor this client's.
    private func network(_ numbers: ModeNumbers) -> [String] {
        var parts: [String] = []
        if let trip = numbers.roundTrip.all?.p50.value {
            parts.append("round trip \(QuantityFormat.latency(milliseconds: trip))")
        }
        if let connect = numbers.connect.all?.tail.value {
            parts.append("connect up to \(QuantityFormat.latency(milliseconds: connect))")
        }
        if let share = numbers.outOfOrder?.share.value, share > 0 {
            parts.append("\(QuantityFormat.share(share)) of the segments came out of order")
        }
        if let held = numbers.heldBackReads?.count.value, held > 0 {
            let isLoss = numbers.outOfOrder?.share.value ?? 0 > 0
            parts.append(
                "\(Wording.plural(Int(held), "read")) "
                    + (isLoss ? "waited for a lost segment" : "came late out of the kernel"))
        }
        if let resent = numbers.resentSegments?.value, resent > 0 {
            parts.append("\(Wording.plural(Int(resent), "segment")) sent again")
        }
        return parts
    }

    private func client(_ numbers: ModeNumbers) -> [String] {
        // Beyond this machine what lies between the server's clock and ours is the way's.
        let isLocal = numbers.roundTrip.all?.p50.value ?? 0 < 1
        let delays =
            [numbers.lateness, numbers.readDelay, numbers.startLag]
            + (isLocal ? [numbers.stampError] : [])
        let parts = delays.compactMap { delay -> String? in
            guard let tail = delay.all?.tail, let value = tail.value else { return nil }
            return "\(Wording.name(tail.metric)) \(QuantityFormat.latency(milliseconds: value))"
                + (tail.statistic == .max ? " (max)" : "")
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
