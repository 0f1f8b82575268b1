import Engine
import Foundation
import Synchronization

/// The first Ctrl-C ends the run and lets it be reported; the second gives up on that.
final class Interrupts: Sendable {
    private let run: ActiveRun
    private let count = Atomic<Int>(0)

    init(_ run: ActiveRun) {
        self.run = run
    }

    func signal() {
        if count.add(1, ordering: .relaxed).newValue == 1 {
            run.interrupt()
        } else {
            // Rows already written stay; `streamgauge report` makes a report of them.
            _exit(130)
        }
    }
}
