internal import Glibc

/// How much neighbours of a series share: the integrated autocorrelation time of its ranks, which says how
/// many values in order are worth one independent value.
///
/// tau = 1 + 2 sum of the autocorrelations, summed while pairs of neighbouring ones are positive and do not
/// grow (Geyer, "Practical Markov chain Monte Carlo", 1992, initial monotone sequence).
package struct Dependence: Sendable, Equatable {
    /// Values that are worth one; 1 where none is seen.
    package let time: Double
    /// Whether the series shows any dependence at all.
    package let isSeen: Bool

    /// Lags that are looked at for any dependence, and what their squares sum up to in one of twenty
    /// independent series (Ljung and Box, 1978; the 95 % point of chi squared with five degrees).
    private static let firstLags = 5
    private static let independent = 11.07
    /// Values beyond so many are taken together before lags are looked at.
    private static let mostBins = 2000

    package init(_ values: [Double]) {
        let ranks = Self.ranks(values)
        guard ranks.count > 4 * Self.firstLags, Self.isDependent(ranks) else {
            (time, isSeen) = (1, false)
            return
        }
        let size = (ranks.count + Self.mostBins - 1) / Self.mostBins
        let bins = stride(from: 0, through: ranks.count - size, by: size).map { first in
            ranks[first..<first + size].reduce(0, +) / Double(size)
        }
        let scale = Double(size) * Self.variance(bins) / Self.variance(ranks)
        let seen = max(1, scale * Self.correlationTime(bins))
        // Its own error, about sqrt(10 tau / n) of it (Sokal, "Monte Carlo methods in statistical
        // mechanics", 1997, section 3), is on the side that misleads.
        time = seen * (1 + sqrt(10 * seen / Double(ranks.count)))
        isSeen = true
    }

    /// Ranks, the mean one for ties: what the extremes are does not matter, only when they are.
    private static func ranks(_ values: [Double]) -> [Double] {
        // Of two values, as of what does or does not exceed a limit, ranks are no more than a scale.
        if let first = values.first {
            let other = values.first { $0 != first } ?? first
            let isOfTwo = values.allSatisfy { $0 == first || $0 == other }
            if isOfTwo, first.isFinite, other.isFinite { return values }
        }
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var last = first
            while last + 1 < order.count, values[order[last + 1]] == values[order[first]] {
                last += 1
            }
            for place in first...last { ranks[order[place]] = Double(first + last) / 2 }
            first = last + 1
        }
        return ranks
    }

    private static func variance(_ values: [Double]) -> Double { covariance(centred(values), 0) }

    private static func centred(_ values: [Double]) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
    }

    private static func covariance(_ centred: [Double], _ lag: Int) -> Double {
        var sum = 0.0
        for index in 0..<(centred.count - lag) { sum += centred[index] * centred[index + lag] }
        return sum / Double(centred.count)
    }

    private static func isDependent(_ values: [Double]) -> Bool {
        let centred = centred(values)
        let own = covariance(centred, 0)
        guard own > 0 else { return false }
        let n = Double(values.count)
        let sum = (1...firstLags).reduce(0.0) { sum, lag in
            let correlation = covariance(centred, lag) / own
            return sum + correlation * correlation / (n - Double(lag))
        }
        return n * (n + 2) * sum > independent
    }

    private static func correlationTime(_ bins: [Double]) -> Double {
        let centred = centred(bins)
        let own = covariance(centred, 0)
        guard own > 0 else { return 1 }
        var sum = 0.0
        var smallest = Double.infinity
        var lag = 0
        while lag + 1 < bins.count / 2 {
            let pair = (covariance(centred, lag) + covariance(centred, lag + 1)) / own
            guard pair > 0 else { break }
            smallest = min(smallest, pair)
            sum += smallest
            lag += 2
        }
        let time = 2 * sum - 1
        // The mean is taken from the series itself, which hides as much of its slowest waves.
        let length = Double(bins.count)
        return time / max(1 - time / length, 0.05)
    }
}
