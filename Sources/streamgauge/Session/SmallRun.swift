import Engine
import RunModel

/// A run of a few requests that shows no progress, for a command that wants to know something of a target.
struct SmallRun {
    let run: ActiveRun
    private let terminal: Terminal

    /// Starts it.
    ///
    /// - Throws: as `ActiveRun` does.
    init(_ order: RunOrder, _ terminal: Terminal) throws {
        run = try ActiveRun(order)
        self.terminal = terminal
    }

    /// Waits for its end, which comes soon where `isStopped` says so; its record is complete then.
    ///
    /// - Throws: `RecordError` where the record could not be kept.
    func end(isStopped: () -> Bool) async throws {
        var models = ModelWait()
        while !run.isFinished {
            if isStopped() { run.interrupt() }
            if let line = models.line(run) { terminal.note(line) }
            try? await Task.sleep(for: .milliseconds(20))
        }
        _ = try run.finish()
    }
}
