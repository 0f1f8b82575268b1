internal import Reactor
internal import RunModel
internal import Transport
internal import Wire

/// One `GET` of a target's list of models, on the connections and with the header lines of its requests. Goes
/// to the target's own address, and follows no redirect. Bounded in size and time.
final class ModelRequest: TransferReceiver {
    private static let limitBytes = 1 << 20
    static let timeLimit = Duration.seconds(10)

    private let easy: EasyHandle
    private let multi: MultiHandle
    private let headers: HeaderList
    private let ended: (ModelList?) -> Void
    private var body: [UInt8] = []
    private var isGood = false
    /// Of the answer; nil where none came.
    private(set) var head: ResponseHead?
    /// When the request was about to be written, and when the head was complete.
    private(set) var sent: MonotonicInstant?
    private(set) var headArrived: MonotonicInstant?
    /// How it ended; nil where it was given up or never started.
    private(set) var transferEnd: TransferEnd?
    private(set) var facts = ConnectionFacts()
    var status: Int? { head?.status }
    /// When it is given up; nil when it is over.
    private(set) var deadline: MonotonicInstant?

    /// `ended` is called once with the list, which is empty where there is none, and nil where it did not come
    /// in time.
    init(
        _ options: ConnectionOptions, _ headers: HeaderList, on multi: MultiHandle,
        ended: @escaping (ModelList?) -> Void
    ) throws(TransportError) {
        easy = try EasyHandle(options, on: multi)
        self.multi = multi
        self.headers = headers
        self.ended = ended
        easy.receiver = self
    }

    func start() {
        deadline = .now() + Self.timeLimit
        easy.setRequest(headers, body: [])
        if !multi.start(easy) { end(with: []) }
    }

    /// Gives up without a word.
    func cancel() {
        guard deadline != nil else { return }
        deadline = nil
        _ = multi.cancel(easy)
    }

    func deadlinePassed() {
        cancel()
        ended(nil)
    }

    func requestReady(at instant: MonotonicInstant) { sent = instant }

    func headComplete(_ head: ResponseHead, _ arrival: Arrival) {
        self.head = head
        headArrived = arrival.arrived
        isGood = head.status == 200
    }

    func receive(_ bytes: Span<UInt8>, _ arrival: Arrival) -> Bool {
        guard isGood, body.count + bytes.count <= Self.limitBytes else { return false }
        for index in bytes.indices { body.append(bytes[index]) }
        return true
    }

    func transferEnded(_ end: TransferEnd) {
        transferEnd = end
        facts = easy.connectionFacts()
        self.end(with: isGood && end.failure == nil ? body : [])
    }

    private func end(with body: [UInt8]) {
        deadline = nil
        ended(ModelList(body.span))
    }
}
