internal import Analysis
internal import RunModel

/// Conversations turn by turn, and what the prefix cache does to the time to first token.
enum ConversationSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let table = summary.conversations else { return nil }
        let sentences = [
            ConversationWording.account(summary.manifest).map { "Conversations: \($0)." },
            ConversationWording.growth(table).map { $0 + "." },
            ConversationWording.gain(table).map {
                $0.prefix(1).uppercased() + $0.dropFirst() + "."
            },
        ].compactMap { $0 }
        return PageSection(
            "conversations", table.turns.isEmpty ? "Prefix cache" : "Conversations",
            [
                .list(sentences.map { Markup($0) }),
                .figures([chart(table)].compactMap { $0 }), .table(turns(table)),
                .note(note(table)),
            ])
    }

    /// Nil where there is no course to see.
    private static func chart(_ table: ConversationTable) -> Figure? {
        let known = table.turns.filter { $0.medianTimeToFirstToken != nil }
        guard known.count > 1 else { return nil }
        let names = known.map { "\($0.turn)" + ($0.isOpen ? " and later" : "") }
        return CategoryChart(
            categories: names,
            points: known.enumerated().compactMap { place, turn in
                turn.medianTimeToFirstToken.map {
                    CategoryChart.Point(
                        category: place, mode: .streaming, value: $0, low: turn.medianLow,
                        high: turn.medianHigh,
                        title: "turn \(names[place]): \(QuantityFormat.latency(milliseconds: $0))")
                }
            }, unit: .milliseconds, label: "TTFT p50"
        ).figure(
            name: "turns", title: "Time to first token by turn",
            note: "Medians with their 95 % intervals.")
    }

    private static func turns(_ table: ConversationTable) -> PageTable {
        let isCached = table.turns.contains { $0.cachedShare != nil }
        let hasTwins = table.turns.contains { $0.novelTimeToFirstToken != nil }
        return PageTable(
            "Time to first token by turn",
            columns: ["turn", "requests", "failed", "prompt tokens p50"]
                + (isCached ? ["cached"] : []) + ["TTFT p50", "TTFT p95"]
                + (hasTwins ? ["TTFT p50, novel beginning"] : []),
            rows: table.turns.map { turn in
                PageTable.Row(
                    "\(turn.turn)" + (turn.isOpen ? " and later" : ""),
                    [
                        ShardSection.count(turn.requests), ShardSection.count(turn.failures),
                        turn.promptTokens.map {
                            PageTable.Cell(QuantityFormat.digits($0), order: $0)
                        } ?? .empty,
                    ]
                        + (isCached
                            ? [
                                turn.cachedShare.map {
                                    PageTable.Cell(QuantityFormat.share($0), order: $0)
                                } ?? .empty
                            ] : [])
                        + [
                            latency(turn.medianTimeToFirstToken, turn.medianLow, turn.medianHigh),
                            latency(turn.p95TimeToFirstToken, turn.p95Low, turn.p95High),
                        ]
                        + (hasTwins ? [latency(turn.novelTimeToFirstToken, nil, nil)] : []))
            })
    }

    private static func latency(_ value: Double?, _ low: Double?, _ high: Double?)
        -> PageTable.Cell
    {
        value.map {
            PageTable.Cell(
                QuantityFormat.latency(milliseconds: $0),
                detail: QuantityFormat.latencyInterval(low: low, high: high) ?? "", order: $0)
        } ?? PageTable.Cell(SummaryNote.tooFew)
    }

    private static func note(_ table: ConversationTable) -> Markup {
        var text = ""
        if !table.turns.isEmpty {
            text +=
                "Later turns are of longer conversations only, and of those that did not fail before. "
        }
        if let growth = table.uncached {
            text +=
                "The growth with uncached tokens is the slope of the line of least squares through "
                + "\(Wording.plural(growth.requests, "request")) with \(QuantityFormat.count(growth.leastTokens)) to "
                + "\(QuantityFormat.count(growth.mostTokens)) uncached tokens; its interval is the jackknife's over "
                + "\(Wording.plural(growth.conversations, "conversation")) or requests outside of any"
                + (growth.untold > 0
                    ? "; \(QuantityFormat.count(growth.untold)) whose target told no counts are left out"
                    : "")
                + ". What else differs between prompts that are cached and others, such as a start all at once, is in it. "
        }
        if let gain = table.cacheGain {
            text +=
                "Twins: \(Wording.plural(gain.turns, "pair")) of turns of "
                + "\(Wording.plural(gain.conversations, "pair")) of conversations, mean difference of TTFT and the "
                + "jackknife's interval over them. The turns above are of the usual beginnings alone; all other numbers of this run are of both twins together. "
        }
        return Markup(text)
    }
}
