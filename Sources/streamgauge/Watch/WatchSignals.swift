import Foundation
import Synchronization

/// What a watch is told from outside: to end, and to read its plan anew.
///
/// SIGHUP is the latter for a service. Where a terminal is watched on it says that this is gone, and ends the watch.
final class WatchSignals: Sendable {
    private let isStopped = Atomic<Bool>(false)
    private let isReloading = Atomic<Bool>(false)
    private let listening = Mutex<[Signals]>([])

    init(isOnTerminal: Bool) {
        let hangingUp = Signals(on: .hangUp) { [weak self] in
            if isOnTerminal {
                kill(getpid(), SIGTERM)
            } else {
                self?.isReloading.store(true, ordering: .relaxed)
            }
        }
        let ending = Signals { [weak self] in self?.stop() }
        listening.withLock { $0 = [hangingUp, ending] }
    }

    var stops: Bool { isStopped.load(ordering: .relaxed) }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Whether the plan is to be read anew; once for each time it was asked for.
    func takeReload() -> Bool { isReloading.exchange(false, ordering: .relaxed) }
}
