internal import RunModel

extension ServerSide {
    /// Why nobody can tell ours from those of others; nil where that can be told.
    static func othersReason(_ manifest: RunManifest, _ looks: [ServerLook]) -> String? {
        if !manifest.shard.isWhole { return "other shards ask the server too" }
        if let shards = manifest.shards, shards.count < shards.first?.shard.count ?? 0 {
            return "some of the shards are missing"
        }
        if (manifest.plan.request.body.map { $0.contains("\"n\"") || $0.contains("best_of") })
            == true
        {
            return "a request can stand there as several, by what --body asks for"
        }
        guard looks.contains(where: { $0.atServer != nil }) else {
            return "the server does not say how many requests it has"
        }
        return nil
    }
}

extension ServerLook {
    /// Requests in the batch and in line, as far as the server says; nil where it says neither.
    var atServer: Double? {
        guard levels[.running] != nil || levels[.waiting] != nil else { return nil }
        return (levels[.running] ?? 0) + (levels[.waiting] ?? 0)
    }
}

extension ServerSide.OtherUsers {
    /// Servers bring their numbers up to date now and then, and notice late that a client has left.
    static let lag = Duration.seconds(2)
    /// Of ours; less would change no number.
    private static let least = 0.1

    /// Nil where no look says how many requests there were.
    init?(_ looks: [ServerLook], _ open: OpenRequests, start: MonotonicInstant) {
        let known = looks.filter { $0.atServer != nil }
        guard !known.isEmpty else { return nil }
        self.init(looksWithOthers: 0, looks: known.count, longestRow: 0, most: 0)
        var row: [(at: MonotonicInstant, others: Double)] = []
        func close() {
            if row.count > longestRow, let first = row.first {
                longestRow = row.count
                most = row.map(\.others).max() ?? 0
                atSeconds = (first.at - start).seconds
            }
            row = []
        }
        for look in known {
            // The most of ours that can have been there, so that what is beyond is nobody's but others'.
            let ours = Double(open.most(from: look.at + (.zero - Self.lag), to: look.end))
            let others = (look.atServer ?? 0) - ours
            if others >= max(1, ours * Self.least) {
                looksWithOthers += 1
                row.append((look.at, others))
            } else {
                close()
            }
        }
        close()
    }
}

extension ServerSide.Preemptions {
    /// Nil where the server counts none.
    init?(
        _ looks: [ServerLook], _ record: JudgedRecord, stallLimit: Duration?,
        start: MonotonicInstant
    ) {
        guard looks.contains(where: { $0.counts[.preemptions] != nil }), looks.count > 1 else {
            return nil
        }
        self.init(total: 0, looks: 0, streams: 0, stalled: 0)
        var spans: [TimeSlice] = []
        for (before, look) in zip(looks, looks.dropFirst()) {
            guard let lost = look.rise(of: .preemptions, since: before), lost > 0 else { continue }
            total += lost
            self.looks += 1
            atSeconds = atSeconds ?? max(0, (before.at - start).seconds)
            spans.append(TimeSlice(start: before.at, end: look.end))
        }
        let streams = record.requests.filter { request in
            guard request.mode == .streaming, let begun = request.instants.firstOutput,
                let end = request.instants.closed
            else { return false }
            return spans.contains { begun <= $0.end && end >= $0.start }
        }
        self.streams = streams.count
        stalled = streams.count { request in
            guard let stallLimit, let gap = request.maxGap else { return false }
            return gap >= stallLimit
        }
    }
}
