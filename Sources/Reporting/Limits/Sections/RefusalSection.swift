internal import Analysis
internal import RunModel

/// In which forms the target refuses, and what refusing does to the streams that were let in.
enum RefusalSection {
    static func section(_ summary: LimitsSummary) -> PageSection {
        PageSection(
            "refusals", "Refusals, and their effect",
            [
                summary.refusals.isEmpty ? .text("Nothing was refused.") : PageBlock(),
                .table(table(summary.refusals)), each(summary), .facts(harm(summary.harm)),
                .note(
                    summary.harm == nil
                        ? ""
                        : "The effect is looked for in streams whose gaps were seen both before and during "
                            + "refusals: each is compared with itself."),
            ])
    }

    private static let mostShown = 200

    /// When each was sent, for whoever looks them up in the server's own log.
    private static func each(_ summary: LimitsSummary) -> PageBlock {
        let refused = summary.timeline.entries.filter {
            $0.state == .refused || $0.state == .noAnswer
        }.sorted { $0.sent < $1.sent }
        guard !refused.isEmpty else { return PageBlock() }
        let hasIDs = refused.contains { $0.serverRequestId != nil }
        let rows = refused.prefix(mostShown).map { entry in
            PageTable.Row(
                UTCText.clock(summary.manifest, seconds: entry.sent),
                [
                    PageTable.Cell(
                        QuantityFormat.fixed(entry.sent, decimals: 3) + " s", order: entry.sent),
                    PageTable.Cell("\(entry.request)", order: Double(entry.request)),
                    PageTable.Cell(entry.status.map { "\($0)" } ?? "no answer"),
                    PageTable.Cell(entry.isStreaming ? "streaming" : "non-streaming"),
                    PageTable.Cell(entry.probe.replacing("_", with: " ")),
                ] + (hasIDs ? [PageTable.Cell(entry.serverRequestId ?? "")] : []))
        }
        let left = refused.count - rows.count
        return .disclosure(
            Markup("Each refusal, with its time"),
            [
                .note(
                    Markup(
                        "On \(UTCText.day(summary.manifest)). The request's number is that of requests.csv."
                            + (left > 0 ? " \(Wording.plural(left, "later one")) stand there." : "")
                    )),
                .table(
                    PageTable(
                        "Refused requests",
                        columns: [
                            "sent (UTC)", "since the start", "request", "status", "mode", "step",
                        ] + (hasIDs ? ["server's request id"] : []),
                        texts: hasIDs ? [3, 4, 5, 6] : [3, 4, 5], rows: Array(rows))),
            ])
    }

    private static func table(_ refusals: [RefusalCount]) -> PageTable {
        PageTable(
            "Forms of refusals",
            columns: ["status", "count", "error object", "type", "code", "first message"],
            texts: [2, 3, 4, 5],
            rows: refusals.map { refusal in
                PageTable.Row(
                    LimitsWording.form(refusal),
                    [
                        PageTable.Cell(
                            QuantityFormat.count(refusal.count), order: Double(refusal.count)),
                        PageTable.Cell(refusal.isErrorObject ? "yes" : "no"),
                        PageTable.Cell(refusal.type ?? ""), PageTable.Cell(refusal.code ?? ""),
                        PageTable.Cell(refusal.message ?? ""),
                    ])
            })
    }

    private static func harm(_ harm: StreamHarm?) -> [Fact] {
        guard let harm else { return [] }
        let latency = { (value: Double?) in
            value.map { QuantityFormat.latency(milliseconds: $0) } ?? "—"
        }
        let difference = harm.meanDifferenceMilliseconds.map { mean in
            let interval = harm.lowMilliseconds.flatMap { low in
                harm.highMilliseconds.map {
                    " (95 %: \(QuantityFormat.range(low: low, high: $0, .milliseconds)))"
                }
            }
            return ComparisonWording.signed(mean, .milliseconds) + (interval ?? "")
        }
        return [
            Fact("streams compared", QuantityFormat.count(harm.streams)),
            Fact("gap before refusals", latency(harm.gapBeforeMilliseconds)),
            Fact("gap during refusals", latency(harm.gapDuringMilliseconds)),
            Fact("mean difference", difference ?? "—"),
            Fact("streams that broke meanwhile", QuantityFormat.count(harm.broken)),
        ]
    }
}
