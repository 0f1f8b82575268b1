internal import Glibc
internal import Reactor
internal import RunModel
internal import Synchronization
internal import Workload

/// A thread that runs one worker, and the way to stop it.
final class WorkerThread: Sendable {
    private let state = Mutex<State>(State())
    private let order: WorkerOrder

    private struct State {
        var wakeUp: WakeUp?
        var result: WorkerResult?
        var thread: OwnThread?
    }

    /// Starts the thread, which makes its worker and then waits at the order's gate.
    ///
    /// - Throws: `SystemCallError` when the system has no more threads.
    init(_ order: WorkerOrder) throws(SystemCallError) {
        self.order = order
        let thread = try OwnThread { [self] in run() }
        state.withLock { $0.thread = thread }
    }

    /// Wakes the worker, which then looks at its stop flag.
    func wake() {
        state.withLock { $0.wakeUp }?.signal()
    }

    var isFinished: Bool { state.withLock { $0.result != nil } }

    /// Waits for the worker's end. Call it once.
    func join() -> WorkerResult {
        state.withLock { $0.thread }?.join()
        return state.withLock { $0.result } ?? WorkerResult()
    }

    private func run() {
        var result = WorkerResult()
        do {
            // The worker is made, used and let go on this thread alone.
            let worker = try Worker(order)
            state.withLock { $0.wakeUp = worker.wakeUp }
            let origin = order.gate.arriveAndWait()
            if order.stop.isRequested { worker.wakeUp.signal() }
            result = worker.run(from: origin)
        } catch {
            order.blocks?.close()
            _ = order.gate.arriveAndWait()
            result.failure = String(describing: error)
        }
        state.withLock { state in
            state.wakeUp = nil
            state.result = result
        }
    }
}

enum ThreadClock {
    /// Processor time that the calling thread has used.
    static func cpuNanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
