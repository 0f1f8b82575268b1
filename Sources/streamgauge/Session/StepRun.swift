import Engine
import Reporting
import RunModel

/// One step of a sweep or a search under way: progress on the terminal, Ctrl-C, and what ends it early.
struct StepRun {
    let order: RunOrder
    let terminal: Terminal
    /// How long what is under way may take to end by itself once nothing more is started; nil: as its time-outs allow.
    var longestDrain: Duration?

    /// Runs until all that was started has ended, or soon after `isStopped` says so.
    ///
    /// - Parameters:
    ///   - isStopped: Whether the user wants an end.
    ///   - look: Looks at the run, some ten times a second, and says what ends it; not asked any more after that.
    /// - Returns: The run, of which nothing is under way any more; it is still to be finished.
    /// - Throws: as `ActiveRun` does, before anything is sent.
    func run(isStopped: () -> Bool, look: (ActiveRun) throws -> EarlyEnd?) async throws -> ActiveRun
    {
        let run = try ActiveRun(order)
        var view = ProgressView(run, order, on: terminal, logSeconds: 10)
        var models = ModelWait()
        var ended: ContinuousClock.Instant?
        while !run.isFinished {
            // A look costs more than anything else in a run of few streams.
            try? await Task.sleep(for: .milliseconds(run.elapsed < .seconds(1) ? 20 : 100))
            if isStopped() || run.recordFailure != nil || isDrained(since: ended) {
                run.interrupt()
            }
            if run.earlyEnd == nil, let reason = try look(run) {
                run.end(reason)
            }
            if run.earlyEnd != nil { ended = ended ?? .now }
            if let line = models.line(run) {
                terminal.clearProgress()
                terminal.note(line)
            }
            view.look()
        }
        view.end()
        return run
    }

    private func isDrained(since ended: ContinuousClock.Instant?) -> Bool {
        guard let ended, let longestDrain else { return false }
        return ContinuousClock.now - ended > longestDrain
    }
}
