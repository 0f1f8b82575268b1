internal import Glibc

/// The place at which a stretch of values falls apart into two levels best, and how likely values of one level
/// fall apart as well somewhere.
///
/// The statistic is the greatest of the |t| of Student's pooled test over all places. Its probability allows for
/// the choice of the place. The n - 1 dimensional direction of normal values about their mean is uniform, and the
/// test of a place is the angle between it and the direction of that step, so neighbouring places are two
/// directions an angle psi apart, cos psi = sqrt(k (n - k - 1) / ((k + 1) (n - k))). The chance that the angle is
/// small at one place and was not at the place before it is a plane integral,
///
///     2 / pi * integral from 0 to psi / 2 of (1 - c^2 / cos^2 x)^((n - 3) / 2) dx,  c^2 = t^2 / (t^2 + n - 2)
///
/// and with P(|T| >= t) of the first place it adds up to a bound that is nearly exact for small probabilities
/// (Worsley, "An improved Bonferroni inequality and applications", 1982; as a tube on the sphere: Hotelling 1939).
struct BestSplit: Sendable, Equatable {
    /// Where the second level begins.
    let index: Int
    let probability: Double
    /// Places that explain the values nearly as well.
    let range: ClosedRange<Int>

    /// Nil where no place leaves both sides `least` values, and where values differ by rounding only.
    ///
    /// Takes time proportional to the number of values.
    ///
    /// - Parameters:
    ///   - values: The whole series, in order of time.
    ///   - stretch: The part of it that is looked at.
    ///   - least: Values on each side.
    ///   - inflation: How many values are worth one (`SeriesDependence.inflation`).
    ///   - confidence: Of the range.
    init?(
        _ values: [Double], in stretch: Range<Int>, least: Int, inflation: Double,
        confidence: Double
    ) {
        let count = stretch.count
        guard count >= 2 * least, count > 3 else { return nil }
        let n = Double(count)
        let mean = values[stretch].reduce(0, +) / n
        var (sum, squares, size) = (0.0, 0.0, 0.0)
        var explained: [Double] = []
        explained.reserveCapacity(count)
        for (offset, value) in values[stretch].enumerated() {
            // What the two levels of a step before this value take from the squares.
            let k = Double(offset)
            explained.append(
                offset >= least && offset <= count - least ? sum * sum * n / (k * (n - k)) : -1)
            sum += value - mean
            squares += (value - mean) * (value - mean)
            size += value * value
        }
        guard squares > 1e-20 * size,
            let best = explained.indices.max(by: { explained[$0] < explained[$1] })
        else { return nil }
        let between = explained[best]
        let within = max(0, squares - between) * inflation
        index = stretch.lowerBound + best
        probability = Self.probability(
            cosine2: between / (between + within), count: count, least: least)
        let reach = Self.reach(confidence) * within / (n - 2)
        let near = explained.indices.filter { explained[$0] >= between - reach }
        range =
            stretch.lowerBound + (near.first ?? best)...stretch.lowerBound + (near.last ?? best)
    }

    /// P(the best place explains at least so large a share of the squares).
    static func probability(cosine2: Double, count: Int, least: Int) -> Double {
        guard cosine2 < 1 else { return 0 }
        let n = Double(count)
        let t = sqrt((n - 2) * cosine2 / (1 - cosine2))
        var sum = 1 - StudentT(degreesOfFreedom: count - 2).probabilityWithin(t)
        let edge = acos(sqrt(cosine2))
        func height(_ x: Double) -> Double {
            pow(max(0, 1 - cosine2 / (cos(x) * cos(x))), (n - 3) / 2)
        }
        for place in least..<max(least, count - least) {
            let k = Double(place)
            let psi = acos(sqrt(k * (n - k - 1) / ((k + 1) * (n - k))))
            let width = min(psi / 2, edge)
            // Simpson's rule: the integrand is smooth and the angle small.
            let integral =
                (height(0) + 4 * height(width / 4) + 2 * height(width / 2)
                    + 4 * height(width * 3 / 4) + height(width)) * width / 12
            sum += 2 / .pi * integral
        }
        return min(1, max(0, sum))
    }

    /// How much worse than the best, in units of the variance, the true place may explain the values: Hansen,
    /// "Sample splitting and threshold estimation", 2000, (1 - exp(-x / 2))^2 = confidence.
    static func reach(_ confidence: Double) -> Double { -2 * log(1 - sqrt(confidence)) }
}
