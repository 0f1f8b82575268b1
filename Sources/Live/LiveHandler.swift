internal import NIOCore
internal import NIOHTTP1

/// One connection of a browser or a program.
final class LiveHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A connection that asks for nothing for so long is closed.
    private static let longestSilence = TimeAmount.seconds(15)

    private let hub: LiveHub
    private let site: LiveSite
    private var entry: LiveGate.Entry?
    private var body = ByteBuffer()
    private var keepsAlive = false
    private var page: LiveHub.Page?
    private var silence: Scheduled<Void>?
    private var isCounted = false

    init(_ hub: LiveHub, _ site: LiveSite) {
        self.hub = hub
        self.site = site
    }

    static func part(_ bytes: ByteBuffer) -> HTTPServerResponsePart { .body(.byteBuffer(bytes)) }

    func channelActive(context: ChannelHandlerContext) {
        guard hub.connections < LiveHub.mostConnections else {
            return context.close(promise: nil)
        }
        hub.connections += 1
        isCounted = true
        awaitRequest(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isCounted { hub.connections -= 1 }
        silence?.cancel()
        if let page { hub.close(page) }
        page = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nothing is expected of a page that listens.
        guard page == nil, isCounted else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            entry = site.gate.entry(of: head)
            body.clear()
            keepsAlive = head.isKeepAlive
        case .body(let part):
            guard body.readableBytes + part.readableBytes <= LiveGate.mostBodyBytes else {
                if case .refused = entry {} else { entry = LiveGate.tooLarge }
                keepsAlive = false
                return
            }
            body.writeImmutableBuffer(part)
        case .end:
            if let entry { answer(entry, context) }
            entry = nil
        }
    }

    private func awaitRequest(_ context: ChannelHandlerContext) {
        silence?.cancel()
        let channel = context.channel
        silence = context.eventLoop.scheduleTask(in: Self.longestSilence) {
            channel.close(promise: nil)
        }
    }

    // MARK: Answers

    private func answer(_ entry: LiveGate.Entry, _ context: ChannelHandlerContext) {
        awaitRequest(context)
        switch entry {
        case .page: send(.ok, "text/html; charset=utf-8", site.document, context)
        case .script: send(.ok, "text/javascript; charset=utf-8", site.script, context)
        case .icon: send(.noContent, nil, ByteBuffer(), context)
        case .events: listen(context)
        case .report:
            guard let report = hub.report else {
                return say(.notFound, "There is no report yet: the run goes on.", context)
            }
            let hub = NIOLoopBound(hub, eventLoop: context.eventLoop)
            send(.ok, "text/html; charset=utf-8", report, context, isReport: true)?
                .whenSuccess { hub.value.reportsSent += 1 }
        case .mark:
            tell(site.actions.mark(String(buffer: body)), context)
        case .stop:
            tell(site.actions.stop(), context)
        case .refused(let status, let sentence):
            keepsAlive = false
            say(status, sentence, context)
        }
    }

    private func listen(_ context: ChannelHandlerContext) {
        guard hub.hasRoom else {
            return say(
                .serviceUnavailable,
                "\(LiveHub.mostPages) pages are open already; close one of them.", context)
        }
        silence?.cancel()
        var headers = LiveSite.headers(isReport: false)
        headers.add(name: "Content-Type", value: "text/event-stream")
        context.writeAndFlush(
            wrapOutboundOut(
                .head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))),
            promise: nil)
        page = hub.open(context.channel)
    }

    private func tell(_ done: Result<String, LiveRefusal>, _ context: ChannelHandlerContext) {
        switch done {
        case .success(let words): say(.ok, words, context)
        case .failure(let refusal): say(.conflict, refusal.sentence, context)
        }
    }

    private func say(
        _ status: HTTPResponseStatus, _ sentence: String, _ context: ChannelHandlerContext
    ) {
        send(
            status, "text/plain; charset=utf-8", ByteBuffer(string: sentence + "\n"), context)
    }

    @discardableResult
    private func send(
        _ status: HTTPResponseStatus, _ type: String?, _ bytes: ByteBuffer,
        _ context: ChannelHandlerContext, isReport: Bool = false
    ) -> EventLoopFuture<Void>? {
        var headers = LiveSite.headers(isReport: isReport)
        if let type { headers.add(name: "Content-Type", value: type) }
        if status != .noContent {
            headers.add(name: "Content-Length", value: String(bytes.readableBytes))
        }
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        context.write(
            wrapOutboundOut(
                .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
            promise: nil)
        if bytes.readableBytes > 0 {
            context.write(wrapOutboundOut(Self.part(bytes)), promise: nil)
        }
        let sent = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        if !keepsAlive {
            let channel = context.channel
            sent.whenComplete { _ in channel.close(promise: nil) }
        }
        return sent
    }
}
