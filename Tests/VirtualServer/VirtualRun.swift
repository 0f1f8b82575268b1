package import Emulator
package import RunModel

/// What a virtual run left.
package struct VirtualRun: Sendable {
    /// In the order in which they ended.
    package var requests: [RequestRecord] = []
    /// A row a token, or one for a whole answer; in the order in which their requests ended.
    package var chunks: [ChunkRecord] = []
    /// What the dispatcher's times count from.
    package var origin: MonotonicInstant
    /// When the last request ended or the dispatcher had finished, since the origin.
    package var ended = Duration.zero
    /// Whether the dispatcher came to its end, rather than the time that it was given.
    package var isFinished = false
    /// Most requests in flight at a time, as the client sees it.
    package var peakOpen = 0
    package var sent = 0
    /// What the limits did, as the emulator would tell it.
    package var truth: KeyStatistics
}
