import Engine
import Foundation
import RecordStore
import Reporting
import RunModel

/// A run of a few requests that shows no progress, for a command that wants to know something of a target.
struct SmallRun {
    let run: ActiveRun
    private let terminal: Terminal

    /// How long a person waits before a word.
    private static let patience = Duration.seconds(10)

    /// Starts it.
    ///
    /// - Throws: as `ActiveRun` does.
    init(_ order: RunOrder, _ terminal: Terminal) throws {
        var order = order
        // It has no record that anybody keeps.
        order.plan.record.serverMetrics = nil
        run = try ActiveRun(order)
        self.terminal = terminal
    }

    /// Makes a folder for what nobody keeps, which no other user can enter or have made before.
    ///
    /// - Throws: `RecordError.cannotCreate`.
    static func newFolder() throws(RecordError) -> String {
        let pattern = FileManager.default.temporaryDirectory.path + "/streamgauge-XXXXXX"
        var path = Array(pattern.utf8CString)
        guard mkdtemp(&path) != nil else {
            throw .cannotCreate(folder: pattern, reason: String(cString: strerror(errno)))
        }
        return String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Waits for its end, which comes soon where `isStopped` says so; its record is complete then.
    ///
    /// - Throws: `RecordError` where the record could not be kept.
    func end(isStopped: () -> Bool) async throws {
        var models = ModelWait()
        var isTold = false
        while !run.isFinished {
            if isStopped() { run.interrupt() }
            if let line = models.line(run) { terminal.note(line) }
            if !isTold, run.elapsed > Self.patience, run.progress().snapshot.requests == 0 {
                isTold = true
                terminal.note("No answer in \(TimeSpan(Self.patience).short); still waiting.")
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        _ = try run.finish()
    }
}
