internal import RunModel
internal import Statistics

/// The turns of a run's conversations, and what the target's prefix cache does to the time to first token. Of streams alone;
/// times are in milliseconds.
package struct ConversationTable: Codable, Sendable, Equatable {
    /// In their order, the last of them perhaps with all that follow.
    package var turns: [TurnNumbers]
    /// How TTFT grows with prompt tokens that no cache gave.
    package var uncached: UncachedGrowth?
    /// Why that cannot be known; absent where it is.
    package var uncachedAbsence: UncachedAbsence?
    /// What the cache gives, where conversations had twins that it could not know.
    package var cacheGain: CacheGain?

    /// Nil where nothing was part of a conversation and nothing is known of a cache.
    init?(_ record: JudgedRecord) {
        let streams = record.measured.filter { $0.mode == .streaming }
        let plan = record.manifest.plan
        let isConversing = plan.conversations != nil || streams.contains { $0.turn ?? 0 > 0 }
        let isCached = streams.contains { $0.tokens.cached ?? 0 > 0 }
        guard !streams.isEmpty, isConversing || isCached else { return nil }
        turns = isConversing ? TurnNumbers.all(streams) : []
        switch UncachedGrowth.found(in: streams) {
        case .success(let growth): uncached = growth
        case .failure(let absence):
            // Of a run that is not about a cache nobody asks why.
            guard isConversing || plan.request.prefix != nil else { return nil }
            uncachedAbsence = absence
        }
        cacheGain = CacheGain(streams)
    }
}

/// One turn of all conversations, counted from 1.
package struct TurnNumbers: Codable, Sendable, Equatable {
    package var turn: Int
    /// Whether all later turns are in it.
    package var isOpen: Bool
    package var requests: Int
    package var failures: Int
    /// Of successes, by the target's counts; the median.
    package var promptTokens: Double?
    /// The part of their prompts that the cache gave, of those whose target told it.
    package var cachedShare: Double?
    package var medianTimeToFirstToken: Double?
    package var medianLow: Double?
    package var medianHigh: Double?
    /// Absent where there are too few.
    package var p95TimeToFirstToken: Double?
    package var p95Low: Double?
    package var p95High: Double?
    /// The median of the twins with a novel beginning, which are in no other number of the turn.
    package var novelTimeToFirstToken: Double?

    /// Turns with a line of their own.
    static let mostTurns = 10

    static func all(_ streams: [RequestRecord]) -> [TurnNumbers] {
        let byTurn = Dictionary(grouping: streams.filter { $0.turn != nil }) {
            min($0.turn ?? 0, mostTurns)
        }
        return byTurn.keys.sorted().map { TurnNumbers($0, byTurn[$0] ?? []) }
    }

    private init(_ turn: Int, _ all: [RequestRecord]) {
        self.turn = turn + 1
        isOpen = turn == Self.mostTurns
        let usual = all.filter { $0.beginning != .novel }
        requests = usual.count
        failures = usual.count(where: \.outcome.isFailure)
        let successes = usual.filter(\.outcome.isSuccess)
        promptTokens = SortedSample(successes.compactMap { $0.tokens.prompt.map(Double.init) })
            .quantile(0.5)
        let told = successes.filter { $0.tokens.prompt != nil && $0.tokens.cached != nil }
        let prompt = told.reduce(0) { $0 + ($1.tokens.prompt ?? 0) }
        let cached = told.reduce(0) { $0 + ($1.tokens.cached ?? 0) }
        cachedShare = prompt > 0 ? Double(cached) / Double(prompt) : nil
        if let found = Self.percentiles(successes) {
            medianTimeToFirstToken = found.p50.value
            medianLow = found.p50.low
            medianHigh = found.p50.high
            p95TimeToFirstToken = found.p95.value
            p95Low = found.p95.low
            p95High = found.p95.high
        }
        let novel = all.filter { $0.beginning == .novel && $0.outcome.isSuccess }
        novelTimeToFirstToken = Self.percentiles(novel)?.p50.value
    }

    private static func percentiles(_ requests: [RequestRecord]) -> Percentiles? {
        let inTime = requests.sorted { $0.instants.scheduled < $1.instants.scheduled }
        return MeasuredSample(MetricName(.timeToFirstToken)).percentiles(
            OrderedSample(inTime.compactMap { $0.timeToFirstToken?.milliseconds }))
    }
}

/// How much later the first token comes for each thousand prompt tokens more that no cache gave: the line of least squares,
/// with the jackknife's interval over conversations.
package struct UncachedGrowth: Codable, Sendable, Equatable {
    package var perThousandTokens: Double
    package var low: Double
    package var high: Double
    /// What the line says of a prompt that is all cached.
    package var intercept: Double
    package var requests: Int
    /// Those that share no conversation.
    package var conversations: Int
    /// Successes whose target told no counts, and which are left out.
    package var untold: Int
    /// The range of uncached tokens that it rests on.
    package var leastTokens: Int
    package var mostTokens: Int

    private static let fewestConversations = 10

    static func found(in streams: [RequestRecord]) -> Result<UncachedGrowth, UncachedAbsence> {
        let successes = streams.filter { $0.outcome.isSuccess && $0.timeToFirstToken != nil }
        let told = successes.filter { $0.uncachedTokens != nil }
        guard !successes.isEmpty else { return .failure(.tooFew) }
        guard !told.isEmpty else { return .failure(.notTold) }
        guard told.contains(where: { $0.tokens.cached ?? 0 > 0 }) else {
            return .failure(.noneCached)
        }
        // What is no turn stands alone.
        let clusters = Dictionary(grouping: told) { $0.session ?? -1 - $0.request }
        guard clusters.count >= fewestConversations else { return .failure(.tooFew) }
        let points = clusters.values.map { cluster in
            cluster.map {
                (x: Double($0.uncachedTokens ?? 0), y: $0.timeToFirstToken?.milliseconds ?? 0)
            }
        }
        let tokens = told.compactMap(\.uncachedTokens)
        guard let line = ClusteredSlope(points), let least = tokens.min(), let most = tokens.max()
        else { return .failure(.alike) }
        return .success(
            UncachedGrowth(
                perThousandTokens: line.slope * 1000, low: line.low * 1000,
                high: line.high * 1000, intercept: line.intercept, requests: line.points,
                conversations: line.clusters, untold: successes.count - told.count,
                leastTokens: least, mostTokens: most))
    }
}

/// Why the growth with uncached tokens cannot be known.
package enum UncachedAbsence: String, Codable, Sendable, CaseIterable, Error {
    /// The target does not count cached tokens.
    case notTold = "not_told"
    /// It counts them, and no prompt had any.
    case noneCached = "none_cached"
    /// Fewer than ten conversations, or requests outside of any.
    case tooFew = "too_few"
    /// All prompts had about as many uncached tokens.
    case alike
}

/// TTFT of the turns of twins, pair by pair: with a beginning that no cache knows, less with the usual one.
package struct CacheGain: Codable, Sendable, Equatable {
    /// Means over the same pairs of turns.
    package var usual: Double
    package var novel: Double
    /// Novel less usual, with the jackknife's interval over pairs of conversations.
    package var gain: Double
    package var low: Double
    package var high: Double
    package var turns: Int
    package var conversations: Int
    /// Mean prompt tokens of both, where they are told: nothing else may differ.
    package var usualPromptTokens: Double?
    package var novelPromptTokens: Double?

    private static let fewestPairs = 5

    /// Nil without twins, or with fewer than five pairs of them.
    init?(_ streams: [RequestRecord]) {
        struct Place: Hashable {
            var unit: Int
            var turn: Int
        }
        var twins: [Place: (usual: RequestRecord?, novel: RequestRecord?)] = [:]
        for request in streams where request.outcome.isSuccess {
            guard let beginning = request.beginning, let session = request.session,
                let turn = request.turn, request.timeToFirstToken != nil
            else { continue }
            let place = Place(unit: session / 2, turn: turn)
            switch beginning {
            case .usual: twins[place, default: (nil, nil)].usual = request
            case .novel: twins[place, default: (nil, nil)].novel = request
            }
        }
        var differences: [Int: [Double]] = [:]
        var all: [(usual: RequestRecord, novel: RequestRecord)] = []
        for (place, pair) in twins.sorted(by: { $0.key.unit < $1.key.unit }) {
            guard let usual = pair.usual, let novel = pair.novel,
                let one = usual.timeToFirstToken, let two = novel.timeToFirstToken
            else { continue }
            differences[place.unit, default: []].append(two.milliseconds - one.milliseconds)
            all.append((usual, novel))
        }
        guard differences.count >= Self.fewestPairs,
            let found = ClusteredMean(Array(differences.values))
        else { return nil }
        func mean(_ values: [Double]) -> Double? {
            values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        usual = mean(all.compactMap { $0.usual.timeToFirstToken?.milliseconds }) ?? 0
        novel = mean(all.compactMap { $0.novel.timeToFirstToken?.milliseconds }) ?? 0
        gain = found.mean
        low = found.low
        high = found.high
        turns = found.values
        conversations = found.clusters
        usualPromptTokens = mean(all.compactMap { $0.usual.tokens.prompt.map(Double.init) })
        novelPromptTokens = mean(all.compactMap { $0.novel.tokens.prompt.map(Double.init) })
    }
}

extension RequestRecord {
    /// Of the prompt, those that no cache gave; nil where the target does not tell.
    var uncachedTokens: Int? {
        guard let prompt = tokens.prompt, let cached = tokens.cached else { return nil }
        return prompt - cached
    }
}
