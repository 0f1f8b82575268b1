internal import Analysis
internal import RunModel

/// What is said of conversations and of the prefix cache: one wording for the terminal and the page.
enum ConversationWording {
    /// What became of them, how TTFT goes along them, and what the cache does.
    static func lines(_ summary: RunSummary) -> [String] {
        guard let table = summary.conversations else { return [] }
        return [account(summary.manifest), turns(table), growth(table), gain(table)]
            .compactMap { $0 }
    }

    /// `29 begun, 27 complete, 2 ended with a failed turn`.
    static func account(_ manifest: RunManifest) -> String? {
        guard let account = manifest.conversations else { return nil }
        let others = [
            (account.failed, "ended with a failed turn"),
            (account.withoutAnswer, "without an answer to say again"),
            (account.turnedAway, "turned away"), (account.unfinished, "unfinished"),
        ]
        return
            ([(account.begun, "begun"), (account.complete, "complete")]
            + others.filter { $0.0 > 0 })
            .map { "\(QuantityFormat.count($0.0)) \($0.1)" }.joined(separator: ", ")
    }

    /// `TTFT p50 by turn: 210 ms, 180 ms, 185 ms (cached 0 %, 71.2 %, 80.1 %)`.
    private static func turns(_ table: ConversationTable) -> String? {
        let known = table.turns.filter { $0.medianTimeToFirstToken != nil }
        guard known.count > 1 else { return nil }
        let times = known.compactMap(\.medianTimeToFirstToken).map(milliseconds)
        let shares = known.map { $0.cachedShare.map { QuantityFormat.share($0) } ?? "?" }
        let cached =
            known.contains { $0.cachedShare ?? 0 > 0 }
            ? " (cached \(shares.joined(separator: ", ")))" : ""
        return "TTFT p50 by turn: \(times.joined(separator: ", "))\(cached)"
    }

    /// How TTFT grows with what no cache gave, or why that is not known.
    static func growth(_ table: ConversationTable) -> String? {
        guard let growth = table.uncached else {
            return table.uncachedAbsence.map {
                "TTFT by uncached prompt tokens cannot be told: \(reason($0))"
            }
        }
        return "TTFT \(signed(growth.perThousandTokens)) for 1,000 uncached prompt tokens "
            + "(\(signed(growth.low)) to \(signed(growth.high)))"
    }

    static func reason(_ absence: UncachedAbsence) -> String {
        switch absence {
        case .notTold: "the target tells no cached tokens"
        case .noneCached: "the target found no prompt in a cache"
        case .tooFew: "there are fewer than ten conversations"
        case .alike: "all prompts have about as many uncached tokens"
        }
    }

    static func gain(_ table: ConversationTable) -> String? {
        guard let gain = table.cacheGain else { return nil }
        let interval = "\(signed(gain.low)) to \(signed(gain.high))"
        let what =
            "\(milliseconds(gain.usual)) with the usual beginning, \(milliseconds(gain.novel)) with a novel one"
        if gain.low > 0 {
            return
                "the prefix cache saves \(milliseconds(gain.gain)) of TTFT on average (\(interval)): \(what)"
        }
        if gain.high < 0 {
            return
                "a novel beginning is answered sooner, by \(milliseconds(-gain.gain)) of TTFT (\(interval)): \(what)"
        }
        return
            "no gain by a prefix cache shows: \(signed(gain.gain)) of TTFT (\(interval)); \(what)"
    }

    private static func milliseconds(_ value: Double) -> String {
        QuantityFormat.latency(milliseconds: value)
    }

    private static func signed(_ value: Double) -> String {
        (value < 0 ? "−" : "+") + milliseconds(abs(value))
    }
}
