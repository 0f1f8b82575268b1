package import RunModel

/// The arrivals of a limits run's streams, which gaps are made of.
package struct LimitsChunks: Sendable {
    /// By request, in order of arrival.
    private(set) var arrivals: [Int: [MonotonicInstant]] = [:]

    package init() {}

    package mutating func add(_ chunk: ChunkRecord) {
        arrivals[chunk.request, default: []].append(chunk.arrived)
    }
}
