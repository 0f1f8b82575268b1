package import Analysis
internal import RunModel

/// What the server said of itself, in words that all outputs share.
enum ServerWording {
    static func name(_ quantity: ServerQuantity) -> String {
        switch quantity {
        case .running: "running"
        case .waiting: "waiting"
        case .cacheUse: "cache use"
        case .prefixHits: "prefix tokens from the cache"
        case .prefixQueries: "prefix tokens looked for"
        case .prefixHitRate: "prefix hit rate, as the server says it"
        case .preemptions: "preemptions"
        case .promptTokens: "prompt tokens"
        case .outputTokens: "output tokens"
        case .outputRate: "output, as the server says"
        case .steps: "steps"
        case .tokensPerStep: "tokens per step, prompts' too"
        case .firstToken: "server's own TTFT"
        case .queueTime: "server's own queue time"
        case .prefillTime: "server's own prefill time"
        case .interToken: "server's own gap"
        }
    }

    static func value(_ value: Double, _ quantity: ServerQuantity) -> String {
        switch quantity {
        case .firstToken, .queueTime, .prefillTime, .interToken:
            QuantityFormat.latency(milliseconds: value * 1000)
        case .running, .waiting, .preemptions, .steps, .prefixHits, .prefixQueries, .promptTokens,
            .outputTokens:
            QuantityFormat.count(value)
        default: QuantityFormat.quantity(value, quantity.unit)
        }
    }

    /// A few lines for a terminal; none of a run that did not ask.
    static func lines(_ server: ServerSide) -> [[String]] {
        let counted = server.prefixHitRate
        let levels = server.levels.filter {
            $0.quantity != .prefixHitRate || counted == nil
        }.map { level in
            "\(name(level.quantity)) p50 \(value(level.p50, level.quantity)), most "
                + value(level.most, level.quantity)
        }
        var counts: [String] = []
        if let rate = counted {
            counts.append("prefix hit rate \(QuantityFormat.share(rate))")
        }
        if let lost = server.counts.first(where: { $0.quantity == .preemptions }) {
            counts.append("preemptions " + total(lost))
        }
        if let output = server.counts.first(where: { $0.quantity == .outputTokens })?.perSecond {
            counts.append("output \(QuantityFormat.digits(output)) tokens/s")
        }
        if let tokens = server.tokensPerStep {
            counts.append("\(QuantityFormat.digits(tokens)) tokens per step, prompts' too")
        }
        let first = server.firstTokens.map { [firstTokens($0)] } ?? []
        let absent = server.hasData ? [] : [nothing(server)]
        return [levels, counts, first, absent].filter { !$0.isEmpty }
    }

    static func total(_ count: ServerSide.Count) -> String {
        (count.resets > 0 ? "at least " : "") + value(count.total, count.quantity)
    }

    /// Why there is nothing of the server's.
    static func nothing(_ server: ServerSide) -> String {
        let failed = server.sources.reduce(0) { $0 + $1.failed.values.reduce(0, +) }
        let looks = server.sources.reduce(0) { $0 + $1.looks }
        if looks == 0 { return "the server's metrics were not read" }
        if failed == looks { return "none of the looks at the server's metrics brought any" }
        return server.sources.contains { $0.engine != nil }
            ? "no look at the server's metrics fell into the measured window"
            : "the metrics are of names that nobody here knows; server.csv has them"
    }

    /// Its own time to first token beside ours.
    static func firstTokens(_ first: ServerSide.FirstTokens) -> String {
        let own =
            first.serverMeanMilliseconds.map {
                "server's own TTFT mean \(QuantityFormat.latency(milliseconds: $0)) (n \(QuantityFormat.count(first.serverCount)))"
            } ?? "server's own TTFT"
        guard let most = first.differenceMostMilliseconds, let ours = first.ourMeanMilliseconds
        else { return own + "; the difference to ours is not known: " + (first.reason ?? "") }
        return own + ", ours \(QuantityFormat.latency(milliseconds: ours)): "
            + "what lies between (the way, a gateway, the server's own door) took \(between(first.differenceLeastMilliseconds ?? most, most))"
    }

    /// One number where both ends round to it.
    private static func between(_ least: Double, _ most: Double) -> String {
        let ends = [least, most].map { QuantityFormat.latency(milliseconds: $0) }
        return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
    }

    /// Where a quantile of the server's histogram lies.
    static func bounds(_ bounds: ServerSide.Bounds?, _ quantity: ServerQuantity) -> String {
        guard let bounds else { return "—" }
        guard let high = bounds.high else { return "> " + value(bounds.low, quantity) }
        return bounds.low == 0
            ? "≤ " + value(high, quantity)
            : "\(value(bounds.low, quantity)) to \(value(high, quantity))"
    }

    /// What was found of others; nil where nothing can be said.
    static func others(_ server: ServerSide) -> String? {
        if let reason = server.othersReason {
            return "Whether others use the server cannot be told: \(reason)."
        }
        guard let others = server.others else { return nil }
        guard others.isFound else {
            return others.looksWithOthers == 0
                ? "At none of \(Wording.plural(others.looks, "look")) had the server more requests than ours."
                : "At \(others.looksWithOthers) of \(Wording.plural(others.looks, "look")) the server had more requests than ours, never "
                    + "\(others.longestRow + 1) times in a row: that may be a moment's."
        }
        return
            "Others use the server: at \(others.looksWithOthers) of \(others.looks) looks it had more requests than ours "
            + "can have been, up to \(QuantityFormat.count(others.most)) more, \(others.longestRow) times in a row."
    }

    /// Lateness and gaps of the looks at a source.
    static func looks(_ source: ServerSide.Source) -> String {
        let failed = source.failed.values.reduce(0, +)
        var facts = [Wording.plural(source.looks, "look")]
        if failed > 0 { facts.append("\(failed) without metrics") }
        if source.missed > 0 { facts.append("\(source.missed) left out") }
        if let gap = source.longestGapSeconds {
            facts.append("longest gap \(QuantityFormat.quantity(gap, .seconds))")
        }
        if let late = source.latestMilliseconds {
            facts.append("up to \(QuantityFormat.latency(milliseconds: late)) late")
        }
        if let slow = source.slowestMilliseconds {
            facts.append("answered in up to \(QuantityFormat.latency(milliseconds: slow))")
        }
        if source.leftOut > 0 {
            facts.append("up to \(QuantityFormat.count(source.leftOut)) lines left out")
        }
        return facts.joined(separator: ", ")
    }
}

extension ServerSide {
    /// Whether any number of the server's is there.
    var hasData: Bool { !levels.isEmpty || !counts.isEmpty || !distributions.isEmpty }
}

/// What a gate says of the server's own metrics beside its verdict.
package enum ServerNotes {
    /// Nothing where they say nothing that a reader must know.
    package static func notes(_ summary: RunSummary) -> [String] {
        summary.validity.checks
            .filter { [.otherUsers, .preemptions].contains($0.kind) && $0.verdict == .withCare }
            .map { "by the server's own metrics " + Wording.sentence($0, in: summary) }
    }
}
