internal import Reactor
internal import RunModel
internal import Synchronization
internal import Transport

/// The thread of a run's small requests (`--network-probe`), which shares nothing with its workers: a loop, a connection for
/// each target.
final class NetworkProber: Sendable {
    private let targets: [Target]
    private let account: ProbeAccount
    private let stop = StopFlag()
    private let state = Mutex(State())

    private struct State {
        var wakeUp: WakeUp?
        var thread: OwnThread?
    }

    /// Starts the thread. `origin` is the record's.
    ///
    /// - Throws: `SystemCallError` when the system has no more threads.
    init(_ targets: [Target], origin: MonotonicInstant) throws(SystemCallError) {
        self.targets = targets
        account = ProbeAccount(origin: origin)
        let thread = try OwnThread { [self] in run() }
        state.withLock { $0.thread = thread }
    }

    /// Ends the thread; what is under way is given up. Call it once.
    func finish() -> NetworkProbe {
        stop.request()
        let thread = state.withLock { state in
            state.wakeUp?.signal()
            return state.thread
        }
        thread?.join()
        return account.probe
    }

    private func run() {
        // What fails here leaves a probe without an answer, which the record tells; the run goes on.
        guard let loop = try? EventLoop(name: "network-probe"),
            let multi = try? MultiHandle(on: loop, streams: targets.count)
        else { return }
        let round = ProbeRound(
            targets.enumerated().compactMap {
                try? ProbedTarget($0.element, $0.offset, on: multi, account)
            }, account)
        loop.add(round)
        loop.wakeUp.action = { [unowned loop] in loop.stop() }
        state.withLock { $0.wakeUp = loop.wakeUp }
        if !stop.isRequested { try? loop.run() }
        state.withLock { $0.wakeUp = nil }
        round.cancel()
        multi.close()
        loop.close()
    }
}

/// Asks all targets, again and again.
private final class ProbeRound: DeadlineSource {
    private var targets: [ProbedTarget]
    private let account: ProbeAccount
    private var next = MonotonicInstant.now()

    init(_ targets: [ProbedTarget], _ account: ProbeAccount) {
        self.targets = targets
        self.account = account
    }

    var deadline: MonotonicInstant? { (targets.compactMap(\.deadline) + [next]).min() }

    func deadlinePassed(at now: MonotonicInstant) {
        for target in targets where target.deadline.map({ $0 <= now }) == true {
            target.deadlinePassed()
        }
        guard next <= now else { return }
        next = now + account.every
        for target in targets { target.ask() }
    }

    /// Lets go of the handles, which must be gone before libcurl's multi handle.
    func cancel() {
        for target in targets { target.cancel() }
        targets = []
    }
}
