internal import Glibc

/// A distribution of non-negative numbers as users write them: `200`, `50..400`, `normal(200,40)`,
/// `lognormal(200,0.4)`, `exponential(200)`, `gamma(200,2)`.
package enum Distribution: Sendable, Hashable {
    case constant(Double)
    /// All values between the two bounds equally often.
    case uniform(Double, Double)
    /// Mean and standard deviation; values below 0 are drawn again.
    case normal(mean: Double, deviation: Double)
    /// Median, and the standard deviation of the logarithm.
    case logNormal(median: Double, sigma: Double)
    case exponential(mean: Double)
    /// Mean, and the shape: 1 is exponential, larger is narrower.
    case gamma(mean: Double, shape: Double)

    /// - Throws: `DistributionError` with one sentence for the user.
    package init(parsing text: String) throws(DistributionError) {
        let compact = text.filter { !$0.isWhitespace }
        if let parenthesis = compact.firstIndex(of: "("), compact.hasSuffix(")") {
            let name = compact[..<parenthesis].lowercased()
            let inner = compact[compact.index(after: parenthesis)...].dropLast()
            let numbers = inner.split(separator: ",", omittingEmptySubsequences: false)
                .map { Self.number($0) }
            self = try Self.named(name, numbers, text)
        } else if let dots = compact.firstRange(of: "..") {
            guard let low = Self.number(compact[..<dots.lowerBound]),
                let high = Self.number(compact[dots.upperBound...]), low <= high
            else { throw DistributionError(text) }
            self = .uniform(low, high)
        } else {
            guard let value = Self.number(compact[...]) else { throw DistributionError(text) }
            self = .constant(value)
        }
    }

    private static func named(
        _ name: String, _ numbers: [Double?], _ text: String
    ) throws(DistributionError) -> Distribution {
        let present = numbers.compactMap { $0 }
        guard present.count == numbers.count else { throw DistributionError(text) }
        switch (name, present.count) {
        case ("normal", 2): return .normal(mean: present[0], deviation: present[1])
        case ("lognormal", 2) where present[0] > 0:
            return .logNormal(median: present[0], sigma: present[1])
        case ("exponential", 1): return .exponential(mean: present[0])
        case ("gamma", 2) where present[1] > 0:
            return .gamma(mean: present[0], shape: present[1])
        default: throw DistributionError(text)
        }
    }

    private static func number(_ text: Substring) -> Double? {
        guard let value = Double(text), value.isFinite, value >= 0, value <= 1e12 else {
            return nil
        }
        return value
    }

    package func sample(using generator: inout some RandomNumberGenerator) -> Double {
        switch self {
        case .constant(let value): return value
        case .uniform(let low, let high): return low + (high - low) * generator.unit()
        case .normal(let mean, let deviation):
            for _ in 0..<64 {
                let value = mean + deviation * Self.standardNormal(using: &generator)
                if value >= 0 { return value }
            }
            return 0
        case .logNormal(let median, let sigma):
            // A wide one reaches infinity, which no count or time can hold.
            return min(median * exp(sigma * Self.standardNormal(using: &generator)), 1e15)
        case .exponential(let mean): return -mean * log(generator.unit())
        case .gamma(let mean, let shape):
            return mean / shape * Self.standardGamma(shape: shape, using: &generator)
        }
    }

    /// Box and Muller, 1958.
    private static func standardNormal(using generator: inout some RandomNumberGenerator) -> Double
    {
        let radius = sqrt(-2 * log(generator.unit()))
        return radius * cos(2 * .pi * generator.unit())
    }

    /// Marsaglia and Tsang, "A simple method for generating gamma variables", 2000; shapes below 1 by
    /// its section 6.
    private static func standardGamma(
        shape: Double, using generator: inout some RandomNumberGenerator
    ) -> Double {
        if shape < 1 {
            let boost = pow(generator.unit(), 1 / shape)
            return boost * standardGamma(shape: shape + 1, using: &generator)
        }
        let d = shape - 1.0 / 3.0
        let c = 1 / sqrt(9 * d)
        while true {
            let normal = standardNormal(using: &generator)
            let v = pow(1 + c * normal, 3)
            guard v > 0 else { continue }
            let limit = 0.5 * normal * normal + d - d * v + d * log(v)
            if log(generator.unit()) < limit { return d * v }
        }
    }
}

package struct DistributionError: Error, CustomStringConvertible {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    package var description: String {
        "'\(text)' is not a distribution; write 200, 50..400, normal(200,40), lognormal(200,0.4), "
            + "exponential(200) or gamma(200,2)"
    }
}
