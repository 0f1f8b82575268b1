package import Analysis
package import RunModel

/// What a watch tells those who scrape it: counters and histograms over all rounds since it began, and the numbers of the
/// last round.
package struct WatchMetrics: Sendable {
    /// Times until first output and to the end of a mode's successes.
    private struct Sample: Sendable {
        /// Upper bounds in seconds, from the table latencies of chat to answers of minutes.
        static let bounds = [
            0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20, 30, 60, 120,
        ]

        var counts = Array(repeating: 0, count: bounds.count)
        var all = 0
        var sum = 0.0

        mutating func add(_ seconds: Double) {
            all += 1
            sum += seconds
            guard let first = Self.bounds.firstIndex(where: { seconds <= $0 }) else { return }
            for place in first..<counts.count { counts[place] += 1 }
        }
    }

    private struct RequestKey: Hashable, Sendable {
        let mode: ResponseMode
        let outcome: Outcome
    }

    /// Of the last round; nil where it could not be kept.
    private var latest: RunSummary?
    private var isUp: Bool?
    private var lastRoundSeconds: Double?
    private var rounds: [String: Int] = [
        "measured": 0, "failed": 0, "left_out": 0, "unrecorded": 0,
    ]
    private var requests: [RequestKey: Int] = [:]
    private var firstTokens: [ResponseMode: Sample] = [:]
    private var wholes: [ResponseMode: Sample] = [:]
    private var events: [String: Int]
    private var assertions: [(text: String, holds: Bool)] = []
    private var cost: Double?

    /// Whatever can be counted is there from the start, as 0: a first failure is then an increase.
    package init(modes: [ResponseMode]) {
        events = Dictionary(uniqueKeysWithValues: WatchEvent.names.map { ($0, 0) })
        for mode in modes {
            for outcome in Outcome.allCases {
                requests[RequestKey(mode: mode, outcome: outcome)] = 0
            }
            firstTokens[mode] = Sample()
            wholes[mode] = Sample()
        }
    }

    /// A round that measured, with all of its requests.
    package mutating func take(
        _ summary: RunSummary, _ record: [RequestRecord], atSeconds now: Double
    ) {
        take("measured", summary, isUp: true, now)
        count(record)
    }

    /// One in which no request succeeded. What stood there of an earlier one goes.
    package mutating func takeFailed(
        _ summary: RunSummary, _ record: [RequestRecord], atSeconds now: Double
    ) {
        take("failed", summary, isUp: false, now)
        count(record)
    }

    /// One whose record could not be kept: nobody knows whether the target is up.
    package mutating func takeUnrecorded(atSeconds now: Double) {
        take("unrecorded", nil, isUp: nil, now)
    }

    private mutating func take(
        _ result: String, _ summary: RunSummary?, isUp: Bool?, _ now: Double
    ) {
        rounds[result, default: 0] += 1
        latest = summary
        self.isUp = isUp
        lastRoundSeconds = now
    }

    /// Rounds that were due and are left out.
    package mutating func takeLeftOut(_ count: Int) { rounds["left_out", default: 0] += count }

    package mutating func take(_ event: WatchEvent) { events[event.name, default: 0] += 1 }

    package mutating func take(_ results: [AssertionResult]) {
        assertions = results.filter { $0.outcome != .cannotTell }
            .map { ($0.text, $0.outcome == .holds) }
    }

    package mutating func take(cost: Double) { self.cost = (self.cost ?? 0) + cost }

    private mutating func count(_ record: [RequestRecord]) {
        for request in record where request.phase == .measured {
            requests[RequestKey(mode: request.mode, outcome: request.outcome), default: 0] += 1
            guard request.outcome.isSuccess else { continue }
            if let time = request.timeToFirstToken {
                firstTokens[request.mode, default: Sample()].add(time.seconds)
            }
            if let time = request.endToEnd {
                wholes[request.mode, default: Sample()].add(time.seconds)
            }
        }
    }

    /// The whole exposition.
    package func text(_ dialect: MetricsDialect) -> String {
        (ofRounds + (latest.map { MetricsText($0).families } ?? []))
            .map { $0.text(dialect) }.joined() + (dialect == .openMetrics ? "# EOF\n" : "")
    }

    private var ofRounds: [MetricFamily] {
        var up = MetricFamily(
            name: "streamgauge_watch_up", kind: .gauge,
            help: "1 where a request of the last round succeeded, 0 where none did.")
        if let isUp { up.add("", [], isUp ? 1 : 0) }
        var last = MetricFamily(
            name: "streamgauge_watch_last_round_timestamp_seconds", unit: "seconds", kind: .gauge,
            help: "When the last round ended, in seconds since 1970.")
        if let lastRoundSeconds { last.add("", [], lastRoundSeconds) }
        var rounds = MetricFamily(
            name: "streamgauge_watch_rounds", kind: .counter,
            help: "Rounds of the watch by what became of them.")
        for (name, count) in self.rounds.sorted(by: { $0.key < $1.key }) {
            rounds.add("_total", [("result", name)], Double(count))
        }
        var requests = MetricFamily(
            name: "streamgauge_watch_requests", kind: .counter,
            help: "Measured requests of all rounds by how they ended.")
        for (key, count) in self.requests.sorted(by: {
            ($0.key.mode.rawValue, $0.key.outcome.rawValue)
                < ($1.key.mode.rawValue, $1.key.outcome.rawValue)
        }) {
            requests.add(
                "_total", [("mode", key.mode.rawValue), ("outcome", key.outcome.rawValue)],
                Double(count))
        }
        var events = MetricFamily(
            name: "streamgauge_watch_events", kind: .counter,
            help: "What the watch had to tell, by kind.")
        for (name, count) in self.events.sorted(by: { $0.key < $1.key }) {
            events.add("_total", [("event", name)], Double(count))
        }
        var holds = MetricFamily(
            name: "streamgauge_watch_assertion", kind: .gauge,
            help: "1 where an assertion held in the last round that could tell.")
        for (text, value) in assertions { holds.add("", [("assertion", text)], value ? 1 : 0) }
        var cost = MetricFamily(
            name: "streamgauge_watch_cost", kind: .counter,
            help: "What all rounds cost, in the currency of the price that was given.")
        if let value = self.cost { cost.add("_total", [], value) }
        return [
            up, last, rounds, requests, events, holds, cost,
            histogram("ttft", "From sending to the first output event.", firstTokens),
            histogram("e2e", "From sending to the last output event.", wholes),
        ].filter { !$0.isEmpty }
    }

    private func histogram(
        _ name: String, _ help: String, _ samples: [ResponseMode: Sample]
    ) -> MetricFamily {
        var family = MetricFamily(
            name: "streamgauge_watch_\(name)_seconds", unit: "seconds", kind: .histogram,
            help: "\(help) Successes of all rounds.")
        for mode in ResponseMode.allCases {
            guard let sample = samples[mode] else { continue }
            let labels = [("mode", mode.rawValue)]
            for (bound, count) in zip(Sample.bounds, sample.counts) {
                family.add(
                    "_bucket", labels + [("le", QuantityFormat.exact(bound))], Double(count))
            }
            family.add("_bucket", labels + [("le", "+Inf")], Double(sample.all))
            family.add("_sum", labels, sample.sum)
            family.add("_count", labels, Double(sample.all))
        }
        return family
    }
}
