internal import Glibc
internal import RunModel

/// The largest load at which an engine's answers are as they are to be, found by trying in virtual time.
package struct EngineCapacity: Sendable {
    /// What was found.
    package enum Found: Sendable, Equatable {
        /// The largest load; the truth lies in `within` with about 95 %, by how seeds differ.
        case load(Double, within: ClosedRange<Double>)
        /// Not even the smallest load will do: a request alone does not meet it.
        case none
        /// Any load will do that was tried, up to this one.
        case beyond(Double)

        /// Nil unless there is one.
        package var load: Double? {
            if case .load(let load, _) = self { load } else { nil }
        }
    }

    package var spec: EngineSpec
    package var workload: EngineWorkload
    package var objective: EngineObjective
    /// Requests whose answers are counted in each trial, and those before them that warm the engine up.
    package var requests = 20_000
    package var warmUp = 2_000
    /// Trials of each load; more make `within` narrower.
    package var seeds = 8
    /// Where seeds begin.
    package var firstSeed: UInt64 = 1
    /// How closely the load is found, as a share of it.
    package var resolution = 0.002

    package init(_ spec: EngineSpec, _ workload: EngineWorkload, _ objective: EngineObjective) {
        self.spec = spec
        self.workload = workload
        self.objective = objective
    }

    private var usesCache: Bool { spec.cache > 0 }

    /// The share of answers that meet the objective at a Poisson process of `rate` a second, a value a seed.
    package func shares(rate: Double) -> [Double] {
        (0..<seeds).map { index in
            let seed = firstSeed + UInt64(index)
            var engine = EngineSimulation(spec, seed: seed)
            let arrivals = workload.poisson(
                rate: rate, count: warmUp + requests, seed: seed, usesCache: usesCache)
            return objective.shareMet(by: engine.run(arrivals).dropFirst(warmUp))
        }
    }

    /// The same with so many callers of which each asks again when it was answered.
    package func shares(concurrency: Int) -> [Double] {
        (0..<seeds).map { index in
            let seed = firstSeed + UInt64(index)
            var engine = EngineSimulation(spec, seed: seed)
            let answers = engine.runClosed(
                concurrency: concurrency, requests: warmUp + requests + concurrency
            ) {
                workload.arrival(
                    $0, seed: seed, at: MonotonicInstant(nanoseconds: 0), usesCache: usesCache)
            }
            // The last ones have the engine ever more for themselves.
            return objective.shareMet(by: answers.dropFirst(warmUp).dropLast(concurrency))
        }
    }

    /// The largest rate of a Poisson process, requests a second, that meets the objective in the long run: from an
    /// empty engine, after `warmUp` requests, with the answers of `requests` more.
    ///
    /// `limit` is the largest that is tried.
    package func largestRate(limit: Double = 100_000) -> Found {
        let mean = meanLengths
        let alone = spec.serviceAlone(promptTokens: mean.prompt, outputTokens: mean.output)
        let decoding = spec.stepTime(decoding: spec.batch) / spec.batch * mean.output
        let full = spec.prefillTime(tokens: mean.prompt) + decoding
        // So few that hardly any two meet, up to half of what a full batch gets through.
        let smallest = 0.001 / alone.seconds
        return search(
            from: max(smallest, 0.5 / full.seconds), within: smallest...limit, shares(rate:)
        ) { low, high in
            high / low > 1 + resolution ? sqrt(low * high) : nil
        }
    }

    /// The largest number of callers, each with one request at a time, that meets the objective.
    package func largestConcurrency(limit: Int = 4096) -> Found {
        search(
            from: Double(min(max(spec.batch / 2, 1), limit)), within: 1...Double(limit),
            { shares(concurrency: Int($0)) }
        ) { low, high in
            high - low > 1 ? ((low + high) / 2).rounded(.down) : nil
        }
    }

    private var meanLengths: (prompt: Int, output: Int) {
        let count = 1000
        var sum = (prompt: 0, output: 0)
        for index in 0..<count {
            let one = workload.arrival(
                index, seed: firstSeed, at: MonotonicInstant(nanoseconds: 0))
            sum.prompt += one.promptTokens
            sum.output += one.outputTokens
        }
        return (max(sum.prompt / count, 1), max(sum.output / count, 1))
    }
}

// MARK: Search

extension EngineCapacity {
    /// Doubles or halves the load from `start` until it lies between one that will do and one that will not, then
    /// narrows that down with `middle`, which returns nil when it is narrow enough.
    private func search(
        from start: Double, within range: ClosedRange<Double>, _ shares: (Double) -> [Double],
        middle: (Double, Double) -> Double?
    ) -> Found {
        var trials: [Double: Trial] = [:]
        /// Whether the mean share, so many standard errors moved, is enough.
        func isMet(_ load: Double, _ errors: Double) -> Bool {
            let trial = trials[load] ?? Trial(shares(load))
            trials[load] = trial
            return trial.mean + errors * trial.error >= objective.share
        }
        func edge(_ errors: Double, from start: Double) -> Double? {
            var low = start
            while !isMet(low, errors) {
                guard low > range.lowerBound else { return nil }
                low = max(
                    range.lowerBound < 1 ? low / 2 : (low / 2).rounded(.down), range.lowerBound)
            }
            var high = low
            while isMet(high, errors) {
                guard high < range.upperBound else { return range.upperBound }
                low = high
                high = min(high * 2, range.upperBound)
            }
            while let next = middle(low, high) {
                if isMet(next, errors) { low = next } else { high = next }
            }
            return low
        }
        guard let found = edge(0, from: start) else { return .none }
        guard found < range.upperBound else { return .beyond(found) }
        let lower = edge(-2, from: found) ?? range.lowerBound
        let upper = edge(2, from: found) ?? found
        return .load(found, within: min(lower, found)...max(upper, found))
    }
}

/// The shares of one load: their mean and its standard error.
private struct Trial {
    let mean: Double
    let error: Double

    init(_ shares: [Double]) {
        let count = Double(shares.count)
        let mean = shares.reduce(0, +) / count
        let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        error = count > 1 ? sqrt(squares / (count - 1) / count) : 0
    }
}
