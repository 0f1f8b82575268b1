internal import RunModel
internal import Statistics

extension ServerSide {
    /// Nil of a record in which nobody asked the server.
    init?(_ record: JudgedRecord, stallLimit: Duration?) {
        guard let server = record.server, let told = record.manifest.serverMetrics ?? server.sources
        else { return nil }
        let all = ServerLooks(server)
        sources = told.enumerated().map { index, source in
            Source(source, server.scrapes.filter { $0.source == index }, all.engines[index])
        }
        let looks = all.looks
        let slice = record.window.slice(origin: record.manifest.origin)
        let inWindow = looks.filter { $0.at >= slice.start && $0.at <= slice.end }
        levels = Self.levels(inWindow)
        counts = Self.counts(inWindow)
        let run = ServerSpan(looks)
        distributions = run.map { $0.distributions() } ?? []
        firstTokens = run?.firstTokens(record)
        let open = OpenRequests(record.requests)
        let start = record.requests.map(\.instants.scheduled).min() ?? record.manifest.origin
        othersReason = Self.othersReason(record.manifest, looks)
        if othersReason == nil {
            others = OtherUsers(
                looks, OpenRequests(atServer: record.requests, lag: OtherUsers.lag), start: start)
        }
        preemptions = Preemptions(looks, record, stallLimit: stallLimit, start: start)
        addSteps(looks, open, record.requests)
    }

    private static func levels(_ looks: [ServerLook]) -> [Level] {
        ServerQuantity.allCases.compactMap { quantity in
            let values = looks.compactMap { $0.levels[quantity] }
            guard let last = values.last, let most = values.max() else { return nil }
            let sorted = values.sorted()
            return Level(
                quantity: quantity, looks: values.count, p50: sorted[(sorted.count - 1) / 2],
                most: most, last: last)
        }
    }

    private static func counts(_ looks: [ServerLook]) -> [Count] {
        ServerQuantity.allCases.compactMap { quantity in
            let known = looks.compactMap { look in look.counts[quantity].map { (look.at, $0) } }
            guard known.count > 1, let first = known.first, let last = known.last else {
                return nil
            }
            var count = Count(
                quantity: quantity, total: 0, seconds: (last.0 - first.0).seconds, resets: 0)
            for (before, now) in zip(known, known.dropFirst()) {
                // A server that begins anew has counted at least what it says now.
                if now.1 < before.1 { count.resets += 1 }
                count.total += now.1 < before.1 ? now.1 : now.1 - before.1
            }
            return count
        }
    }

    /// Prompt tokens that the prefix cache had, of those that it was asked for, or of all where the server does not
    /// count the asked-for apart. Nil where it counts none: a rate of its own is of a time that only it knows.
    package var prefixHitRate: Double? {
        func total(_ quantity: ServerQuantity) -> Double? {
            counts.first { $0.quantity == quantity }?.total
        }
        guard let hits = total(.prefixHits),
            let queries = total(.prefixQueries) ?? total(.promptTokens), queries > 0
        else { return nil }
        return min(1, hits / queries)
    }

    /// Tokens of a pass through the model, prompts' and answers'.
    package var tokensPerStep: Double? {
        if let own = distributions.first(where: { $0.quantity == .tokensPerStep }) {
            return own.mean
        }
        func total(_ quantity: ServerQuantity) -> Double? {
            counts.first { $0.quantity == quantity }?.total
        }
        guard let steps = total(.steps), steps > 0, let output = total(.outputTokens) else {
            return nil
        }
        return (output + (total(.promptTokens) ?? 0)) / steps
    }

    private mutating func addSteps(
        _ looks: [ServerLook], _ open: OpenRequests, _ requests: [RequestRecord]
    ) {
        guard let run = RunSteps(requests), looks.count > 1 else { return }
        let total = run.stepSeconds * Double(run.count)
        let every = zip(looks, looks.dropFirst()).map { ($1.at - $0.at).seconds }.sorted()
        let usual = max(every[every.count / 2], 0.001)
        let count = min(120, max(1, Int(total / (usual * 1.05))))
        stepSeconds = total / Double(count)
        steps = (0..<count).map { Step(startSeconds: Double($0) * stepSeconds) }
        for (index, look) in looks.enumerated() {
            let seconds = (look.at - run.start).seconds
            guard seconds >= 0, seconds < total else { continue }
            let place = min(Int(seconds / stepSeconds), count - 1)
            func raise(_ path: WritableKeyPath<Step, Double?>, _ value: Double?) {
                guard let value else { return }
                steps[place][keyPath: path] = max(steps[place][keyPath: path] ?? value, value)
            }
            raise(\.running, look.levels[.running])
            raise(\.waiting, look.levels[.waiting])
            raise(\.cacheUse, look.levels[.cacheUse])
            raise(\.open, Double(open.count(at: look.at)))
            guard index > 0 else { continue }
            let before = looks[index - 1]
            let span = (look.at - before.at).seconds
            if let output = look.rise(of: .outputTokens, since: before), span > 0 {
                raise(\.outputPerSecond, output / span)
            }
            if let lost = look.rise(of: .preemptions, since: before) {
                steps[place].preemptions = (steps[place].preemptions ?? 0) + lost
            }
        }
    }
}

extension ServerLook {
    /// What was counted since an earlier look; nil where either does not say.
    func rise(of quantity: ServerQuantity, since before: ServerLook) -> Double? {
        guard let now = counts[quantity], let then = before.counts[quantity] else { return nil }
        return now < then ? now : now - then
    }
}

extension ServerRecord {
    /// Of a killed run, whose manifest does not tell.
    fileprivate var sources: [MetricsSource]? {
        guard let last = scrapes.map(\.source).max() else { return nil }
        return (0...last).map { index in
            var source = MetricsSource(url: "", everySeconds: 0)
            source.scrapes = scrapes.count { $0.source == index }
            for scrape in scrapes where scrape.source == index && scrape.outcome != .ok {
                source.failed[scrape.outcome.rawValue, default: 0] += 1
            }
            return source
        }
    }
}

extension ServerSide.Source {
    fileprivate init(_ source: MetricsSource, _ scrapes: [ServerScrape], _ engine: ServerEngine?) {
        let whole = scrapes.filter { $0.outcome == .ok }
        self.init(
            url: source.url, engine: engine, looks: source.scrapes, failed: source.failed,
            missed: source.missed,
            longestGapSeconds: zip(whole, whole.dropFirst()).map { ($1.at - $0.at).seconds }.max(),
            latestMilliseconds: scrapes.map(\.lateness.milliseconds).max(),
            slowestMilliseconds: whole.map(\.took.milliseconds).max(),
            samples: whole.map(\.samples).max() ?? 0, leftOut: whole.map(\.leftOut).max() ?? 0)
    }
}
