internal import RunModel

/// From the first look to the last: what the server's histograms counted between.
struct ServerSpan {
    private let first: ServerLook
    private let last: ServerLook

    /// Nil with fewer than two looks.
    init?(_ looks: [ServerLook]) {
        guard looks.count > 1, let first = looks.first, let last = looks.last else { return nil }
        self.first = first
        self.last = last
    }

    /// What came to a histogram; nil where it began anew, or nothing came.
    private func difference(_ quantity: ServerQuantity) -> ServerDistribution? {
        guard let now = last.distributions[quantity] else { return nil }
        // A histogram that nothing had come to yet may not have been there.
        let then = first.distributions[quantity] ?? ServerDistribution()
        guard now.count > then.count, now.sum >= then.sum else { return nil }
        var found = ServerDistribution(sum: now.sum - then.sum, count: now.count - then.count)
        for (bound, value) in now.buckets {
            let before = then.buckets[bound] ?? 0
            guard value >= before else { return nil }
            found.buckets[bound] = value - before
        }
        return found
    }

    func distributions() -> [ServerSide.Distribution] {
        [ServerQuantity.firstToken, .queueTime, .prefillTime, .interToken, .tokensPerStep]
            .compactMap { quantity in
                guard let found = difference(quantity),
                    let count = Int(exactly: found.count.rounded())
                else { return nil }
                return ServerSide.Distribution(
                    quantity: quantity, count: count, mean: found.sum / found.count,
                    p50: found.bounds(of: 0.5), p90: found.bounds(of: 0.9),
                    p99: found.bounds(of: 0.99))
            }
    }

    /// The server's mean beside that of our streams, where both are of the same answers. Nil where it has none.
    func firstTokens(_ record: JudgedRecord) -> ServerSide.FirstTokens? {
        guard last.distributions[.firstToken] != nil else { return nil }
        let found = difference(.firstToken)
        let inside = record.requests.filter { request in
            request.instants.sent.map { $0 >= first.at && $0 <= last.end } == true
        }
        let ours = inside.filter { $0.mode == .streaming }
        let latencies = ours.compactMap(\.timeToFirstToken).map(\.milliseconds)
        var told = ServerSide.FirstTokens(
            serverCount: Int((found?.count ?? 0).rounded()), ourCount: latencies.count)
        told.serverMeanMilliseconds = found.map { $0.sum / $0.count * 1000 }
        told.ourMeanMilliseconds = latencies.mean
        told.reason = reason(told, inside, record)
        guard told.reason == nil, let own = told.serverMeanMilliseconds,
            let most = told.ourMeanMilliseconds
        else { return told }
        // Where a first token's arrival is known to an interval, so is the mean's.
        let least = ours.compactMap { $0.leastTimeToFirstToken ?? $0.timeToFirstToken }
            .map(\.milliseconds).mean
        told.differenceLeastMilliseconds = (least ?? most) - own
        told.differenceMostMilliseconds = most - own
        return told
    }

    /// Why the two are not of the same answers; nil where they are.
    private func reason(
        _ told: ServerSide.FirstTokens, _ requests: [RequestRecord], _ record: JudgedRecord
    ) -> String? {
        if told.serverMeanMilliseconds == nil {
            return
                "the server counted no first token between the first look and the last, or began anew"
        }
        if told.ourCount == 0 { return "none of our streams had a first token" }
        if record.requests.contains(where: { ($0.instants.closed ?? last.at) > last.end }) {
            return "requests of ours went on after the last look"
        }
        guard told.serverCount != told.ourCount else { return nil }
        let whole = requests.count { $0.mode == .nonStreaming }
        if whole > 0, told.serverCount > told.ourCount {
            return
                "the server counts the first tokens of our \(whole) non-streaming answers too, and nobody sees "
                + "when those come; --modes streaming compares"
        }
        return
            "the server counted \(told.serverCount) first tokens and our streams had \(told.ourCount)"
            + (told.serverCount > told.ourCount
                ? ": the rest are of others, or of answers that broke off"
                : ": a part of them is counted elsewhere")
    }
}

extension ServerDistribution {
    /// Where the value lies that so large a share is at most; nil where the buckets do not tell.
    func bounds(of share: Double) -> ServerSide.Bounds? {
        let rank = (share * count).rounded(.up)
        var low = 0.0
        for (bound, value) in buckets.sorted(by: { $0.key < $1.key }) {
            if value >= rank {
                return ServerSide.Bounds(low: low, high: bound.isFinite ? bound : nil)
            }
            low = bound
        }
        return nil
    }
}

extension [Double] {
    fileprivate var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
