internal import Analysis
internal import RunModel

/// What the server said of itself, on the time axis of the load.
enum ServerSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let server = summary.server else { return nil }
        let facts = server.sources.map { source in
            Fact(
                source.url,
                "\(source.engine?.title ?? "no known engine"): \(ServerWording.looks(source))")
        }
        let marks = TimeMarks.sinceFirstDue(summary)
        guard server.hasData else {
            return PageSection(
                "server", "The server's own metrics",
                [.text(Markup(ServerWording.nothing(server) + ".")), .facts(facts)])
        }
        return PageSection(
            "server", "The server's own metrics",
            [
                .list(
                    [
                        ServerWording.others(server),
                        server.firstTokens.map { sentence(ServerWording.firstTokens($0)) },
                        preemptions(server),
                    ].compactMap { $0.map { Markup($0) } }),
                .figures([
                    requests(server, marks), cache(server, marks), output(server, marks),
                    preempted(server, marks),
                ]),
                .table(levels(server)), .table(counts(server)), .table(distributions(server)),
                .facts(facts),
                .note(
                    "Levels and counts are of the measured window, as the server said them at each look; between looks "
                        + "nobody knows. Its histograms are over the whole run, and a quantile lies between two bounds of "
                        + "their buckets. server.csv has every value."),
            ])
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    private static func preemptions(_ server: ServerSide) -> String? {
        guard let found = server.preemptions, found.total > 0 else { return nil }
        return
            "\(Wording.plural(Int(found.total), "request")) lost \(found.total == 1 ? "its place" : "their places") in "
            + "the batch, between \(Wording.plural(found.looks, "pair")) of looks; of "
            + "\(Wording.plural(found.streams, "stream")) of ours that were open then \(found.stalled) stalled."
    }

    // MARK: Charts

    private static func chart(
        _ server: ServerSide, _ marks: TimeMarks, _ label: String,
        _ series: [(name: String, style: String, path: KeyPath<ServerSide.Step, Double?>)]
    ) -> StepChart {
        StepChart(
            stepSeconds: server.stepSeconds,
            series: series.map { one in
                StepChart.Series(
                    name: one.name, style: one.style,
                    values: server.steps.map { $0[keyPath: one.path] })
            }, label: label, marks: marks)
    }

    private static func requests(_ server: ServerSide, _ marks: TimeMarks) -> Figure? {
        guard server.steps.contains(where: { $0.running != nil || $0.waiting != nil }) else {
            return nil
        }
        return chart(
            server, marks, "requests",
            [
                ("running there", "m-streaming", \.running), ("waiting there", "ends", \.waiting),
                ("ours, open", "wanted", \.open),
            ]
        ).figure(name: "server-requests", title: "Requests at the server, and ours")
    }

    private static func cache(_ server: ServerSide, _ marks: TimeMarks) -> Figure? {
        chart(server, marks, "share in use", [("cache use", "m-streaming", \.cacheUse)])
            .figure(name: "server-cache", title: "Memory for keys and values in use")
    }

    private static func output(_ server: ServerSide, _ marks: TimeMarks) -> Figure? {
        chart(server, marks, "tokens/s", [("output", "m-streaming", \.outputPerSecond)])
            .figure(name: "server-output", title: "Output tokens per second, everybody's")
    }

    private static func preempted(_ server: ServerSide, _ marks: TimeMarks) -> Figure? {
        chart(server, marks, "preemptions", [("preemptions", "m-streaming", \.preemptions)])
            .figure(name: "server-preemptions", title: "Preemptions")
    }

    // MARK: Tables

    private static func levels(_ server: ServerSide) -> PageTable {
        PageTable(
            "Levels over the measured window, as the server said them",
            columns: ["level", "p50", "most", "at the end", "looks"],
            rows: server.levels.map { level in
                PageTable.Row(
                    ServerWording.name(level.quantity),
                    [level.p50, level.most, level.last].map {
                        PageTable.Cell(ServerWording.value($0, level.quantity), order: $0)
                    } + [ShardSection.count(level.looks)])
            })
    }

    private static func counts(_ server: ServerSide) -> PageTable {
        // Of a server without a prefix cache nothing is looked for.
        let hasCache = server.prefixHitRate != nil
        let shown = server.counts.filter {
            hasCache || ![.prefixHits, .prefixQueries].contains($0.quantity)
        }
        var rows = shown.map { count in
            PageTable.Row(
                ServerWording.name(count.quantity),
                [
                    PageTable.Cell(ServerWording.total(count), order: count.total),
                    PageTable.Cell(
                        count.perSecond.map { QuantityFormat.digits($0) } ?? "—",
                        order: count.perSecond),
                ])
        }
        if let rate = server.prefixHitRate, !server.counts.isEmpty {
            rows.append(
                PageTable.Row(
                    "prefix hit rate", [PageTable.Cell(QuantityFormat.share(rate)), .empty]))
        }
        if let tokens = server.tokensPerStep, !server.counts.isEmpty {
            rows.append(
                PageTable.Row(
                    "tokens per step, prompts' too",
                    [PageTable.Cell(QuantityFormat.digits(tokens)), .empty]))
        }
        return PageTable(
            "Counts over the measured window, everybody's",
            columns: ["count", "total", "per second"],
            rows: rows)
    }

    private static func distributions(_ server: ServerSide) -> PageTable {
        PageTable(
            "The server's own histograms over the run, everybody's",
            columns: ["histogram", "n", "mean", "p50", "p90", "p99"], texts: [3, 4, 5],
            rows: server.distributions.map { one in
                PageTable.Row(
                    ServerWording.name(one.quantity),
                    [
                        ShardSection.count(one.count),
                        PageTable.Cell(
                            ServerWording.value(one.mean, one.quantity), order: one.mean),
                    ]
                        + [one.p50, one.p90, one.p99].map {
                            PageTable.Cell(ServerWording.bounds($0, one.quantity))
                        })
            })
    }
}
