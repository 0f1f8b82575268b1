internal import RunModel
internal import Statistics

/// Counts, and the client's own share.
extension ModeRequests {
    func addArrivals(to numbers: inout ModeNumbers) {
        let all = record.requests.filter { $0.mode == mode }
        ArrivalCount(
            all,
            in: record.window.slice(origin: record.manifest.origin), of: record,
            chunks: record.chunks
        )
        .addRates(
            over: record.window.seconds, isTooShort: record.window.isTooShort,
            hasObjectives: !record.objectives.isEmpty, to: &numbers)
        let blocks = RateBlocks(all, record)
        numbers.tokenThroughput = blocks.bounded(numbers.tokenThroughput) { $0.tokens }
        numbers.eventThroughput = blocks.bounded(numbers.eventThroughput) { $0.events }
        numbers.requestThroughput = blocks.bounded(numbers.requestThroughput) { $0.requests }
        numbers.goodputRate = blocks.bounded(numbers.goodputRate) { $0.goodRequests }
    }

    func addGoodput(to numbers: inout ModeNumbers) {
        guard !record.objectives.isEmpty else { return }
        numbers.goodput = goodput(record.objectives)
    }

    /// The share that met these objectives; nil where every request was cut or cancelled.
    func goodput(_ objectives: Objectives) -> CountedShare? {
        let judged = requests.filter { $0.outcome != .cut && $0.outcome != .cancelled }
        return CountedShare(.goodput, of: judged.map { objectives.areMet(by: $0) })
    }

    func addOutcomes(to numbers: inout ModeNumbers) {
        for outcome in Outcome.allCases {
            guard requests.contains(where: { $0.outcome == outcome }) else { continue }
            numbers.outcomes[outcome] = CountedShare(
                MetricName(outcome), of: requests.map { $0.outcome == outcome })
        }
    }

    func addEvents(to numbers: inout ModeNumbers) {
        func sum(_ count: KeyPath<EventCounts, Int>) -> Int {
            requests.reduce(0) { $0 + $1.events[keyPath: count] }
        }
        func total(_ metric: MetricName, _ count: Int) -> Estimate {
            Estimate(metric, .total, Double(count), .count, count: requests.count)
        }
        numbers.outputEvents = MeasuredSample(.outputEvents, .count)
            .numbers(successes.map { Double($0.events.output) })
        numbers.coalesced = CountedShare(
            .coalesced, groups: requests.map { ($0.events.coalesced, $0.events.output) })
        numbers.unstampedReads = CountedShare(
            .unstampedReads, groups: requests.map { ($0.events.unstampedReads, $0.events.reads) })
        numbers.keepAlives = total(.keepAlives, sum(\.keepAlives))
        numbers.brokenEvents = total(.brokenEvents, sum(\.broken))
    }

    func addTokens(to numbers: inout ModeNumbers) {
        for source in TokenSource.allCases {
            numbers.tokenSources[source] = CountedShare(
                MetricName(source), successes.count { $0.tokens.source == source },
                of: successes.count)
        }
        let counted = successes.filter { ($0.countedTokens ?? 0) > 0 }
        let tokens = counted.compactMap(\.countedTokens).reduce(0, +)
        let events = successes.reduce(0) { $0 + $1.events.output }
        func perUnit(
            _ metric: MetricName, _ bytes: Int, _ units: Int, _ unit: SummaryUnit, _ count: Int
        ) -> Estimate? {
            guard units > 0 else { return nil }
            return Estimate(metric, .mean, Double(bytes) / Double(units), unit, count: count)
        }
        func sample(_ metric: MetricName, _ count: (TokenCounts) -> Int?) -> SampleNumbers {
            MeasuredSample(metric, .tokens)
                .numbers(counted.compactMap { count($0.tokens).map(Double.init) })
        }
        let body = { (list: [RequestRecord]) in list.reduce(0) { $0 + $1.bytes.body } }
        let head = counted.reduce(0) { $0 + $1.bytes.head }
        numbers.outputTokens = sample(.outputTokens) { $0.output }
        numbers.promptTokens = sample(.promptTokens) { $0.prompt }
        numbers.reasoningTokens = sample(.reasoningTokens) { $0.reasoning }
        numbers.cachedTokens = sample(.cachedTokens) { $0.cached }
        addReasoning(to: &numbers)
        addCalls(to: &numbers)
        numbers.bodyBytesPerToken = perUnit(
            .bodyBytesPerToken, body(counted), tokens, .bytesPerToken, counted.count)
        numbers.headBytesPerToken = perUnit(
            .headBytesPerToken, head, tokens, .bytesPerToken, counted.count)
        numbers.bodyBytesPerEvent = perUnit(
            .bodyBytesPerEvent, body(successes), events, .bytesPerEvent, successes.count)
    }

    func addClient(to numbers: inout ModeNumbers) {
        numbers.readDelay.all = pooled(.readDelay)
        numbers.stampError.all = pooled(.stampError)
        numbers.requestDelivery.all = pooled(.requestDelivery)
        func sample(_ metric: MetricName, _ lag: (RequestRecord) -> Duration?) -> SampleNumbers {
            MeasuredSample(metric).numbers(requests.compactMap { lag($0)?.milliseconds })
        }
        numbers.startLag = sample(.startLag) { $0.startLag }
        numbers.scheduleLag = sample(MetricName(.scheduleLag)) { $0.scheduleLag }
    }

    /// The samples of a histogram; nil where there are none.
    func pooled(_ metric: Metric) -> Percentiles? {
        histogram(metric).flatMap {
            MeasuredSample(MetricName(metric)).percentiles($0, rounds: roundHistograms(metric))
        }
    }

    /// Those of a whole run's rounds, which a round has none of.
    func roundHistograms(_ metric: Metric) -> [RankedHistogram] {
        guard round == nil else { return [] }
        return Set(requests.map(\.round)).sorted().compactMap { round in
            record.histograms[HistogramKey(metric: metric, mode: mode, round: round)]
                .map { RankedHistogram($0) }
        }
    }
}
