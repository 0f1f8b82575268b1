/// How much load a step of a sweep has: streams kept open, or requests a second.
package struct SweepLoad: Codable, Sendable, Hashable, Comparable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// Closed loop: streams kept open at a time.
        case concurrency
        /// Open loop: requests a second.
        case rate
    }

    package let kind: Kind
    /// Streams, a whole number from 1; or requests a second, above 0.
    package let value: Double

    package init(_ kind: Kind, _ value: Double) {
        self.kind = kind
        self.value = value
    }

    package static func < (left: SweepLoad, right: SweepLoad) -> Bool { left.value < right.value }

    /// The most streams that a closed loop keeps open; nil of an open loop.
    package var streams: Int? { kind == .concurrency ? Int(value) : nil }

    /// Short, for the name of a folder: `c8`, `r2.5`.
    package var label: String { (kind == .concurrency ? "c" : "r") + Self.shortest(value) }

    /// The value as a user would type it.
    package var text: String { Self.shortest(value) }

    private static func shortest(_ value: Double) -> String {
        value == value.rounded() && value < 1e15 ? String(Int64(value)) : "\(value)"
    }
}
