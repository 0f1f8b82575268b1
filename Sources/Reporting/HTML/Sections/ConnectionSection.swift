internal import Analysis
internal import RunModel

/// The way to the first token in its phases, on cold connections and on warm ones, and what the network did.
enum ConnectionSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        let isBoth = summary.modes.count > 1
        let bars = summary.numbers.modes.flatMap { numbers in
            [ConnectionScope.cold, .warm].compactMap { bar(numbers, $0, isBoth: isBoth) }
        }
        let blocks = (bars.isEmpty ? [] : phases(bars)) + network(summary)
        guard blocks.contains(where: { !$0.isEmpty }) else { return nil }
        return PageSection("connection", "Connections and network", blocks)
    }

    private static func phases(_ bars: [StackedBars.Bar]) -> [PageBlock] {
        let longest = bars.flatMap(\.parts).map(\.value).max() ?? 1
        let unit = LatencyUnit(milliseconds: longest)
        let figure = StackedBars(
            bars: bars, label: "median, \(unit.name)", format: TickFormat(unit: unit)
        ).figure(
            name: "phases", title: "Phases to the first token",
            note: "Medians of each phase; the last two are differences of medians.")
        return [.figures([figure]), .table(table(bars))]
    }

    // MARK: The network

    /// What is neither the server's doing nor this client's.
    private static func network(_ summary: RunSummary) -> [PageBlock] {
        let known = summary.numbers.modes.filter { $0.outOfOrder != nil }
        let facts = known.flatMap { numbers in
            let suffix = summary.modes.count > 1 ? ", \(Wording.mode(numbers.mode))" : ""
            return CountFacts.facts([
                ("segments out of order\(suffix)", numbers.outOfOrder?.share),
                ("segments lost or overtaken\(suffix)", numbers.holes?.share),
                ("longest gaps that waited for one\(suffix)", numbers.maxGapsHeldBack?.share),
                ("segments sent again\(suffix)", numbers.resentSegments),
                ("reads held back in the kernel\(suffix)", numbers.heldBackReads?.count),
            ])
        }
        let probe = summary.numbers.networkProbe.map {
            CountFacts.facts([
                ("small requests, p50", $0.p50), ("small requests, longest", $0.max),
            ])
        }
        return [
            .facts(facts + (probe ?? [])),
            .table(
                PercentileTable(summary).table(
                    "The way to the server, by percentile",
                    [
                        \.roundTrip, \.firstTokenWithoutWay, \.connect, \.connectResolve,
                        \.connectTCP, \.connectTLS,
                        \.scheduleLag, \.requestDelivery, \.stampError,
                    ])),
        ]
    }

    private static func bar(
        _ numbers: ModeNumbers, _ scope: ConnectionScope, isBoth: Bool
    ) -> StackedBars.Bar? {
        let ofScope = scope == .cold ? numbers.coldRequests : numbers.warmRequests
        let requests = ofScope?.value ?? 0
        // Where all connections were of one kind its numbers are those of all.
        let total = numbers.requests?.value ?? 0
        let found: ConnectionScope = requests == total ? .all : scope
        guard requests > 0 else { return nil }
        let opening = [
            ("resolve", numbers.connectResolve), ("TCP", numbers.connectTCP),
            ("TLS", numbers.connectTLS),
        ]
        var parts =
            scope == .cold
            ? opening.compactMap { name, sample in
                sample.cold?.p50.value.map { part(name, $0) }
            } : []
        let first = numbers.timeToFirstToken[found]?.p50.value
        if let head = numbers.timeToFirstByte[found]?.p50.value {
            parts.append(part("request to head", head))
            if let first { parts.append(part("head to first token", max(first - head, 0))) }
        } else if let first {
            parts.append(part("request to first token", first))
        }
        guard !parts.isEmpty else { return nil }
        let suffix = isBoth ? ", \(Wording.mode(numbers.mode))" : ""
        return StackedBars.Bar(
            name: "\(scope.rawValue)\(suffix) (n \(QuantityFormat.count(requests)))",
            parts: parts, total: "")
    }

    private static func part(_ name: String, _ value: Double) -> StackedBars.Part {
        StackedBars.Part(
            name: name, value: value, text: QuantityFormat.latency(milliseconds: value))
    }

    private static func table(_ bars: [StackedBars.Bar]) -> PageTable {
        let names = bars.flatMap(\.parts).map(\.name).reduce(into: [String]()) { names, name in
            if !names.contains(name) { names.append(name) }
        }
        return PageTable(
            "Median phases", columns: ["connection"] + names,
            rows: bars.map { bar in
                PageTable.Row(
                    bar.name,
                    names.map { name in
                        bar.parts.first { $0.name == name }
                            .map { PageTable.Cell($0.text, order: $0.value) } ?? .empty
                    })
            })
    }
}
