import Engine
import RunModel

/// Says once that a run waits for a target's list of models, where that takes longer than a person takes for a hang.
struct ModelWait {
    private var since: ContinuousClock.Instant?
    private var isTold = false

    private static let patience = Duration.seconds(1)

    /// The line that is to be said now; nil for none.
    mutating func line(_ run: ActiveRun) -> String? {
        line(limit: run.modelWait, at: .now)
    }

    private mutating func line(limit: Duration?, at now: ContinuousClock.Instant) -> String? {
        guard !isTold, let limit else {
            since = nil
            return nil
        }
        let start = since ?? now
        since = start
        guard now - start >= Self.patience else { return nil }
        isTold = true
        return "The target refused a model that was asked for; waiting for its list of models, "
            + "\(Int(limit.seconds.rounded())) s at most."
    }
}
