import Statistics

/// A server of slots that arrivals reach at random, with what each of them waits until its first token.
struct SimulatedQueue: Sendable {
    let name: String
    let slots: Int
    let answerSeconds: Distribution
    let meanSeconds: Double
    /// The share of its capacity that is asked for.
    let use: Double

    struct Run {
        var waits: [Double] = []
        /// Requests under way as each came.
        var underWay: [Double] = []
    }

    /// So many arrivals from an empty server on; a tenth of an answer passes before its first token.
    func run(requests: Int, seed: UInt64) -> Run {
        var generator = SeededGenerator(seed: seed)
        let between = Distribution.exponential(mean: meanSeconds / (use * Double(slots)))
        var free = [Double](repeating: 0, count: slots)
        var ends: [Double] = []
        var now = 0.0
        var run = Run()
        for _ in 0..<requests {
            now += between.sample(using: &generator)
            let slot = free.indices.min { free[$0] < free[$1] } ?? 0
            let begun = max(now, free[slot])
            let answer = answerSeconds.sample(using: &generator)
            free[slot] = begun + answer
            run.waits.append(begun - now + answer / 10)
            ends.removeAll { $0 <= now }
            run.underWay.append(Double(ends.count))
            ends.append(begun + answer)
        }
        return run
    }

    /// Arrivals in a span of time, on average.
    func requests(in seconds: Double) -> Int { Int(use * Double(slots) / meanSeconds * seconds) }
}

/// How often the intervals of a quantile hold the long-run value.
struct QuantileCoverage: CustomStringConvertible {
    let queue: SimulatedQueue
    let quantile: Double
    let seconds: Double
    private(set) var runs = 0
    /// Runs that were long enough for an interval, and those whose interval held.
    private(set) var given = 0
    private(set) var held = 0
    /// What order statistics held, as if requests were independent.
    private(set) var heldByOrder = 0

    init(_ queue: SimulatedQueue, quantile: Double, seconds: Double, truth: Double, runs: Int) {
        self.queue = queue
        self.quantile = quantile
        self.seconds = seconds
        for seed in 1...runs {
            let run = queue.run(requests: queue.requests(in: seconds), seed: UInt64(seed))
            let sample = OrderedSample(run.waits, load: run.underWay)
            self.runs += 1
            if let plain = sample.sorted.estimate(quantile: quantile), let low = plain.low,
                let high = plain.high, low <= truth, truth <= high
            {
                heldByOrder += 1
            }
            guard let found = sample.estimate(quantile: quantile), let low = found.low,
                let high = found.high
            else { continue }
            given += 1
            if low <= truth, truth <= high { held += 1 }
        }
    }

    /// Of those given; 1 where none was.
    var coverage: Double { given > 0 ? Double(held) / Double(given) : 1 }

    var description: String {
        func percent(_ part: Int, _ whole: Int) -> String {
            whole > 0 ? "\((100 * part + whole / 2) / whole) %" : "-"
        }
        return "| \(queue.name) | \(Int(queue.use * 100)) % | p\(Int(quantile * 100)) | "
            + "\(Int(seconds)) s | \(percent(heldByOrder, runs)) | \(percent(given, runs)) | "
            + "\(percent(held, given)) |"
    }

    /// The table of docs/decisions/intervals.md.
    static func table(runs: Int, values: Int) -> [QuantileCoverage] {
        let settings: [(Double, [Double])] = [
            (0.3, [60]), (0.8, [60, 300, 1200]), (0.95, [60, 1200, 7200]),
        ]
        return SimulatedQueue.servers.flatMap { server in
            settings.flatMap { use, lengths -> [QuantileCoverage] in
                let queue = server(use)
                let long = SortedSample(queue.run(requests: values, seed: 0).waits)
                return [0.5, 0.95].flatMap { quantile in
                    let truth = long.quantile(quantile) ?? 0
                    return lengths.map {
                        QuantileCoverage(
                            queue, quantile: quantile, seconds: $0, truth: truth, runs: runs)
                    }
                }
            }
        }
    }
}

extension SimulatedQueue {
    static let servers: [@Sendable (Double) -> SimulatedQueue] = [
        { use in
            SimulatedQueue(
                name: "one slot, 10/s, exponential", slots: 1,
                answerSeconds: .exponential(mean: 0.1), meanSeconds: 0.1, use: use)
        },
        { use in
            SimulatedQueue(
                name: "eight slots, 16/s, gamma", slots: 8,
                answerSeconds: .gamma(mean: 0.5, shape: 9), meanSeconds: 0.5, use: use)
        },
    ]
}
