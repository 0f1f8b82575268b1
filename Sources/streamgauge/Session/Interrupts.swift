import Engine
import Foundation
import RecordStore
import Synchronization

/// The first Ctrl-C ends the run and lets it be reported; the second, or one while the report is made, gives up
/// on that.
final class Interrupts: Sendable {
    private let run: ActiveRun
    private let count = Atomic<Int>(0)
    private let isRunOver = Atomic<Bool>(false)

    init(_ run: ActiveRun) {
        self.run = run
    }

    func runEnded() { isRunOver.store(true, ordering: .relaxed) }

    /// As the first Ctrl-C, however often it is wished.
    func end() {
        if !isRunOver.load(ordering: .relaxed) { run.interrupt() }
    }

    func signal() {
        let isFirst = count.add(1, ordering: .relaxed).newValue == 1
        if isFirst, !isRunOver.load(ordering: .relaxed) { return run.interrupt() }
        // Rows already written stay.
        let path = run.directory.path
        Terminal.warn("streamgauge: interrupted; 'streamgauge report \(path)' makes the report.")
        _exit(130)
    }
}
