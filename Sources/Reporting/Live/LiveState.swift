package import Analysis
package import RunModel

/// What the live page shows of a run at one moment. It holds all there is to show, so that a page may miss any number of
/// them.
package struct LiveState: Sendable {
    package var snapshot: LiveSnapshot
    package var history: LiveHistory
    /// The streams that ended last; absent before the first.
    package var raster: StreamRaster?
    /// All requests that ended, by outcome.
    package var outcomes: [Outcome: Int] = [:]
    package var heldBack = HeldBack()
    /// Why nothing more is started; absent while something may.
    package var ending: String?
    /// What was marked, in seconds since the run's start.
    package var marks: [Mark] = []
    /// What the command said last, oldest first.
    package var said: [String] = []

    /// A moment that somebody named.
    package struct Mark: Sendable, Equatable {
        package var seconds: Double
        package var text: String

        package init(seconds: Double, text: String) {
            self.seconds = seconds
            self.text = text
        }
    }

    package init(snapshot: LiveSnapshot, history: LiveHistory) {
        self.snapshot = snapshot
        self.history = history
    }
}
