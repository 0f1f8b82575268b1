internal import RunModel

/// What all sources said at one of the equal times, laid together by what it means.
struct ServerLook: Equatable {
    /// When the first of them was asked, and when the last had answered.
    var at: MonotonicInstant
    var end: MonotonicInstant
    var levels: [ServerQuantity: Double] = [:]
    var counts: [ServerQuantity: Double] = [:]
    var distributions: [ServerQuantity: ServerDistribution] = [:]
}

/// A histogram as it stood: how many were at most so much.
struct ServerDistribution: Equatable {
    var sum = 0.0
    var count = 0.0
    /// By the upper bound of the bucket, which is cumulative; the last is infinite.
    var buckets: [Double: Double] = [:]

    mutating func add(_ other: ServerDistribution) {
        sum += other.sum
        count += other.count
        for (bound, value) in other.buckets { buckets[bound, default: 0] += value }
    }
}

/// The looks of a record, in order of time, and whose metrics they are.
struct ServerLooks {
    private(set) var looks: [ServerLook] = []
    /// The programs that were known, by source.
    private(set) var engines: [Int: ServerEngine] = [:]

    /// Looks at which one source that had brought something before brought nothing are left out: a part of the servers
    /// would be taken for all.
    init(_ record: ServerRecord) {
        let whole = record.scrapes.filter { $0.outcome == .ok }
        let sources = Set(whole.map(\.source))
        var parts: [Key: [ServerValue]] = [:]
        for value in record.values where value.value != nil {
            parts[Key(source: value.source, at: value.at), default: []].append(value)
        }
        let byDue = Dictionary(grouping: whole) { $0.at + (.zero - $0.lateness) }
        for (_, scrapes) in byDue.sorted(by: { $0.key < $1.key }) {
            guard Set(scrapes.map(\.source)) == sources,
                let at = scrapes.map(\.at).min(), let end = scrapes.map(\.end).max()
            else { continue }
            var look = ServerLook(at: at, end: end)
            for scrape in scrapes {
                let values = parts[Key(source: scrape.source, at: scrape.at)] ?? []
                let said = SourceValues(values)
                if let engine = said.engine { engines[scrape.source] = engine }
                look.add(said)
            }
            looks.append(look)
        }
    }

    private struct Key: Hashable {
        let source: Int
        let at: MonotonicInstant
    }
}

extension ServerLook {
    /// Lays what another source said at the same time beside it.
    mutating func add(_ values: SourceValues) {
        for (quantity, value) in values.levels {
            let before = levels[quantity]
            // Of several servers the fullest cache tells; shares do not add up.
            levels[quantity] =
                quantity.isShare ? max(before ?? value, value) : (before ?? 0) + value
        }
        counts.merge(values.counts, uniquingKeysWith: +)
        for (quantity, distribution) in values.distributions {
            distributions[quantity, default: ServerDistribution()].add(distribution)
        }
    }
}

extension ServerQuantity {
    /// Whether it is a part of a whole.
    var isShare: Bool { self == .cacheUse || self == .prefixHitRate }
}

/// What one source said at one look, by meaning.
struct SourceValues {
    var levels: [ServerQuantity: Double] = [:]
    var counts: [ServerQuantity: Double] = [:]
    var distributions: [ServerQuantity: ServerDistribution] = [:]
    var engine: ServerEngine?

    /// Series that differ in these alone tell of the same requests: each rank of a model's parts.
    private static let ranks: Set = ["tp_rank", "pp_rank", "moe_ep_rank", "pid"]

    init(_ values: [ServerValue]) {
        var found: [String: [ServerMetric.Part: [(labels: String, value: Double)]]] = [:]
        for value in values {
            guard let number = value.value, number.isFinite, number >= 0,
                let (metric, part) = ServerMetric.known(value.name, labels: value.labels)
            else { continue }
            found[metric.key, default: [:]][part, default: []].append((value.labels, number))
        }
        // The first line of the table that is there counts, so that nothing is counted twice.
        var taken: Set<ServerQuantity> = []
        for metric in ServerMetric.table {
            guard let parts = found[metric.key], engine == nil || engine == metric.engine,
                !taken.contains(metric.quantity)
            else { continue }
            engine = metric.engine
            take(metric, parts)
            taken.insert(metric.quantity)
        }
    }

    private mutating func take(
        _ metric: ServerMetric, _ parts: [ServerMetric.Part: [(labels: String, value: Double)]]
    ) {
        switch metric.kind {
        case .gauge:
            let values = Self.ofGroups(parts[.value] ?? [])
            guard let most = values.max() else { return }
            // The rates of several are no rate of all.
            if metric.quantity == .prefixHitRate, Set(values).count > 1 { return }
            levels[metric.quantity] = metric.quantity.isShare ? most : values.reduce(0, +)
        case .counter:
            counts[metric.quantity] = Self.ofGroups(parts[.value] ?? []).reduce(0, +)
        case .histogram:
            guard let sums = parts[.sum], let totals = parts[.count] else { return }
            var distribution = ServerDistribution(
                sum: Self.ofGroups(sums).reduce(0, +), count: Self.ofGroups(totals).reduce(0, +))
            for (bound, values) in Dictionary(grouping: parts[.bucket] ?? [], by: Self.bound) {
                guard let bound else { continue }
                distribution.buckets[bound] = Self.ofGroups(values).reduce(0, +)
            }
            distributions[metric.quantity] = distribution
        }
    }

    /// The label by which a server with priorities tells parts, beside the whole, which has it empty or not at all.
    private static let part = "priority"

    /// The value of each group of series that differ in ranks alone: the greatest. Parts of a whole that is there too
    /// are left out.
    private static func ofGroups(_ series: [(labels: String, value: Double)]) -> [Double] {
        guard series.count > 1 else { return series.map(\.value) }
        return Dictionary(grouping: series) { labels($0.labels) { $0.name != part } }
            .sorted { $0.key < $1.key }
            .flatMap { _, group in
                let byPart = Dictionary(grouping: group) { labels($0.labels) { $0.name == part } }
                let whole = byPart[""].map { [$0] } ?? Array(byPart.values)
                return whole.compactMap { $0.map(\.value).max() }
            }
    }

    /// Those that are wanted, but for ranks and empty ones.
    private static func labels(
        _ text: String, where isWanted: ((name: String, value: String)) -> Bool
    ) -> String {
        MetricLabels(text).pairs
            .filter { !ranks.contains($0.name) && !$0.value.isEmpty && isWanted($0) }
            .map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    }

    private static func bound(_ series: (labels: String, value: Double)) -> Double? {
        MetricLabels(series.labels).pairs.first { $0.name == "le" }.flatMap {
            $0.value == "+Inf" ? .infinity : Double($0.value)
        }
    }
}

extension ServerMetric {
    fileprivate var key: String { name + (label ?? "") }
}

/// The labels of a series, from the text of its row.
struct MetricLabels {
    private(set) var pairs: [(name: String, value: String)] = []

    init(_ text: String) {
        var rest = Substring(text)
        while let sign = rest.firstRange(of: "=\"") {
            let name = String(rest[..<sign.lowerBound])
            rest = rest[sign.upperBound...]
            var value = ""
            var isEscaped = false
            while let character = rest.popFirst() {
                if !isEscaped, character == "\"" { break }
                isEscaped = !isEscaped && character == "\\"
                value.append(character)
            }
            pairs.append((name, value))
            if rest.first == "," { rest.removeFirst() }
        }
    }
}
