/// What becomes of the slots when many streams are left in one way.
package struct SlotLeak: Codable, Sendable, Equatable {
    /// How many streams were let in at the same time.
    package struct Measure: Codable, Sendable, Equatable {
        /// When the last of its streams was asked for; since the run's origin.
        package var seconds: Double
        package var streams: Int

        package init(seconds: Double, streams: Int) {
            self.seconds = seconds
            self.streams = streams
        }
    }

    package var cause: SlotRelease.Cause
    /// Streams that were left.
    package var left: Int
    /// Before and after that, and then until they were back or the run gave up.
    package var measures: [Measure]
    /// Seconds after the last stream was left between which all slots were there again; absent where they were all
    /// along, or not while the run looked.
    package var recoveredLowSeconds: Double?
    package var recoveredHighSeconds: Double?

    package init(cause: SlotRelease.Cause, left: Int, measures: [Measure]) {
        self.cause = cause
        self.left = left
        self.measures = measures
    }

    package var before: Int { measures.first?.streams ?? 0 }
    package var after: Int { measures.dropFirst().first?.streams ?? 0 }
    package var lost: Int { max(0, before - after) }
}
