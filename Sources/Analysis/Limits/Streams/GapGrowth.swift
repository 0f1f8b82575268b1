internal import Foundation
internal import RunModel
internal import Statistics

/// Whether gaps grow with the number of streams, and from which number on.
///
/// A server that shares a fixed speed among too many streams makes gaps k / c times as long when k > c of them
/// are under way. The c is sought that fits the medians by number best, in least squares of their logarithms
/// weighted by their counts; what fits nearly as well, by the F distribution's 95 % for one parameter, is the
/// span it lies in.
struct GapGrowth {
    /// Between these the number lies; nil where gaps grow, but not from a number on.
    private(set) var low: Double?
    private(set) var high: Double?

    /// Fewer do not even tell whether they are longer.
    static let fewestGaps = 5
    /// Fewer gaps say nothing of a number of streams.
    private static let leastGaps = 20
    /// Gaps that are less than this longer are not called slower.
    static let growthLimit = 1.2
    /// Medians farther from the fit than this share, in the root of the mean square, do not follow it.
    private static let worstFit = 0.1

    /// Nil where gaps do not grow.
    init?(_ gaps: [StreamCeiling.GapAtOpen]) {
        let points = gaps.filter { $0.count >= Self.leastGaps && $0.medianMilliseconds > 0 }
            .map {
                Point(
                    open: Double($0.open), logGap: log($0.medianMilliseconds),
                    weight: Double($0.count))
            }
        guard points.count >= 3, let most = points.last?.open else { return nil }
        let flat = Self.misfit(points, from: most)
        let numbers = stride(from: 1.0, through: most, by: 0.05)
        let misfits = numbers.map { (number: $0, misfit: Self.misfit(points, from: $0)) }
        guard let best = misfits.min(by: { $0.misfit < $1.misfit }) else { return nil }
        guard most / best.number > Self.growthLimit, best.misfit < flat * 0.5 else { return nil }
        let weight = points.map(\.weight).reduce(0, +)
        guard (best.misfit / weight).squareRoot() <= Self.worstFit else { return }
        let freedom = points.count - 2
        // F with one degree of freedom above is the square of Student's t.
        let t = StudentT(degreesOfFreedom: freedom).quantile(0.975)
        let bound = best.misfit * (1 + t * t / Double(freedom)) + 1e-9
        let near = misfits.filter { $0.misfit <= bound }.map(\.number)
        low = near.min()
        high = near.max()
    }

    private struct Point {
        var open: Double
        var logGap: Double
        var weight: Double
    }

    /// The weighted sum of squares that is left when gaps grow from `number` on.
    private static func misfit(_ points: [Point], from number: Double) -> Double {
        let flattened = points.map { ($0.logGap - max(0, log($0.open / number)), $0.weight) }
        let weight = flattened.map(\.1).reduce(0, +)
        let base = flattened.map { $0.0 * $0.1 }.reduce(0, +) / weight
        return flattened.map { ($0.0 - base) * ($0.0 - base) * $0.1 }.reduce(0, +)
    }

    /// The median gap by the number of streams that were under way all through it.
    static func gaps(_ record: LimitsRecord) -> [StreamCeiling.GapAtOpen] {
        var byOpen: [Int: [Double]] = [:]
        for request in record.requests where request.mode == .streaming {
            guard let probe = request.probe, !probe.isOfWindow,
                let arrivals = record.chunks.arrivals[request.request]
            else { continue }
            for (before, after) in zip(arrivals, arrivals.dropFirst()) {
                // A damaged row may come before the one it follows.
                guard before <= after,
                    let open = record.crowd.open(throughout: before...after), open > 0
                else { continue }
                byOpen[open, default: []].append((after - before).milliseconds)
            }
        }
        return byOpen.keys.sorted().compactMap { open in
            guard let gaps = byOpen[open], let median = LimitsRecord.median(gaps) else {
                return nil
            }
            return StreamCeiling.GapAtOpen(
                open: open, medianMilliseconds: median, count: gaps.count)
        }
    }
}
