internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// A page that is there to be read: nothing can be asked of its server, and nothing in it is secret.
package struct ServedPage: Sendable {
    package var type: String
    package var bytes: [UInt8]

    package init(type: String, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }
}

/// Serves a few pages that a program renews from time to time, such as `/metrics`, on a thread of its own.
package final class PageServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let pages: PageShelf
    /// `http://127.0.0.1:9464`, without a path.
    package let address: String
    /// Whether other machines can reach it.
    package let isOpenToOthers: Bool

    private init(
        _ group: MultiThreadedEventLoopGroup, _ channel: any Channel, _ pages: PageShelf,
        _ hosts: HostRule
    ) {
        self.group = group
        self.channel = channel
        self.pages = pages
        address = "http://\(hosts.shown)"
        isOpenToOthers = !hosts.isLoopback
    }

    /// Listens.
    ///
    /// - Parameters:
    ///   - address: Of this machine.
    ///   - port: 0 for any that is free.
    /// - Returns: the server, which answers from then on, with 404 until there are pages.
    /// - Throws: `LiveRefusal` where it cannot listen there.
    package static func start(
        address: String, port: Int
    ) async throws(LiveRefusal) -> PageServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let pages = PageShelf()
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                        try pipeline.addHandler(PageHandler(pages))
                    }
                }
                .bind(host: address, port: port).get()
            let hosts = HostRule(address: address, port: channel.localAddress?.port ?? port)
            pages.set(hosts)
            return PageServer(group, channel, pages, hosts)
        } catch {
            try? await group.shutdownGracefully()
            throw LiveRefusal(listening: error, on: address, port)
        }
    }

    /// Puts a page at a path, such as `/metrics`. Where `alternate` is given, who accepts its type gets that.
    package func put(_ page: ServedPage, at path: String, alternate: ServedPage? = nil) {
        pages.put(page, at: path, alternate)
    }

    /// Stops listening.
    package func stop() async {
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }
}

/// What is served now.
private final class PageShelf: Sendable {
    private struct State {
        var pages: [String: (page: ServedPage, alternate: ServedPage?)] = [:]
        var hosts: HostRule?
        var connections = 0
    }

    private let state = Mutex(State())
    private static let mostConnections = 64

    func set(_ hosts: HostRule) { state.withLock { $0.hosts = hosts } }

    func put(_ page: ServedPage, at path: String, _ alternate: ServedPage?) {
        state.withLock { $0.pages[path] = (page, alternate) }
    }

    func enter() -> Bool {
        state.withLock {
            $0.connections += 1
            return $0.connections <= Self.mostConnections
        }
    }

    func leave() { state.withLock { $0.connections -= 1 } }

    /// What a request gets. On loopback a name that only resolves to this machine is refused (DNS rebinding).
    func answer(_ head: HTTPRequestHead) -> (HTTPResponseStatus, ServedPage) {
        state.withLock { state in
            let host = head.headers["host"].first ?? ""
            guard let hosts = state.hosts, !hosts.isLoopback || hosts.allows(host) else {
                return (.forbidden, Self.sentence("Refused: the Host header is another's."))
            }
            guard head.method == .GET || head.method == .HEAD else {
                return (.methodNotAllowed, Self.sentence("This page is there to be read."))
            }
            let path = String(head.uri.prefix { $0 != "?" })
            guard let found = state.pages[path] else {
                return (.notFound, Self.sentence("There is nothing at this address, or not yet."))
            }
            let accepted = head.headers["accept"].joined(separator: ",")
            if let other = found.alternate,
                accepted.contains(other.type.prefix { $0 != ";" })
            {
                return (.ok, other)
            }
            return (.ok, found.page)
        }
    }

    private static func sentence(_ text: String) -> ServedPage {
        ServedPage(type: "text/plain; charset=utf-8", bytes: Array((text + "\n").utf8))
    }
}

/// One connection.
private final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A connection that asks for nothing for so long is closed.
    private static let longestSilence = TimeAmount.seconds(90)

    private let pages: PageShelf
    private var head: HTTPRequestHead?
    private var silence: Scheduled<Void>?
    private var isCounted = false

    init(_ pages: PageShelf) {
        self.pages = pages
    }

    func channelActive(context: ChannelHandlerContext) {
        isCounted = true
        guard pages.enter() else { return context.close(promise: nil) }
        awaitRequest(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isCounted { pages.leave() }
        silence?.cancel()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            if let head { answer(head, context) }
            head = nil
        }
    }

    private func awaitRequest(_ context: ChannelHandlerContext) {
        silence?.cancel()
        let channel = context.channel
        silence = context.eventLoop.scheduleTask(in: Self.longestSilence) {
            channel.close(promise: nil)
        }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        awaitRequest(context)
        let (status, page) = pages.answer(head)
        var headers = LiveSite.headers(isReport: true)
        headers.add(name: "Content-Type", value: page.type)
        headers.add(name: "Content-Length", value: String(page.bytes.count))
        context.write(
            wrapOutboundOut(
                .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
            promise: nil)
        if head.method != .HEAD {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: page.bytes)))), promise: nil)
        }
        let sent = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        guard !head.isKeepAlive else { return }
        let channel = context.channel
        sent.whenComplete { _ in channel.close(promise: nil) }
    }
}
