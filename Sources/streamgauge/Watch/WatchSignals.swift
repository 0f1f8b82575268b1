import Dispatch
import Foundation
import Synchronization

/// What a watch is told from outside: to end, and to read its plan anew.
///
/// SIGHUP is the latter for a service. Where a terminal is watched on it says that this is gone, and ends the watch.
final class WatchSignals: Sendable {
    private let isStopped = Atomic<Bool>(false)
    private let isReloading = Atomic<Bool>(false)
    private let source: Mutex<(any DispatchSourceSignal)?>

    init(isOnTerminal: Bool) {
        source = Mutex(nil)
        signal(SIGHUP, SIG_IGN)
        source.withLock { source in
            let hangup = DispatchSource.makeSignalSource(
                signal: SIGHUP, queue: DispatchQueue(label: "hangup"))
            hangup.setEventHandler { [weak self] in self?.hungUp(isOnTerminal) }
            hangup.resume()
            source = hangup
        }
    }

    private func hungUp(_ isOnTerminal: Bool) {
        if isOnTerminal {
            kill(getpid(), SIGTERM)
        } else {
            isReloading.store(true, ordering: .relaxed)
        }
    }

    var stops: Bool { isStopped.load(ordering: .relaxed) }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Whether the plan is to be read anew; once for each time it was asked for.
    func takeReload() -> Bool { isReloading.exchange(false, ordering: .relaxed) }
}
