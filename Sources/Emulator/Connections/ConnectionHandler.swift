internal import NIOCore
internal import NIOHTTP1
internal import RunModel

/// One connection: reads its requests one after the other and has each answered before the next.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private enum State {
        case idle
        case reading(HTTPRequestHead, ByteBuffer)
        case answering
        /// The connection ends; what still arrives is thrown away.
        case closing
    }

    private static let largestBody = 8 << 20
    /// What a client may send ahead while it is being answered.
    private static let largestBacklog = 1 << 20

    private static let longestLoggedPath = 200

    private let loop: LoopContext
    private let output: ConnectionOutput
    /// Names the connection.
    private lazy var number = loop.server.nextRequestID()
    private var state = State.idle
    private var answer: (any Answer)?
    private var exchange: Exchange?
    /// Whether the client has ended its direction in order.
    private var hasEnded = false
    private var waiting: CircularBuffer<HTTPServerRequestPart> = []
    private var waitingBytes = 0
    private var isReplaying = false

    init(loop: LoopContext, output: ConnectionOutput) {
        self.loop = loop
        self.output = output
    }

    func channelActive(context: ChannelHandlerContext) {
        loop.server.connectionOpened()
        guard loop.server.refusesNextConnection() else { return }
        loop.countError("fault_\(Fault.Kind.refuse.rawValue)")
        state = .closing
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.server.connectionClosed()
        state = .closing
        waiting = []
        exchange?.clientLeft(hasEnded ? .cancel : .cut)
        exchange = nil
        answer?.cancel()
        answer = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            hasEnded = true
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            context.close(promise: nil)
            return
        }
        switch state {
        case .idle, .reading: refuse(.malformedRequest, context)
        // The answer under way is whole; the bytes behind its request are not.
        case .answering, .closing: context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard case .answering = state else {
            take(part, context)
            return
        }
        waiting.append(part)
        if case .body(let bytes) = part { waitingBytes += bytes.readableBytes }
        if waitingBytes > Self.largestBacklog || waiting.count > 1024 {
            context.close(promise: nil)
        }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.idle, .head(let head)): begin(head, context)
        case (.reading(let head, var body), .body(var more)):
            // Out of the state first, or each piece would copy the whole body.
            state = .idle
            body.writeBuffer(&more)
            if body.readableBytes > Self.largestBody {
                refuse(.bodyTooLarge(limit: Self.largestBody), context)
            } else {
                state = .reading(head, body)
            }
        case (.reading(let head, let body), .end): respond(to: head, body, context)
        default: break
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        loop.counters.count { $0.requests += 1 }
        let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        guard length <= Self.largestBody else {
            refuse(.bodyTooLarge(limit: Self.largestBody), context)
            return
        }
        let expectation = head.headers.first(name: "expect")
        if expectation?.lowercased() == "100-continue" {
            output.send(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
        }
        state = .reading(head, ByteBuffer())
    }

    private func respond(
        to head: HTTPRequestHead, _ body: ByteBuffer, _ context: ChannelHandlerContext
    ) {
        state = .answering
        let exchange = Exchange(
            loop: loop, output: output, received: .now(),
            framing: head.version == .http1_1 ? .chunked : .untilClose,
            keepsAlive: head.isKeepAlive
        ) { [weak self] isReusable in
            self?.exchangeEnded(isReusable, context)
        }
        self.exchange = exchange
        exchange.loggedPath = String(head.uri.prefix { $0 != "?" }.prefix(Self.longestLoggedPath))
        do throws(ErrorBody) {
            let route = try Route(method: head.method.rawValue, target: head.uri)
            if route.isInspection { exchange.loggedPath = nil }
            if route.needsKey {
                if let api = route.api { exchange.api = api }
                let field = exchange.api == .messages ? "x-api-key" : "api-key"
                let key = try loop.server.keys.admit(
                    authorization: head.headers.first(name: "authorization"),
                    plain: head.headers.first(name: field))
                guard exchange.api != .messages || head.headers.contains(name: "anthropic-version")
                else { throw ErrorBody.missingVersion }
                exchange.caller = LimitCaller(
                    key: key, address: context.remoteAddress?.ipAddress ?? "", connection: number)
            }
            let answer = try AnswerService(loop: loop).answer(
                route, target: head.uri, body: body, exchange)
            // An answer that is complete already has made way for the next.
            if case .answering = state, self.exchange === exchange { self.answer = answer }
        } catch {
            let allowed = error.status == 405 ? Route.allowedMethod(head.uri) : nil
            exchange.answer(error, fields: allowed.map { [("allow", $0)] } ?? [])
        }
    }

    private func exchangeEnded(_ isReusable: Bool, _ context: ChannelHandlerContext) {
        answer = nil
        exchange = nil
        state = isReusable ? .idle : .closing
        guard isReusable, !isReplaying else { return }
        isReplaying = true
        defer { isReplaying = false }
        while !waiting.isEmpty {
            if case .answering = state { return }
            take(waiting.removeFirst(), context)
        }
        waitingBytes = 0
    }

    /// Answers before the request is read to its end. Closing at once would reset the connection under
    /// the unread bytes, and the client would lose the answer: let it read first (RFC 9112, section 9.6).
    private func refuse(_ error: ErrorBody, _ context: ChannelHandlerContext) {
        state = .closing
        loop.countError("http_\(error.status)")
        let length = ("content-length", String(error.json.utf8.count))
        var bytes = ResponseHead.bytes(
            status: error.status, fields: [("content-type", "application/json"), length],
            closes: true)
        bytes.writeString(error.json)
        output.send(bytes)
        output.closeOutput()
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingerTime) {
            context.close(promise: nil)
        }
    }

    private static let lingerTime = TimeAmount.seconds(1)
}
