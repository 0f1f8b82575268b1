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

    /// - Returns: when all of `workers` had arrived.
    func waitForWorkers(_ workers: Int) -> MonotonicInstant {
        for _ in 0..<workers { Self.wait(arrived) }
        return .now()
    }

    /// Lets `workers`, who have arrived, go: at once, or at the time agreed, which stays the origin where they are late.
    ///
    /// - Returns: the run's origin.
    func open(for workers: Int, at agreed: MonotonicInstant? = nil) -> MonotonicInstant {
        if let agreed { Self.sleep(until: agreed) }
        let now = agreed ?? MonotonicInstant.now()
        origin.store(now.nanoseconds, ordering: .releasing)
        for _ in 0..<workers { sem_post(opened) }
        return now
    }

    private static func sleep(until instant: MonotonicInstant) {
        var time = timespec()
        time.tv_sec = Int(instant.nanoseconds / 1_000_000_000)
        time.tv_nsec = Int(instant.nanoseconds % 1_000_000_000)
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    private static func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
        while sem_wait(semaphore) != 0 {}
    }
}
