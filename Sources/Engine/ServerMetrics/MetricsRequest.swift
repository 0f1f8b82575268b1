internal import Reactor
internal import RunModel
internal import Transport

/// Looks at one source of metrics, one after another, on a connection of its own. Bounded in size and time; follows no
/// redirect, and tells nobody a key.
final class MetricsRequest: TransferReceiver {
    /// What is read of an answer. Those of large servers have some hundred thousand bytes.
    static let limitBytes = 8 << 20
    static let timeLimit = Duration.seconds(2)

    let source: Int
    private let easy: EasyHandle
    private let multi: MultiHandle
    private let headers: HeaderList
    private let ended: (ServerScrape, [UInt8]) -> Void
    private var body: [UInt8] = []
    private var scrape: ServerScrape?
    /// Whether a connection that the server had closed meanwhile was given up already in this look.
    private var hasTriedAgain = false
    /// When the look under way is given up; nil where none is.
    private(set) var deadline: MonotonicInstant?

    /// `ended` is called once a look, with what was read.
    init(
        _ source: Int, _ options: ConnectionOptions, _ headers: [String], on multi: MultiHandle,
        ended: @escaping (ServerScrape, [UInt8]) -> Void
    ) throws(TransportError) {
        self.source = source
        self.multi = multi
        self.headers = HeaderList(headers)
        self.ended = ended
        easy = try EasyHandle(options, on: multi)
        easy.receiver = self
    }

    var isUnderWay: Bool { scrape != nil }

    /// Starts a look that was due at `due`.
    func start(due: MonotonicInstant, timeLimit: Duration = MetricsRequest.timeLimit) {
        let now = MonotonicInstant.now()
        body = []
        hasTriedAgain = false
        scrape = ServerScrape(source: source, at: now, lateness: max(.zero, now - due))
        deadline = now + timeLimit
        easy.setRequest(headers, body: [])
        if !multi.start(easy) { end(.connect) }
    }

    /// Gives up by then.
    func hasten(to instant: MonotonicInstant) { deadline = deadline.map { min($0, instant) } }

    func deadlinePassed() {
        guard isUnderWay else { return }
        _ = multi.cancel(easy)
        end(.timeout)
    }

    /// Gives up without a word.
    func cancel() {
        guard isUnderWay else { return }
        _ = multi.cancel(easy)
        scrape = nil
        deadline = nil
    }

    func requestReady(at instant: MonotonicInstant) {}

    func headComplete(_ head: ResponseHead, _ arrival: Arrival) { scrape?.status = head.status }

    func receive(_ bytes: Span<UInt8>, _ arrival: Arrival) -> Bool {
        guard scrape?.status == 200 else { return false }
        scrape?.bytes += bytes.count
        guard body.count + bytes.count <= Self.limitBytes else { return false }
        bytes.withUnsafeBufferPointer { body.append(contentsOf: $0) }
        return true
    }

    func transferEnded(_ end: TransferEnd) {
        guard let scrape else { return }
        guard let status = scrape.status else {
            if end.failure == .reset, end.connection == .warm, !hasTriedAgain {
                hasTriedAgain = true
                easy.setRequest(headers, body: [])
                if multi.start(easy) { return }
            }
            let isBroken = [.reset, .protocol].contains(end.failure)
            return self.end(isBroken ? .broken : .connect)
        }
        let outcome: ScrapeOutcome =
            if status != 200 { .status } else if scrape.bytes > Self.limitBytes {
                .tooLarge
            } else if end.failure != nil { .broken } else { .ok }
        self.end(outcome)
    }

    private func end(_ outcome: ScrapeOutcome) {
        guard var scrape else { return }
        scrape.outcome = outcome
        scrape.took = .now() - scrape.at
        self.scrape = nil
        deadline = nil
        let body = outcome == .ok ? self.body : []
        self.body = []
        ended(scrape, body)
    }
}
