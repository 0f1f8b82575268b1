import Foundation
import Synchronization

/// The first Ctrl-C ends a sweep or a search and lets it be reported; the second gives up on that. Its folder has every
/// step that ended before.
final class StepsStop: Sendable {
    private let count = Atomic<Int>(0)
    private let folder = Mutex<String?>(nil)

    var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    func began(in path: String) { folder.withLock { $0 = path } }

    /// As the first Ctrl-C, however often it is wished.
    func request() {
        _ = count.compareExchange(expected: 0, desired: 1, ordering: .relaxed)
    }

    func signal() {
        guard count.add(1, ordering: .relaxed).newValue > 1 else { return }
        let path = folder.withLock { $0 }
        Terminal.warn(
            "streamgauge: interrupted"
                + (path.map { "; 'streamgauge report \($0)' makes the report." } ?? "."))
        _exit(130)
    }
}
