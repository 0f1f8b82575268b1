internal import Analysis
internal import RunModel

/// Requests in a window: the picture, the ways of counting that explain it, and what the headers say.
enum WindowSection {
    static func section(_ summary: LimitsSummary) -> PageSection {
        guard let window = summary.window else {
            return PageSection("window", "Requests in a window", [])
        }
        return PageSection(
            "window", "Requests in a window",
            [
                .text(Markup(lead(window))),
                .wide(
                    WindowChart(
                        entries: summary.timeline.entries, window: window,
                        stated: summary.manifest.plan.limits?.statedRequests.map {
                            Int((Double($0) / window.partsOfStated).rounded())
                        }
                    ).figure(name: "window-time", title: "Requests over time")),
                .note(note(window)), .facts(facts(window)), .table(candidates(window)),
                .table(layers(window)),
            ])
    }

    private static func note(_ window: RequestWindow) -> Markup {
        let kinds = window.candidates.map(\.kind)
        let isFixed = kinds.contains(.fixed) || kinds.contains(.fixedFromFirst)
        return Markup(
            "The lines count every request of the run that was let in, streams of the other parts "
                + "among them. Below them one tick per request; the longer ticks asked for non-streaming answers. "
                + "\"Retried\" are those sent just before and after the time that Retry-After named."
                + (isFixed
                    ? " Across the edge of a fixed window up to twice its limit can come within its "
                        + "length."
                    : ""))
    }

    private static func lead(_ window: RequestWindow) -> String {
        guard let only = window.only else {
            let doubt = window.doubt.map { ": \($0)" } ?? ""
            if window.possibleSpans != nil {
                return
                    "Ways of counting over more than one length of time explain every answer\(doubt)."
            }
            return window.candidates.isEmpty
                ? "No way of counting explains every answer\(doubt)."
                : "\(Wording.plural(window.candidates.count, "way")) of counting would explain every "
                    + "answer\(doubt)."
        }
        return "One way of counting explains every answer (\(LimitsWording.kind(only.kind))): "
            + "\(LimitsWording.range(only.limitLow, only.limitHigh)) requests in "
            + "\(QuantityFormat.tick(window.lengthSeconds)) s"
            + (window.statedSeconds.map {
                ", a span of the \(QuantityFormat.tick($0)) s that are stated."
            } ?? (window.layers == nil ? "." : ", beside a second limit (below)."))
    }

    private static func facts(_ window: RequestWindow) -> [Fact] {
        [
            Fact("let in", QuantityFormat.count(window.accepted)),
            Fact("refused", QuantityFormat.count(window.refused)),
            Fact(
                "most let in within \(QuantityFormat.tick(window.lengthSeconds)) s",
                QuantityFormat.count(window.mostInWindow)),
            Fact("beyond the limit", window.isDelaying ? "kept waiting" : "refused"),
            Fact("non-streaming answers", counted(window.countsWholeAnswers)),
        ]
    }

    private static func counted(_ isCounted: Bool?) -> String {
        isCounted.map { $0 ? "counted" : "not counted" } ?? "cannot tell"
    }

    /// A fixed window that is used up stays so until it ends, whatever comes meanwhile.
    private static func refused(_ candidate: RequestWindow.Candidate) -> String {
        switch candidate.kind {
        case .fixed, .fixedFromFirst: "make no difference"
        case .untilQuiet: "counted"
        case .sliding, .slidingCounter, .bucket: counted(candidate.countsRejected)
        }
    }

    private static func candidates(_ window: RequestWindow) -> PageTable {
        PageTable(
            "Ways of counting that explain every answer",
            columns: [
                "way of counting", "limit in a window", "held when full", "an edge lies at",
                "refused requests",
            ], texts: [4],
            rows: window.candidates.map { candidate in
                let held = pair(candidate.capacityLow, candidate.capacityHigh).map(
                    LimitsWording.range)
                let edge = pair(candidate.edgeLowSeconds, candidate.edgeHighSeconds).map {
                    QuantityFormat.range(low: $0, high: $1, .seconds) + " s"
                }
                return PageTable.Row(
                    LimitsWording.kind(candidate.kind),
                    [
                        PageTable.Cell(
                            LimitsWording.range(candidate.limitLow, candidate.limitHigh),
                            order: candidate.limitLow),
                        PageTable.Cell(held ?? "", order: candidate.capacityLow),
                        PageTable.Cell(edge ?? "", order: candidate.edgeLowSeconds),
                        PageTable.Cell(refused(candidate)),
                    ])
            })
    }

    private static func layers(_ window: RequestWindow) -> PageTable {
        PageTable(
            "Limits that may hold beside it, in a shorter time or as a store",
            columns: [
                "way of counting", "requests, or held when full", "in", "flows in meanwhile",
            ],
            texts: [],
            rows: (window.layers ?? []).map { layer in
                let inflow = pair(layer.inflowLow, layer.inflowHigh).map(LimitsWording.range)
                return PageTable.Row(
                    LimitsWording.kind(layer.kind),
                    [
                        PageTable.Cell(
                            LimitsWording.range(layer.limitLow, layer.limitHigh),
                            order: layer.limitLow),
                        PageTable.Cell(
                            QuantityFormat.tick(layer.lengthSeconds) + " s",
                            order: layer.lengthSeconds),
                        PageTable.Cell(inflow ?? "", order: layer.inflowLow),
                    ])
            })
    }

    private static func pair(_ low: Double?, _ high: Double?) -> (Double, Double)? {
        low.flatMap { low in high.map { (low, $0) } }
    }
}
