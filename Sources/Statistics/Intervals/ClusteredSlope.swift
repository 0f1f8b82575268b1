internal import Glibc

/// The line of least squares through points that come in clusters, such as the turns of a conversation, whose points share
/// their luck; and the 95 % interval of its slope.
///
/// The interval is the delete-one-cluster jackknife's (Quenouille, "Notes on bias in estimation", 1956; as CR3 in MacKinnon,
/// Nielsen and Webb, "Cluster-robust inference", 2023): the slope is computed without each cluster in turn, and
/// slope ± t sqrt((G - 1) / G Σ (slope without g - slope)²), with Student's t for G - 1 degrees of freedom. It is known to err on
/// the wide side, whatever the clusters' sizes.
package struct ClusteredSlope: Sendable, Equatable {
    package let slope: Double
    package let intercept: Double
    package let low: Double
    package let high: Double
    package let points: Int
    package let clusters: Int

    /// Sums of a cluster's points, by which a line is known without the points.
    private struct Sums {
        var count = 0.0
        var x = 0.0
        var y = 0.0
        var xx = 0.0
        var xy = 0.0

        mutating func add(_ other: Sums, _ sign: Double = 1) {
            count += sign * other.count
            x += sign * other.x
            y += sign * other.y
            xx += sign * other.xx
            xy += sign * other.xy
        }

        /// Nil where all points have about one x.
        var slope: Double? {
            guard count > 1 else { return nil }
            let spread = xx - x * x / count
            guard spread > 1e-9 * max(1, xx) else { return nil }
            return (xy - x * y / count) / spread
        }
    }

    /// Nil for fewer than two clusters, and where the slope hangs on a single one.
    package init?(_ clusters: [[(x: Double, y: Double)]], confidence: Double = 0.95) {
        let clusters = clusters.filter { !$0.isEmpty }
        guard clusters.count >= 2 else { return nil }
        let points = clusters.reduce(0) { $0 + $1.count }
        // About the middle, so that sums of squares keep their digits.
        let middle = clusters.joined().reduce(0) { $0 + $1.x } / Double(points)
        let parts = clusters.map { cluster in
            cluster.reduce(into: Sums()) { sums, point in
                let x = point.x - middle
                sums.add(Sums(count: 1, x: x, y: point.y, xx: x * x, xy: x * point.y))
            }
        }
        let all = parts.reduce(into: Sums()) { $0.add($1) }
        guard let slope = all.slope else { return nil }
        var squares = 0.0
        for part in parts {
            var rest = all
            rest.add(part, -1)
            guard let without = rest.slope else { return nil }
            squares += (without - slope) * (without - slope)
        }
        let count = Double(parts.count)
        let t = StudentT(degreesOfFreedom: parts.count - 1).quantile(1 - (1 - confidence) / 2)
        let reach = t * sqrt((count - 1) / count * squares)
        self.slope = slope
        intercept = (all.y - slope * all.x) / all.count - slope * middle
        low = slope - reach
        high = slope + reach
        self.points = points
        self.clusters = parts.count
    }
}
