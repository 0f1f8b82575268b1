internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Reporting
internal import Synchronization

/// Serves the live page of one command, on a thread of its own that no worker ever waits for.
package final class LiveServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let hub: NIOLoopBound<LiveHub>
    private let loop: any EventLoop
    private let listeners: ListenerCount
    /// Where the page is, with its token.
    package let address: String
    /// Whether other machines can reach it.
    package let isOpenToOthers: Bool

    /// How long pages may take to fetch the report when the command is done.
    private static let longestFarewell = Duration.seconds(2)

    private init(
        _ group: MultiThreadedEventLoopGroup, _ channel: any Channel, _ hub: NIOLoopBound<LiveHub>,
        _ loop: any EventLoop, _ listeners: ListenerCount, _ gate: LiveGate
    ) {
        self.group = group
        self.channel = channel
        self.hub = hub
        self.loop = loop
        self.listeners = listeners
        address = "http://\(gate.hosts.shown)/\(gate.token.text)/"
        isOpenToOthers = !gate.hosts.isLoopback
    }

    /// Listens.
    ///
    /// - Parameters:
    ///   - address: Of this machine.
    ///   - port: 0 for any that is free.
    ///   - title: What is run.
    ///   - footer: The tool and its version.
    ///   - actions: What pages may ask for.
    /// - Returns: the server, which answers from then on.
    /// - Throws: `LiveRefusal` where it cannot listen there.
    package static func start(
        address: String, port: Int, title: String, footer: String, actions: LiveActions
    ) async throws(LiveRefusal) -> LiveServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listeners = ListenerCount()
        do {
            let loop = group.next()
            let hub = try await loop.submit {
                NIOLoopBound(LiveHub(loop: loop, listeners), eventLoop: loop)
            }
            .get()
            let site = SiteBox()
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 32)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        // What is pipelined is answered in order anyway, and a page that has gone is noticed at once.
                        try pipeline.configureHTTPServerPipeline(
                            withPipeliningAssistance: false, withErrorHandling: true)
                        if let site = site.value {
                            try pipeline.addHandler(LiveHandler(hub.value, site))
                        }
                    }
                }
                .bind(host: address, port: port).get()
            let hosts = HostRule(address: address, port: channel.localAddress?.port ?? port)
            let gate = LiveGate(token: LiveToken(), hosts: hosts)
            site.value = LiveSite(
                gate: gate,
                document: ByteBuffer(string: LivePage.document(title: title, footer: footer)),
                script: ByteBuffer(string: LivePage.script), actions: actions)
            return LiveServer(group, channel, hub, loop, listeners, gate)
        } catch {
            try? await group.shutdownGracefully()
            throw LiveRefusal(listening: error, on: address, port)
        }
    }

    /// Sends the state to every page that keeps up; the others get the next one. Returns at once.
    ///
    /// - Parameter state: One line.
    package func publish(state: String) {
        let event = ByteBuffer(string: "event: state\ndata: \(state)\n\n")
        loop.execute { [hub] in hub.value.publish(event) }
    }

    /// Whether any page listens.
    package var hasPages: Bool { listeners.value > 0 }

    /// Tells the pages that all is over, lets those that are open fetch the report, for two seconds at most, and stops
    /// listening.
    ///
    /// - Parameters:
    ///   - words: How it ended.
    ///   - report: The page they give way to; nil where there is none.
    package func finish(_ words: String, report: [UInt8]?) async {
        let quoted = words.filter { !"\"\\".contains($0) && !$0.isNewline }
        let event = ByteBuffer(
            string: "event: ended\ndata: {\"words\":\"\(quoted)\",\"report\":\(report != nil)}\n\n")
        let bytes = report.map { ByteBuffer(bytes: $0) }
        let open =
            (try? await loop.submit { [hub] in
                hub.value.report = bytes
                hub.value.publish(event)
                return hub.value.pages.count
            }.get()) ?? 0
        let start = ContinuousClock.now
        while open > 0, ContinuousClock.now - start < Self.longestFarewell {
            try? await Task.sleep(for: .milliseconds(20))
            let isDone = try? await loop.submit { [hub] in
                bytes == nil ? hub.value.pages.isEmpty : hub.value.reportsSent >= open
            }.get()
            if isDone == true { break }
        }
        try? await loop.submit { [hub] in hub.value.end() }.get()
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }
}

/// What is served, which is known once the port is.
private final class SiteBox: Sendable {
    private let site = Mutex<LiveSite?>(nil)

    var value: LiveSite? {
        get { site.withLock { $0 } }
        set { site.withLock { $0 = newValue } }
    }
}
