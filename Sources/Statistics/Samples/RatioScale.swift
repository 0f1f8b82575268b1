internal import Glibc

/// Ratios as differences: on a scale of logarithms twice as much is as far up as half as much is down.
package enum RatioScale {
    /// Of a value above 0.
    package static func place(of value: Double) -> Double { log(value) }

    package static func value(at place: Double) -> Double { exp(place) }

    /// What a distance is as a change: 0.1 for a tenth more.
    package static func change(over distance: Double) -> Double { expm1(distance) }

    /// How far a change goes: the inverse of `change(over:)`.
    package static func distance(ofChange change: Double) -> Double { log1p(change) }
}
