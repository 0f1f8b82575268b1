package import RunModel
internal import Statistics

/// The times at which requests of an open loop are due, since the run's origin: an endless sequence
/// that depends on the plan and the seed alone, never on when it is asked.
///
/// The gaps are drawn at a rate of one and their sums stretched to the plan's rate, so that during the
/// ramp, where the rate grows from nothing in a straight line, arrivals keep their kind (time change of
/// a renewal process).
package struct ArrivalSequence: Sequence, IteratorProtocol, Sendable {
    private let rate: Double
    private let gaps: Distribution
    private let seed: UInt64
    private let rampSeconds: Double
    private let startSeconds: Double
    private var index: UInt64 = 0
    private var operationalTime = 0.0

    private static let purpose: UInt64 = 1
    /// A century: what the lowest rates ask for beyond it would not fit an instant.
    private static let latestSeconds = 100 * 31_536_000.0

    /// - Precondition: the plan has a rate above 0.
    package init(_ load: LoadPlan, seed: UInt64) {
        precondition((load.rate ?? 0) > 0, "an arrival sequence wants a rate")
        rate = load.rate ?? 1
        self.seed = seed
        rampSeconds = load.ramp?.duration.seconds ?? 0
        startSeconds = load.warmupDuration?.duration.seconds ?? 0
        switch load.arrival {
        case .constant: gaps = .constant(1)
        case .poisson: gaps = .exponential(mean: 1)
        case .gamma: gaps = .gamma(mean: 1, shape: load.burstiness)
        }
    }

    package mutating func next() -> Duration? {
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: index)
        // A constant rate begins at once; random arrivals begin with their first gap.
        if index > 0 || gaps != .constant(1) {
            operationalTime += gaps.sample(using: &generator)
        }
        index += 1
        return .nanoseconds(
            Int64(Swift.min(seconds(at: operationalTime), Self.latestSeconds) * 1e9))
    }

    /// The inverse of the expected number of arrivals: `rate * t` before and after the ramp, and
    /// `rate * t^2 / (2 * ramp)` in it. Warm-up by time runs at the full rate, before the ramp.
    private func seconds(at operationalTime: Double) -> Double {
        let beforeRamp = rate * startSeconds
        guard operationalTime > beforeRamp, rampSeconds > 0 else { return operationalTime / rate }
        let sinceRamp = operationalTime - beforeRamp
        let inRamp = rate * rampSeconds / 2
        guard sinceRamp >= inRamp else {
            return startSeconds + (2 * rampSeconds * sinceRamp / rate).squareRoot()
        }
        return startSeconds + rampSeconds + (sinceRamp - inRamp) / rate
    }
}
