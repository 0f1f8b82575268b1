internal import Foundation
internal import RunModel
internal import Statistics

/// The parts of a load's steps, from which parts are drawn anew to see how sure what follows from them is
/// (Efron, "Bootstrap methods: another look at the jackknife", 1979).
struct LoadParts {
    let load: SweepLoad
    /// Of each pass.
    private let passes: [[StepSample.Part]]

    /// Fewer parts say nothing of their own spread.
    private static let fewest = 4
    static let draws = 1000

    init(load: SweepLoad, samples: [StepSample]) {
        self.load = load
        passes = samples.map(\.parts).filter { !$0.isEmpty }
    }

    init(load: SweepLoad, passes: [[StepSample.Part]]) {
        self.load = load
        self.passes = passes
    }

    /// Whether parts drawn anew say how sure its numbers are.
    var hasSpread: Bool { passes.reduce(0) { $0 + $1.count } >= Self.fewest }

    /// What the parts come to.
    var state: LoadState? { LoadState(passes.flatMap { $0 }) }

    /// As many parts of each pass, drawn from it.
    func drawn(using generator: inout SeededGenerator) -> LoadState? {
        LoadState(
            passes.flatMap { parts in
                parts.map { _ in parts[Int(generator.unit() * Double(parts.count))] }
            })
    }

    /// The power with its interval.
    var power: SweepNumber? {
        guard let value = state?.power else { return nil }
        let count = passes.reduce(0) { $0 + $1.count }
        guard hasSpread else { return SweepNumber(value, count: count) }
        var generator = SeededGenerator(seed: 1, purpose: 0x706F_7765, index: load.value.bitPattern)
        let drawn = SortedSample(
            (0..<Self.draws).compactMap { _ in self.drawn(using: &generator)?.power })
        return SweepNumber(
            value, low: drawn.quantile(0.025).map { min($0, value) },
            high: drawn.quantile(0.975).map { max($0, value) }, count: count)
    }
}

/// What a load's parts come to together.
struct LoadState {
    /// Requests a second that succeeded.
    let served: Double
    /// Mean of requests in flight.
    let inFlight: Double
    /// Seconds, of answers that succeeded; nil where none ended.
    let response: Double?

    init?(_ parts: [StepSample.Part]) {
        let seconds = parts.reduce(0) { $0 + $1.seconds }
        guard seconds > 0 else { return nil }
        served = parts.reduce(0) { $0 + $1.requests } / seconds
        inFlight = parts.reduce(0) { $0 + $1.openSeconds } / seconds
        let responses = parts.reduce(0) { $0 + $1.responses }
        response =
            responses > 0 ? parts.reduce(0) { $0 + $1.responseSeconds } / responses : nil
    }

    private init(served: Double, inFlight: Double, response: Double?) {
        self.served = served
        self.inFlight = inFlight
        self.response = response
    }

    /// Served with an error of its own, as a share.
    func scattered(by share: Double, using generator: inout SeededGenerator) -> LoadState {
        guard share > 0 else { return self }
        let error = Distribution.normal(mean: 0, deviation: share).sample(using: &generator)
        return LoadState(
            served: served * exp(error), inFlight: inFlight, response: response)
    }

    /// Throughput over response time (Kleinrock, "Power and deterministic rules of thumb for probabilistic problems in
    /// computer communications", 1979).
    var power: Double? { response.flatMap { $0 > 0 ? served / $0 : nil } }
}
