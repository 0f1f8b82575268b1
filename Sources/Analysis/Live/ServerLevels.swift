package import RunModel

/// What all servers of a run say at one moment that a chart over time shows. Absent is what none of them says.
package struct ServerLevels: Sendable, Equatable {
    package var running: Double?
    package var waiting: Double?
    package var cacheUse: Double?

    /// The greater of each, which is what a step shows of its looks.
    mutating func raise(to other: ServerLevels) {
        for path in [\ServerLevels.running, \.waiting, \.cacheUse] {
            guard let value = other[keyPath: path] else { continue }
            self[keyPath: path] = max(self[keyPath: path] ?? value, value)
        }
    }
}

extension ServerLevels {
    /// - Parameter values: Of the latest look at each source.
    package init(_ values: [ServerValue]) {
        let moment = values.first?.at ?? MonotonicInstant(nanoseconds: 0)
        var look = ServerLook(at: moment, end: moment)
        for (_, ofSource) in Dictionary(grouping: values, by: \.source) {
            look.add(SourceValues(ofSource))
        }
        running = look.levels[.running]
        waiting = look.levels[.waiting]
        cacheUse = look.levels[.cacheUse]
    }
}
