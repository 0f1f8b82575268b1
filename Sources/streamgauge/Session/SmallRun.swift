import ArgumentParser
import Engine
import Foundation
import Synchronization

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

    /// Waits for its end; its record is complete then.
    ///
    /// - Throws: `ExitCode.interrupted` at Ctrl-C; `RecordError` where the record could not be kept.
    func end() async throws {
        // Signals come on another thread.
        let isInterrupted = Atomic<Bool>(false)
        let signals = Signals { isInterrupted.store(true, ordering: .relaxed) }
        defer { withExtendedLifetime(signals) {} }
        var models = ModelWait()
        while !run.isFinished {
            if isInterrupted.load(ordering: .relaxed) { run.interrupt() }
            if let line = models.line(run) { terminal.note(line) }
            try? await Task.sleep(for: .milliseconds(20))
        }
        _ = try run.finish()
        if isInterrupted.load(ordering: .relaxed) { throw ExitCode.interrupted }
    }
}
