internal import Analysis
internal import RunModel

/// What a mode's requests came to beside their latencies, for a terminal: rates, outcomes, and what the network and
/// this client had to do with it.
struct ConsoleFacts {
    private let summary: RunSummary
    private let numbers: ModeNumbers

    init(_ summary: RunSummary, _ numbers: ModeNumbers) {
        self.summary = summary
        self.numbers = numbers
    }

    func lines() -> [String] {
        [
            ("throughput", throughput), ("outcomes", outcomes),
            ("finished", finishes), ("events", events),
            ("replay", replay), ("network", network), ("client", client),
        ]
        .filter { !$0.1.isEmpty }
        .flatMap { TerminalText.hanging($0.0, facts: $0.1) }
    }

    private var throughput: [String] {
        guard summary.hasSuccess(numbers.mode) else { return [] }
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

    private var outcomes: [String] {
        let counts = summary.outcomes.filter { $0.mode == numbers.mode }.map {
            "\($0.outcome.rawValue) \(QuantityFormat.count($0.count))"
        }
        guard let failed = numbers.failures?.share.value, failed > 0 else { return counts }
        return counts + ["\(QuantityFormat.share(failed)) failed"]
    }

    /// How late a trace was sent; empty of any other load.
    private var replay: [String] {
        ReplayWording.facts(summary.manifest, numbers)
    }

    /// Why answers ended, where that was not all as usual.
    private var finishes: [String] {
        let reasons = summary.finishes.first { $0.mode == numbers.mode }?.reasons ?? []
        guard reasons.contains(where: { !FailureWording.usualEnds.contains($0.reason) }) else {
            return []
        }
        return reasons.map {
            "\(TerminalText.harmless($0.reason)) \(QuantityFormat.count($0.count))"
        }
    }

    private var events: [String] {
        guard numbers.mode == .streaming, summary.hasSuccess(.streaming) else { return [] }
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
    private var network: [String] {
        var parts: [String] = []
        if let trip = numbers.roundTrip.all?.p50.value {
            parts.append("round trip \(QuantityFormat.latency(milliseconds: trip))")
            // Of a loopback, and of a network like it, there is nothing to take off.
            if let first = numbers.firstTokenWithoutWay.all?.p50.value, trip >= 1 {
                parts.append(
                    "TTFT p50 without it \(QuantityFormat.latency(milliseconds: first))")
            }
        }
        if let probe = summary.numbers.networkProbe {
            parts.append(
                probe.p50.value.map {
                    "a small request p50 \(QuantityFormat.latency(milliseconds: $0))"
                } ?? "\(Wording.plural(probe.count.count, "small request")), too few for a median")
        }
        if let connect = numbers.connect.all?.tail.value {
            parts.append("connect up to \(QuantityFormat.latency(milliseconds: connect))")
        }
        if let probe = summary.manifest.networkProbe, probe.sent > 0, probe.unanswered == probe.sent
        {
            parts.append("no small request was answered")
        }
        if let share = numbers.holes?.share.value, share > 0 {
            parts.append("\(QuantityFormat.share(share)) of the segments lost or overtaken")
        } else if let share = numbers.outOfOrder?.share.value, share > 0 {
            parts.append("\(QuantityFormat.share(share)) of the segments came out of order")
        }
        if let held = numbers.heldBackReads?.count.value, held > 0 {
            let isLoss = numbers.outOfOrder?.share.value ?? 0 > 0
            parts.append(
                "\(Wording.plural(Int(held), "read")) "
                    + (isLoss ? "waited for a lost segment" : "came late out of the kernel"))
        }
        if let gaps = numbers.maxGapsHeldBack, let held = gaps.count.value, held > 0,
            numbers.holes?.count.value ?? 0 > 0
        {
            parts.append(
                "the longest gap of \(QuantityFormat.count(held)) of "
                    + "\(Wording.plural(gaps.share.count, "stream")) is the network's")
        }
        if let resent = numbers.resentSegments?.value, resent > 0 {
            parts.append("\(Wording.plural(Int(resent), "segment")) sent again")
        }
        return parts
    }

    private var client: [String] {
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
}
