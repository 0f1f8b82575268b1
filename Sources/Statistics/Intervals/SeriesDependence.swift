internal import Glibc

/// How much neighbours in short series share, such as the rounds of a run at a server with slow waves: what it
/// takes from the worth of their mean.
///
/// The autocorrelation of neighbours is pooled over the series, each about its own mean, and freed of the bias
/// that the own mean brings, (1 + 3 r) / n (Marriott and Pope, "Bias in the estimation of autocorrelations",
/// 1954). A chain of that correlation makes the variance of a mean (1 + r) / (1 - r) times as large.
package struct SeriesDependence: Sendable, Equatable {
    /// Of neighbours; 0 where none is seen.
    package let correlation: Double

    /// Independent series show that much in one of ten.
    private static let level = 1.2816
    private static let most = 0.9

    package init(_ series: [[Double]]) {
        let long = series.filter { $0.count >= 4 }
        let values = long.reduce(0) { $0 + $1.count }
        var (products, squares, size) = (0.0, 0.0, 0.0)
        for values in long {
            let mean = values.reduce(0, +) / Double(values.count)
            let centred = values.map { $0 - mean }
            products += zip(centred, centred.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
            squares += centred.reduce(0) { $0 + $1 * $1 }
            size += values.reduce(0) { $0 + $1 * $1 }
        }
        // Values that are all alike differ by rounding only.
        guard values > 0, squares > 1e-20 * size else {
            correlation = 0
            return
        }
        let length = Double(values) / Double(long.count)
        let seen = products / squares
        let freed = seen + (1 + 3 * seen) / length
        let chance = Self.level / sqrt(Double(values)) * (1 + 3 / length)
        correlation = freed > chance ? min(freed, Self.most) : 0
    }

    /// How many values are worth one.
    package var inflation: Double { (1 + correlation) / (1 - correlation) }
}
