internal import Glibc
internal import RunModel
internal import Synchronization

/// Holds workers back until all are ready, and tells them the moment from which the run counts.
final class StartGate: @unchecked Sendable {
    // Unchecked: POSIX semaphores are made to be shared between threads, and the pointers are constant.
    private let arrived = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let opened = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let origin = Atomic<Int64>(0)

    init() {
        sem_init(arrived, 0, 0)
        sem_init(opened, 0, 0)
    }

    deinit {
        for semaphore in [arrived, opened] {
            sem_destroy(semaphore)
            semaphore.deallocate()
        }
    }

    /// For a worker: tells that it is ready, and waits for the origin.
    func arriveAndWait() -> MonotonicInstant {
        sem_post(arrived)
        Self.wait(opened)
        return MonotonicInstant(nanoseconds: origin.load(ordering: .acquiring))
    }

    /// Waits for `workers` to arrive, then lets them go.
    ///
    /// - Returns: the run's origin.
    func open(for workers: Int) -> MonotonicInstant {
        for _ in 0..<workers { Self.wait(arrived) }
        let now = MonotonicInstant.now()
        origin.store(now.nanoseconds, ordering: .releasing)
        for _ in 0..<workers { sem_post(opened) }
        return now
    }

    private static func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
        while sem_wait(semaphore) != 0 {}
    }
}
