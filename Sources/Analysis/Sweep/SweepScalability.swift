internal import Statistics

/// What the universal scalability law makes of a sweep: advice, not a measurement.
package struct SweepScalability: Codable, Sendable, Equatable {
    package enum Absence: String, Codable, Sendable, CaseIterable {
        /// Fewer than five loads that the target bore and answered as asked.
        case tooFewLoads = "too_few_loads"
        /// The steps are too short for rates, or for their spread.
        case tooShort = "too_short"
        /// The points lie too far from any such curve.
        case poorFit = "poor_fit"
    }

    /// Requests a second of one in flight.
    package var lambda: SweepNumber
    package var sigma: SweepNumber
    package var kappa: SweepNumber
    /// In flight where most is served; its value or an end is absent where the curve may rise for ever.
    package var peak: SweepNumber
    /// Requests a second there.
    package var peakServed: SweepNumber
    /// Root mean square of how far the points lie from the curve, as a share of it.
    package var misfit: Double

    private static let fewestLoads = 5
    private static let mostMisfit = 0.1

    /// Why there is none.
    struct Lack: Error {
        let absence: Absence

        init(_ absence: Absence) { self.absence = absence }
    }

    /// `loads` are those that the target bore and answered as asked.
    static func fit(_ loads: [LoadParts]) -> Result<SweepScalability, Lack> {
        guard loads.count >= fewestLoads else { return .failure(Lack(.tooFewLoads)) }
        guard loads.allSatisfy(\.hasSpread) else { return .failure(Lack(.tooShort)) }
        guard let law = law(loads.map(\.state)) else { return .failure(Lack(.tooShort)) }
        guard law.misfit <= mostMisfit else { return .failure(Lack(.poorFit)) }
        var generator = SeededGenerator(seed: 1, purpose: 0x7573_6C00, index: UInt64(loads.count))
        let draws = (0..<LoadParts.draws).map { _ in
            loads.map { $0.drawn(using: &generator) }
        }
        let scatter = scatter(of: law, loads.map(\.state), beside: draws)
        let drawn = draws.compactMap { states in
            Self.law(states.map { $0?.scattered(by: scatter, using: &generator) })
        }
        func number(_ value: (ScalabilityLaw) -> Double) -> SweepNumber {
            let sorted = SortedSample(drawn.map(value))
            func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
            let own = value(law)
            return SweepNumber(
                finite(own), low: finite(sorted.quantile(0.025).map { min($0, own) }),
                high: finite(sorted.quantile(0.975).map { max($0, own) }), count: loads.count)
        }
        return .success(
            SweepScalability(
                lambda: number(\.lambda), sigma: number(\.sigma), kappa: number(\.kappa),
                peak: number(\.peak),
                peakServed: number { $0.peak.isFinite ? $0.served(inFlight: $0.peak) : .infinity },
                misfit: law.misfit))
    }

    private static let unknowns = 3

    /// How far the points lie from the law beyond what their own noise explains, as a share of it: no server is the
    /// law's, and what it says of one is no surer than that.
    private static func scatter(
        of law: ScalabilityLaw, _ states: [LoadState?], beside draws: [[LoadState?]]
    ) -> Double {
        let noise = states.enumerated().map { place, own -> Double in
            guard let own, own.served > 0 else { return 0 }
            let squares = draws.compactMap { $0[place] }.map {
                ($0.served / own.served - 1) * ($0.served / own.served - 1)
            }
            return squares.reduce(0, +) / Double(max(squares.count, 1))
        }
        let count = Double(states.count)
        let free = max(count - Double(unknowns), 1)
        let excess = law.misfit * law.misfit * count / free - noise.reduce(0, +) / count
        return max(excess, 0).squareRoot()
    }

    private static func law(_ states: [LoadState?]) -> ScalabilityLaw? {
        let points = states.compactMap { state -> (inFlight: Double, served: Double)? in
            guard let state, state.inFlight > 0, state.served > 0 else { return nil }
            return (state.inFlight, state.served)
        }
        return points.count == states.count ? ScalabilityLaw(points) : nil
    }

    /// Requests a second with so many in flight.
    package func served(inFlight n: Double) -> Double? {
        guard let lambda = lambda.value, let sigma = sigma.value, let kappa = kappa.value else {
            return nil
        }
        return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
    }
}
