internal import Reactor
internal import RunModel
internal import Transport
internal import Wire
internal import Workload

/// One place for a stream: a long-lived easy handle and the state of the request that it carries now.
final class StreamSlot: TransferReceiver, TimerOwner {
    /// The most that is kept of a body that is not a stream; beyond it the answer is refused.
    private static let documentLimit = 64 << 20
    /// What is kept of an error's body.
    private static let errorLimit = 64 << 10
    /// What is read of it, so that its connection can be kept.
    private static let errorReadLimit = 1 << 20
    /// How long a server may take to end an answer after its `[DONE]`, or after an error. The place and the connection wait that long for
    /// it; clients of the API leave at once.
    private static let graceAfterLastWord = Duration.seconds(1)

    private(set) var easy: EasyHandle
    /// libcurl keeps the system error of a failed connection in its handle for good, where it would be
    /// taken for the reason of a later failure.
    private var isEasyWorn = false
    let worker: Worker
    private(set) var target: WorkerTarget
    private(set) var ticket: Ticket?
    private(set) var recorder: StreamRecorder
    /// How the request is written.
    private(set) var manner: RequestManner
    private var decoder = SSEDecoder()
    private var bodyKind = BodyKind.undecided
    private(set) var document: [UInt8] = []
    private(set) var memory: MemoryShare
    /// Where the answer sends us; it is not followed.
    private(set) var redirect: String?
    private(set) var coding: String?
    private(set) var decodingError: SSEDecodingError?
    /// When its reader closes the page; nil of one who waits for the end.
    private var leavesAt: MonotonicInstant?
    var coveredDeadline: MonotonicInstant?

    init(
        _ easy: EasyHandle, of worker: Worker, to target: WorkerTarget, _ memory: MemoryShare,
        _ recorder: StreamRecorder
    ) {
        self.easy = easy
        self.worker = worker
        self.target = target
        manner = target.manner
        self.memory = memory
        self.recorder = recorder
        easy.receiver = self
    }

    /// Takes a new easy handle from `make` where the old one has seen a failure.
    func renewIfWorn(_ make: () throws(TransportError) -> EasyHandle) throws(TransportError) {
        guard isEasyWorn else { return }
        easy = try make()
        easy.receiver = self
        isEasyWorn = false
    }

    /// Connects to another target from now on, with an easy handle from `make`.
    func move(
        to target: WorkerTarget, _ make: () throws(TransportError) -> EasyHandle
    ) throws(TransportError) {
        easy = try make()
        easy.receiver = self
        isEasyWorn = false
        self.target = target
    }

    /// Makes ready for a request, before it is handed to libcurl.
    func begin(
        _ ticket: Ticket, _ recorder: StreamRecorder, leavesAt: MonotonicInstant? = nil
    ) {
        self.ticket = ticket
        self.leavesAt = leavesAt
        self.recorder = recorder
        manner = target.manner
        worker.serve(ticket.mode)
        bodyKind = .undecided
    }

    // MARK: The transfer

    func requestReady(at instant: MonotonicInstant) {
        recorder.requestReady(at: instant)
        worker.deadlineMoved(self)
    }

    func requestWritten(at instant: MonotonicInstant) {
        recorder.requestWritten(at: instant)
    }

    func headComplete(_ head: ResponseHead, _ arrival: Arrival) {
        recorder.headComplete(head, arrival)
        recorder.record.serverRequestID = target.requestID(in: head)
        target.met(head)
        redirect = head.fields["location"]
        coding = head.fields["content-encoding"]
        let isStream = recorder.mode == .streaming && unaskedCoding == nil
        bodyKind = isStream ? BodyKind(head) : .document
        worker.deadlineMoved(self)
        if let ticket {
            worker.saw(
                ticket, at: arrival.arrived,
                .answered(status: head.status, recorder.recordSoFar().limits))
        }
    }

    func receive(_ bytes: Span<UInt8>, _ arrival: Arrival) -> Bool {
        guard ticket != nil else { return false }
        worker.serve(recorder.mode)
        let hadOutput = recorder.hasOutput
        let hadLastWord = recorder.lastWord != nil
        recorder.beginPiece(bytes: bytes.count, arrival)
        bodyKind.decide(by: bytes)
        let goesOn = bodyKind == .eventStream ? decode(bytes) : collect(bytes)
        recorder.endPiece(isInsideEvent: bodyKind == .eventStream && decoder.isInsideEvent)
        if recorder.hasOutput != hadOutput {
            worker.deadlineMoved(self)
            if let ticket { worker.saw(ticket, at: arrival.arrived, .firstOutput) }
        }
        if recorder.lastWord != nil, !hadLastWord { worker.deadlineMoved(self) }
        return goesOn
    }

    func framingFollowed() {
        recorder.endPiece(isInsideEvent: true)
    }

    private func decode(_ bytes: Span<UInt8>) -> Bool {
        do {
            recorder.noteUnread(bytes)
            try decoder.decode(bytes, into: &recorder)
        } catch {
            decodingError = error
            return false
        }
        if decoder.isInsideEvent, !memory.hold(decoder.heldBytes) { return false }
        return !recorder.isCapped
    }

    private func collect(_ bytes: Span<UInt8>) -> Bool {
        let isRefusal = (recorder.status ?? 0) >= 300
        let limit = isRefusal ? Self.errorLimit : Self.documentLimit
        guard document.count + bytes.count <= limit else {
            return isRefusal && recorder.bodyBytes <= Self.errorReadLimit
        }
        for index in bytes.indices { document.append(bytes[index]) }
        return memory.hold(document.capacity)
    }

    func transferEnded(_ end: TransferEnd) {
        conclude(end, .transferEnded(end.failure))
    }

    // MARK: Time-outs

    /// The earliest of the limits that apply in the request's present state.
    var deadline: MonotonicInstant? {
        guard let due = nextLimit?.due else { return nil }
        return leavesAt.map { min($0, due) } ?? due
    }

    private var nextLimit: (due: MonotonicInstant, outcome: Outcome)? {
        guard ticket != nil, let started = recorder.instants.started else { return nil }
        let instants = recorder.instants
        let limits = worker.plan.timeouts
        var next = (started + limits.total.duration, Outcome.timeoutTotal)
        func consider(_ due: MonotonicInstant, _ outcome: Outcome) {
            if due < next.0 { next = (due, outcome) }
        }
        guard let sent = instants.sent else {
            consider(started + limits.connect.duration, .timeoutConnect)
            return next
        }
        // The head of a whole answer comes when all of it is there.
        if instants.head == nil, recorder.mode == .streaming {
            consider(sent + limits.firstByte.duration, .timeoutFirstByte)
        }
        guard recorder.mode == .streaming else { return next }
        if let last = recorder.lastWord { consider(last + Self.graceAfterLastWord, .timeoutGap) }
        if let last = instants.lastOutput {
            consider(last + limits.gap.duration, .timeoutGap)
        } else {
            consider(sent + limits.firstToken.duration, .timeoutFirstToken)
        }
        return next
    }

    func deadlinePassed(at now: MonotonicInstant) {
        if let leavesAt, leavesAt <= now { return cancel(.close) }
        guard let limit = nextLimit, limit.due <= now else { return }
        guard recorder.lastWord == nil else {
            recorder.leaveOpen()
            return conclude(worker.cancel(self), .timedOut(limit.outcome))
        }
        conclude(
            worker.giveUp(self, sent: recorder.instants.sent), .timedOut(limit.outcome))
    }

    /// Ends the request because the dispatcher wants it so.
    func cancel(_ departure: Departure) {
        guard ticket != nil else { return }
        conclude(worker.cancel(self, departure), .cancelled(departure))
    }

    /// Ends the request because the run ends.
    func cut() {
        guard ticket != nil else { return }
        conclude(worker.cancel(self), .cut)
    }

    // MARK: The end

    private func conclude(_ transfer: TransferEnd, _ end: AttemptEnd) {
        guard let ticket else { return }
        self.ticket = nil
        worker.serve(ticket.mode)
        if transfer.failure != nil { isEasyWorn = true }
        if case .transferEnded(nil) = end, bodyKind == .eventStream {
            let strange = decoder.strangeLines
            if !strange.isEmpty { recorder.strangeLines(strange.span, areAlone: true) }
            recorder.unfinished(decoder.unfinishedData.span, type: decoder.unfinishedType.span)
        }
        var isReadable = unaskedCoding == nil
        if isReadable, bodyKind == .document, (200..<300).contains(recorder.status ?? 0),
            recorder.mode == .nonStreaming, transfer.failure == nil
        {
            let answer = document
            isReadable = recorder.answer(answer.span)
        }
        recorder.finish()
        recorder.note(transfer.way)
        var record = recorder.recordSoFar()
        if case .cancelled(let departure) = end { record.departure = departure }
        record.outcome = recorder.outcome(
            end, mode: recorder.mode, body: bodyKind, isReadable: isReadable)
        let lastMet = record.instants.lastOutput ?? record.instants.head ?? record.instants.sent
        record.instants.closed = lastMet.map { max($0, transfer.instant) } ?? transfer.instant
        record.connection = transfer.connection
        record.connectPhases = transfer.phases
        record.bytes.head = transfer.headBytes
        record.bytes.encodedBody = transfer.encodedBodyBytes
        record.bytes.wire = transfer.wire
        record.finishReason = record.finishReason.map { target.messages.clean($0) }
        if !record.outcome.isSuccess {
            let said = strangeCoding(record)
            document = GzipText.readable(document, limit: Self.errorLimit)
            record.message = said ?? message(of: record, transfer)
            record.error = target.messages.error(inBand: record.error, document: document)
            let refusal = document
            record.limits.takeWaits(inBody: refusal.span, status: record.status ?? 0)
        }
        let isWholeAnswer = record.outcome == .notAStream && holdsAnswer
        let remedy = remedy(of: record.status)
        forgetAnswer()
        worker.requestEnded(self, ticket, record, isWholeAnswer: isWholeAnswer, remedy)
    }

    /// What can be done where the answer refuses the way that the request was written in.
    private func remedy(of status: Int?) -> RequestRemedy? {
        let document = document
        return status.flatMap { target.api.remedy(ofStatus: $0, body: document.span) }
    }

    /// What was kept of the answer's text, which is gone here afterwards; nil where nothing was, or too much came.
    func takeAnswer() -> [UInt8]? {
        defer { recorder.capture = nil }
        return recorder.capture?.json(isCumulative: recorder.cumulative.isCumulative)
    }

    /// An idle slot holds no large buffer.
    private func forgetAnswer() {
        decoder.reset()
        decodingError = nil
        document.removeAll(keepingCapacity: document.capacity <= Self.errorLimit)
        memory.release()
    }

    private var holdsAnswer: Bool {
        let document = document
        return target.api.facts(ofBody: document.span).output != nil
    }
}
