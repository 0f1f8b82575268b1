import Testing

@testable import Analysis
@testable import RunModel

@Suite struct ScalabilityLawTests {
    private static let loads: [Double] = [1, 2, 4, 8, 16, 32, 64]

    private struct Truth: Sendable {
        var lambda = 2.0
        var sigma: Double
        var kappa: Double

        func served(_ n: Double) -> Double {
            lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
        }
    }

    @Test func `it finds the law behind points that lie on it`() throws {
        let truth = Truth(sigma: 0.04, kappa: 0.0008)
        let law = try #require(ScalabilityLaw(Self.loads.map { ($0, truth.served($0)) }))
        #expect(abs(law.lambda - 2) < 1e-6)
        #expect(abs(law.sigma - 0.04) < 1e-6)
        #expect(abs(law.kappa - 0.0008) < 1e-8)
        #expect(law.misfit < 1e-6)
        #expect(abs(law.peak - 34.64) < 0.01)
    }

    @Test func `no part of it is below nothing`() throws {
        // More than in proportion, as from a cache that fills.
        let points = Self.loads.map { (inFlight: $0, served: $0 * (1 + $0 / 100)) }
        let law = try #require(ScalabilityLaw(points))
        #expect(law.sigma == 0 && law.kappa == 0)
        #expect(law.peak == .infinity)
    }

    private func parts(_ truth: Truth, seed: Int, noise: Double = 0.1) -> [LoadParts] {
        var curves = SweepCurves(seed: UInt64(seed))
        curves.noise = noise
        return Self.loads.map { n in
            let served = truth.served(n)
            return curves.parts(
                SweepLoad(.concurrency, n), inFlight: n, served: served, response: n / served)
        }
    }

    @Test func `its intervals hold the truth in most sweeps`() throws {
        let truth = Truth(sigma: 0.05, kappa: 0.001)
        var hits = (lambda: 0, sigma: 0, kappa: 0)
        for seed in 1...60 {
            let law = try SweepScalability.fit(parts(truth, seed: seed)).get()
            func holds(_ number: SweepNumber, _ value: Double) -> Int {
                (number.low ?? 0) <= value && value <= (number.high ?? .infinity) ? 1 : 0
            }
            hits.lambda += holds(law.lambda, truth.lambda)
            hits.sigma += holds(law.sigma, truth.sigma)
            hits.kappa += holds(law.kappa, truth.kappa)
        }
        #expect(hits.lambda >= 51 && hits.sigma >= 51 && hits.kappa >= 51, "\(hits)")
    }

    /// Served grows as with no law, up to a ceiling: the noise alone would call its numbers sure.
    @Test func `where points lie off the law, its numbers are no surer than that`() throws {
        var curves = SweepCurves(seed: 1)
        curves.noise = 0.002
        let loads = [1.0, 2, 4, 8, 16].map { n in
            let served = min(12 * n / (1 + 0.05 * (n - 1)), 70)
            return curves.parts(
                SweepLoad(.concurrency, n), inFlight: n, served: served, response: n / served)
        }
        let law = try SweepScalability.fit(loads).get()
        #expect(law.misfit > 0.01)
        let most = law.peakServed
        let (low, high) = (try #require(most.low), try #require(most.high))
        #expect(high / low > 1 + law.misfit, "\(law)")
    }

    @Test func `of few loads, and of points far from any curve, there is none`() {
        let truth = Truth(sigma: 0.05, kappa: 0.001)
        let few = SweepScalability.fit(Array(parts(truth, seed: 1).prefix(4)))
        #expect(throws: SweepScalability.Lack.self) { try few.get() }
        let curves = SweepCurves(seed: 1)
        let jumping = [1.0, 2, 4, 8, 16].map { n in
            curves.parts(
                SweepLoad(.concurrency, n), inFlight: n, served: n == 4 ? 12 : n, response: 1)
        }
        #expect(throws: SweepScalability.Lack.self) { try SweepScalability.fit(jumping).get() }
    }
}
