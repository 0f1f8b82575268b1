internal import Glibc

/// The regularized incomplete beta function I_x(a, b), by its continued fraction (NIST Digital Library of
/// Mathematical Functions, 8.17.22) in Lentz's form.
enum IncompleteBeta {
    private static let tiny = 1e-300

    /// For 0 <= x <= 1 and a, b > 0.
    static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The fraction converges fast below the mean; beyond it the mirrored one does.
        guard x < (a + 1) / (a + b + 2) else { return 1 - regularized(1 - x, b, a) }
        let front = exp(
            lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        return front * fraction(x, a, b) / a
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        var (c, d) = (1.0, 1 / kept(1 - (a + b) * x / (a + 1)))
        var value = d
        for step in 1...500 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            var change = 1.0
            for term in [even, odd] {
                d = 1 / kept(1 + term * d)
                c = kept(1 + term / c)
                change = c * d
                value *= change
            }
            if abs(change - 1) < 1e-15 { break }
        }
        return value
    }

    private static func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
}

/// The regularized upper incomplete gamma function Q(a, x): the series of DLMF 8.11.4 below the mean, the
/// continued fraction of 8.9.2 above it.
enum IncompleteGamma {
    /// For a > 0 and x >= 0.
    static func upperRegularized(_ a: Double, _ x: Double) -> Double {
        guard x > 0 else { return 1 }
        let front = exp(a * log(x) - x - lgamma(a))
        guard x > a + 1 else { return 1 - front * series(a, x) }
        return front * fraction(a, x)
    }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var (term, sum, n) = (1 / a, 1 / a, a)
        for _ in 0..<10_000 {
            n += 1
            term *= x / n
            sum += term
            if term < sum * 1e-16 { break }
        }
        return sum
    }

    private static func fraction(_ a: Double, _ x: Double) -> Double {
        var b = x + 1 - a
        var c = 1e300
        var d = 1 / b
        var value = d
        for step in 1...10_000 {
            let n = Double(step)
            let term = n * (a - n)
            b += 2
            d = 1 / (term * d + b)
            c = b + term / c
            value *= c * d
            if abs(c * d - 1) < 1e-16 { break }
        }
        return value
    }
}
