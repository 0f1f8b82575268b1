internal import Reactor
internal import RecordStore
internal import RunModel
internal import Transport
internal import Wire

/// Looks at all sources of metrics at equal times and writes down what they say. Lives on the scraper's thread.
final class ScrapeLoop: DeadlineSource {
    private let loop: EventLoop
    private let multi: MultiHandle
    private let every: Duration
    private var requests: [MetricsRequest] = []
    private var memories: [SeriesMemory]
    private var file: ServerFile
    private(set) var sources: [MetricsSource]
    private(set) var lastStatus: [Int?]
    private var nextLook: MonotonicInstant?
    /// Called once, when every source has been looked at for the first time.
    private var onFirstLooks: (() -> Void)?
    /// Called after each look with what it brought of known metrics; nil where it failed.
    private let onLook: (_ source: Int, [ServerValue]?) -> Void

    /// What a run that has ended waits for the last look.
    static let lastTimeLimit = Duration.seconds(1)

    /// - Throws: `TransportError` or `SystemCallError` when descriptors or memory have run out.
    init(
        _ order: ScrapeOrder, writing file: consuming ServerFile,
        onLook: @escaping (_ source: Int, [ServerValue]?) -> Void,
        onFirstLooks: @escaping () -> Void
    ) throws {
        self.onLook = onLook
        self.onFirstLooks = onFirstLooks
        loop = try EventLoop(name: "metrics")
        multi = try MultiHandle(on: loop, streams: order.sources.count)
        every = order.every
        sources = order.sources
        memories = order.sources.map { _ in SeriesMemory() }
        lastStatus = order.sources.map { _ in nil }
        self.file = file
        requests = try order.addresses.enumerated().map { index, address in
            try MetricsRequest(index, address.options(), order.headers, on: multi) {
                [unowned self] in took($0, $1)
            }
        }
        loop.add(self)
    }

    var wakeUp: WakeUp { loop.wakeUp }

    /// Looks until `isStopped` says how to end, which is asked at each wake-up.
    ///
    /// - Throws: `SystemCallError` when waiting itself fails.
    func run(isStopped: @escaping () -> ScrapeOrder.Ending?) throws(SystemCallError) {
        loop.wakeUp.action = { [unowned self] in
            if let ending = isStopped() { end(ending) }
        }
        nextLook = .now()
        defer { close() }
        try loop.run()
    }

    private func close() {
        for request in requests { request.cancel() }
        // The handles must be gone before libcurl's multi handle.
        requests = []
        multi.close()
        loop.close()
        for index in sources.indices {
            sources[index].rowsLeftOut += memories[index].rowsLeftOut
            if index == 0 { sources[index].rowsLeftOut += file.rowsLeftOut }
        }
    }

    private func end(_ ending: ScrapeOrder.Ending) {
        guard nextLook != nil else { return }
        nextLook = nil
        guard ending == .withLastLook else { return loop.stop() }
        let now = MonotonicInstant.now()
        for request in requests {
            if request.isUnderWay {
                request.hasten(to: now + Self.lastTimeLimit)
            } else {
                request.start(due: now, timeLimit: Self.lastTimeLimit)
            }
        }
        stopIfIdle()
    }

    private func stopIfIdle() {
        if nextLook == nil, !requests.contains(where: \.isUnderWay) { loop.stop() }
    }

    // MARK: Deadlines

    var deadline: MonotonicInstant? {
        (requests.map(\.deadline) + [nextLook]).compactMap { $0 }.min()
    }

    func deadlinePassed(at now: MonotonicInstant) {
        for request in requests where request.deadline.map({ $0 <= now }) == true {
            request.deadlinePassed()
        }
        guard let due = nextLook, due <= now else { return }
        for request in requests {
            if request.isUnderWay {
                sources[request.source].missed += 1
            } else {
                request.start(due: due)
            }
        }
        // Looks that this machine slept through are not made up for.
        var next = due + every
        while next <= now {
            for index in sources.indices { sources[index].missed += 1 }
            next = next + every
        }
        nextLook = next
    }

    // MARK: Answers

    private func took(_ scrape: ServerScrape, _ body: [UInt8]) {
        var scrape = scrape
        var values: [ServerValue] = []
        if scrape.outcome == .ok {
            let reading = MetricsReading(body.span) {
                ServerMetric.known($0, labels: nil) != nil
            }
            scrape.samples = reading.samples.count
            scrape.leftOut = reading.leftOut
            if reading.samples.isEmpty {
                scrape.outcome = .notMetrics
            } else {
                values = memories[scrape.source].values(of: reading.samples, in: scrape)
            }
        }
        sources[scrape.source].scrapes += 1
        if scrape.outcome != .ok {
            sources[scrape.source].failed[scrape.outcome.rawValue, default: 0] += 1
            lastStatus[scrape.source] = scrape.status ?? lastStatus[scrape.source]
        }
        onLook(
            scrape.source,
            scrape.outcome == .ok
                ? values.filter { ServerMetric.known($0.name, labels: $0.labels) != nil } : nil)
        file.append(scrape, values)
        if sources.allSatisfy({ $0.scrapes > 0 }) {
            onFirstLooks?()
            onFirstLooks = nil
        }
        stopIfIdle()
    }
}
