internal import Glibc
internal import Reactor
internal import RecordStore
internal import RunModel
internal import Synchronization

/// A thread that reads the server's own metrics while a run goes, and never a worker's connection or time.
final class MetricsScraper: Sendable {
    private struct State {
        var wakeUp: WakeUp?
        var ending: ScrapeOrder.Ending?
        var thread: OwnThread?
        var sources: [MetricsSource]
        var lastStatus: [Int?] = []
        /// By source, of its latest look; nil where that failed or there was none.
        var latest: [[ServerValue]?]
        var failure: String?
    }

    private let order: ScrapeOrder
    private let directory: RecordDirectory
    private let origin: MonotonicInstant
    private let state: Mutex<State>
    // A POSIX semaphore is made to be shared between threads, and the pointer is constant.
    nonisolated(unsafe) private let firstLooks: UnsafeMutablePointer<sem_t>

    /// Starts the thread, which looks at once. Nil where the order wants none.
    ///
    /// - Throws: `SystemCallError` when the system has no more threads.
    init?(
        _ order: RunOrder, in directory: RecordDirectory, origin: MonotonicInstant
    ) throws(SystemCallError) {
        guard let scrapes = ScrapeOrder(order) else { return nil }
        self.order = scrapes
        self.directory = directory
        self.origin = origin
        state = Mutex(State(sources: scrapes.sources, latest: scrapes.sources.map { _ in nil }))
        firstLooks = .allocate(capacity: 1)
        sem_init(firstLooks, 0, 0)
        let thread = try OwnThread { [self] in run() }
        state.withLock { $0.thread = thread }
    }

    deinit {
        sem_destroy(firstLooks)
        firstLooks.deallocate()
    }

    /// Waits until every source has been looked at once, well or not: what a server has counted before is then known
    /// apart from what it counts of this run. A look has its time limit, and so has this.
    func waitForFirstLooks() {
        while sem_wait(firstLooks) != 0 {}
    }

    /// What the latest look at each source brought of known metrics; nil where any of them failed, since a part of
    /// the servers would be taken for all.
    var latest: [ServerValue]? {
        let all = state.withLock { $0.latest }
        let known = all.compactMap { $0 }
        return known.count == all.count ? known.flatMap { $0 } : nil
    }

    /// Ends the thread: at once, or with a last look, which takes a second at most. Call it once.
    ///
    /// - Returns: what came of each source, and what a reader must know.
    func finish(_ ending: ScrapeOrder.Ending) -> (sources: [MetricsSource], notices: [Notice]) {
        let thread = state.withLock { state in
            state.ending = ending
            return state.thread
        }
        state.withLock { $0.wakeUp }?.signal()
        thread?.join()
        return state.withLock { state in
            var notices = state.sources.enumerated().flatMap { index, source in
                ScrapeSentences.notices(
                    source,
                    lastStatus: state.lastStatus.indices.contains(index)
                        ? state.lastStatus[index] : nil)
            }
            if let failure = state.failure {
                notices.append(
                    Notice(
                        .serverMetrics, "the server's metrics were not read further: \(failure)"))
            }
            return (state.sources, notices)
        }
    }

    private func run() {
        // As the writer's: a refused write must not end the process (SIGXFSZ).
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // Whatever happens, nobody waits for ever.
        defer { sem_post(firstLooks) }
        do {
            let file = try ServerFile(creatingIn: directory, origin: origin)
            let loop = try ScrapeLoop(
                order, writing: file,
                onLook: { [self] source, values in
                    state.withLock { $0.latest[source] = values }
                }, onFirstLooks: { [self] in sem_post(firstLooks) })
            let isEnding = state.withLock { state in
                state.wakeUp = loop.wakeUp
                return state.ending != nil
            }
            if isEnding { loop.wakeUp.signal() }
            do {
                try loop.run { [self] in state.withLock { $0.ending } }
            } catch {
                state.withLock { $0.failure = error.description }
            }
            state.withLock { state in
                state.wakeUp = nil
                state.sources = loop.sources
                state.lastStatus = loop.lastStatus
            }
        } catch {
            state.withLock { $0.failure = String(describing: error) }
        }
    }
}
