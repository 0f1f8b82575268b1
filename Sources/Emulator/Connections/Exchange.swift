internal import NIOCore
internal import RunModel

/// One request being answered: what was known when it was read, and the ways to answer it.
///
/// Exactly one of `finish`, `abandon` and `reset` ends it.
final class Exchange {
    let loop: LoopContext
    private let requestID: UInt64
    /// When the whole request had been read.
    let received: MonotonicInstant
    let framing: ChunkBuffer.Framing
    /// When answering began: later than `received` by what the request waited for its limits.
    var begun: MonotonicInstant
    /// Whose forms errors and limits are told in.
    var api = APIName.chat
    /// Nil for what needs no key.
    var caller: LimitCaller?
    /// What it holds of its key's limits, once it is let in and until it is over.
    var lease: LimitLease?
    /// What the head says about the limits.
    var limitFields: [(String, String)] = []
    /// Why it was not let in.
    var refusal: LimitReason?
    /// Nil for what is not to stand in the log.
    var loggedPath: String?
    var isStreaming: Bool?
    var fault: Fault.Kind?
    /// Tokens of the prompt that an engine's cache gave; nil without one.
    var cachedTokens: Int?
    /// Of the head that was written.
    private var status: Int?
    var hasHead: Bool { status != nil }
    /// What is answering, once something is.
    weak var source: (any Answer)?
    private let keepsAlive: Bool
    private let output: ConnectionOutput
    private var cuts: WriteCuts?
    private var onEnd: ((_ isReusable: Bool) -> Void)?

    /// `keepsAlive` is the client's wish to use the connection again; `onEnd` is called once, and told
    /// whether it can take another request.
    init(
        loop: LoopContext, output: ConnectionOutput, received: MonotonicInstant,
        framing: ChunkBuffer.Framing, keepsAlive: Bool,
        onEnd: @escaping (_ isReusable: Bool) -> Void
    ) {
        self.loop = loop
        self.output = output
        requestID = loop.server.nextRequestID()
        self.received = received
        begun = received
        self.framing = framing
        self.keepsAlive = keepsAlive
        self.onEnd = onEnd
    }

    var hasBacklog: Bool { output.hasBacklog }

    /// Whether the connection outlives a complete response. HTTP/1.0 is told a stream's end by closing.
    private var isReusable: Bool { keepsAlive && framing == .chunked }

    func whenDrained(_ body: @escaping () -> Void) {
        output.whenDrained(body)
    }

    /// How the bytes of this answer leave.
    func setWriting(link: LinkShape?, cuts: WriteCuts?) {
        output.setLink(link)
        self.cuts = cuts
    }

    /// Writes the head of a response whose body is a stream. It leaves with the next bytes sent.
    func queueStreamHead(status: Int = 200, contentType: String, length: Int? = nil) {
        var fields = [("content-type", contentType), ("cache-control", "no-cache")]
        if let length {
            fields.append(("content-length", String(length)))
        } else if framing == .chunked {
            fields.append(("transfer-encoding", "chunked"))
        }
        output.queue(head(status, fields))
    }

    /// Sends what is queued.
    func flush() {
        output.send(ByteBuffer())
    }

    /// Sends bytes just as they are.
    func send(raw bytes: ByteBuffer) {
        guard let pieces = cuts?.add(bytes) else {
            output.send(bytes)
            return
        }
        // A head that was queued does not wait for the body.
        if pieces.isEmpty { flush() }
        for piece in pieces { output.send(piece) }
    }

    func send(raw text: String) {
        send(raw: ByteBuffer(string: text))
    }

    /// Sends a whole response and ends the exchange.
    func answer(
        status: Int, contentType: String = "application/json", fields: [(String, String)] = [],
        body: String
    ) {
        let own = [("content-type", contentType), ("content-length", String(body.utf8.count))]
        var bytes = head(status, own + fields)
        endLease(.end)
        if cuts == nil {
            bytes.writeString(body)
            output.send(bytes)
        } else {
            output.queue(bytes)
            send(raw: body)
        }
        finish()
    }

    /// A stream that holds nothing but an error.
    func answer(eventWith error: ErrorBody, fields: [(String, String)]) {
        limitFields += fields
        queueStreamHead(contentType: "text/event-stream; charset=utf-8")
        loop.chunk.begin()
        loop.chunk.append(error.eventText(for: api))
        loop.chunk.seal(framing, isLast: true)
        output.send(loop.chunk.bytes)
        finish()
    }

    /// Gives back what it holds of its key's limits. Comes before the last bytes of an answer, so that
    /// a client which asks again at once finds its slot free, whatever thread serves it.
    func endLease(_ cause: ReleaseCause) {
        guard let lease else { return }
        self.lease = nil
        lease.account.end(
            lease.demand, cause, generated: source?.tokensSent ?? 0, on: loop.eventLoop
        ) { [source] in source?.naturalEnd ?? .now() }
    }

    /// The connection is gone before the answer is complete.
    func clientLeft(_ cause: ReleaseCause) {
        endLease(cause)
        log(.clientLeft(cause))
        onEnd = nil
    }

    private func log(_ outcome: LogEntry.Outcome) {
        guard onEnd != nil, let loggedPath else { return }
        loop.server.log.append(
            LogEntry(
                received: received, duration: MonotonicInstant.now() - received,
                key: (caller?.key).map(KeyDirectory.masked),
                path: loggedPath, status: status, isStreaming: isStreaming,
                outcome: refusal.map { .rejected($0) } ?? outcome, fault: fault,
                cachedTokens: cachedTokens))
    }

    func answer(_ error: ErrorBody, fields: [(String, String)] = []) {
        let status = error.status(for: api)
        loop.countError("http_\(status)")
        answer(status: status, fields: fields, body: error.json(for: api))
    }

    /// The response is complete.
    func finish() {
        sendRest()
        endLease(.end)
        log((status ?? 0) < 400 ? .ok : .error)
        end(isReusable: isReusable)
        if !isReusable { output.close() }
    }

    /// Closes the connection although the response is not complete.
    func abandon() {
        sendRest()
        endLease(.cut)
        log(.broken)
        end(isReusable: false)
        output.close()
    }

    /// Closes the connection with a TCP reset.
    func reset() {
        endLease(.cut)
        log(.broken)
        end(isReusable: false)
        output.reset()
    }

    private func sendRest() {
        if let rest = cuts?.rest() { output.send(rest) }
    }

    private func end(isReusable: Bool) {
        let onEnd = onEnd
        self.onEnd = nil
        onEnd?(isReusable)
    }

    private func head(_ status: Int, _ fields: [(String, String)]) -> ByteBuffer {
        self.status = status
        return ResponseHead.bytes(
            status: status,
            fields: fields + limitFields
                + [(api == .messages ? "request-id" : "x-request-id", "req-\(requestID)")],
            closes: !isReusable)
    }
}
