internal import Analysis
internal import RunModel

/// How much of its tier a run used, in words.
enum TierWording {
    /// `10 of 10 streams`, `291 of 300 requests in a minute`; none without a tier.
    static func used(_ use: TierUse) -> [String] {
        guard let tier = use.tier else { return [] }
        let parts: [(Int, Int?, String)] = [
            (use.peakStreams, tier.maxStreams, "streams"),
            (use.busiestMinuteRequests, tier.requestsPerMinute, "requests in a minute"),
            (use.busiestMinuteTokens, tier.tokensPerMinute, "tokens in a minute"),
        ]
        return parts.compactMap { used, allowed, noun in
            allowed.map { "\(QuantityFormat.count(used)) of \(QuantityFormat.count($0)) \(noun)" }
        }
    }

    /// What held starts back, longest first.
    static func held(_ held: HeldBack) -> [String] {
        let parts: [(Double, String)] = [
            (held.serverSeconds, "the server (its limit headers)"),
            (held.failuresSeconds ?? 0, "failures"),
            (held.streamsSeconds, "streams"),
            (held.requestRateSeconds, "the request rate"),
            (held.tokenRateSeconds, "the token rate"),
        ]
        return parts.filter { $0.0 > 0 }.sorted { $0.0 > $1.0 }.map { seconds, noun in
            "held back by \(noun) for \(QuantityFormat.quantity(seconds, .seconds))"
        }
    }

    static func name(_ use: TierUse) -> String {
        TerminalText.harmless(use.tier?.name ?? "")
    }
}
