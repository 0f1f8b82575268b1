internal import Reactor
internal import RunModel
internal import Transport

/// The connection of one target on which nothing goes but a `GET` of its list of models, now and then.
///
/// The answer is dropped, whatever it is: what counts is when its head came.
final class ProbedTarget: TransferReceiver {
    private static let limitBytes = 1 << 20
    private static let timeLimit = Duration.seconds(10)

    private let index: Int
    private let easy: EasyHandle
    private let multi: MultiHandle
    private let headers: HeaderList
    private let account: ProbeAccount
    private var isBusy = false
    private var bytes = 0
    private var sent: MonotonicInstant?
    private var answered: MonotonicInstant?
    /// When the present one is given up.
    private(set) var deadline: MonotonicInstant?

    /// - Throws: `TransportError` when libcurl refuses an option or has no memory.
    init(
        _ target: Target, _ index: Int, on multi: MultiHandle, _ account: ProbeAccount
    ) throws(TransportError) {
        self.index = index
        self.multi = multi
        self.account = account
        headers = HeaderList(target.modelListHeaders)
        easy = try EasyHandle(target.modelListOptions(), on: multi)
        easy.receiver = self
    }

    /// Sends the next one, unless one is under way.
    func ask() {
        guard !isBusy else { return }
        isBusy = true
        (bytes, sent, answered) = (0, nil, nil)
        deadline = .now() + Self.timeLimit
        account.sent()
        easy.setRequest(headers, body: [])
        if !multi.start(easy) { giveUp() }
    }

    func deadlinePassed() { cancel() }

    /// Ends the present one, which then counts as not answered.
    func cancel() {
        guard isBusy else { return }
        _ = multi.cancel(easy)
        giveUp()
    }

    private func giveUp() {
        isBusy = false
        deadline = nil
        account.unanswered()
    }

    func requestReady(at instant: MonotonicInstant) { sent = instant }

    func headComplete(_ head: ResponseHead, _ arrival: Arrival) { answered = arrival.arrived }

    func receive(_ bytes: Span<UInt8>, _ arrival: Arrival) -> Bool {
        self.bytes += bytes.count
        return self.bytes <= Self.limitBytes
    }

    func transferEnded(_ end: TransferEnd) {
        guard let sent, let answered, answered >= sent else { return giveUp() }
        isBusy = false
        deadline = nil
        account.answered(
            isOnNewConnection: end.connection != .warm,
            NetworkProbe.Trip(
                target: index, sentNanoseconds: (sent - account.origin).nanoseconds,
                answerNanoseconds: (answered - sent).nanoseconds,
                roundTripNanoseconds: (end.way.leastRoundTrip ?? end.way.roundTrip)?.nanoseconds))
    }
}
