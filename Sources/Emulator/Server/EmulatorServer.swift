package import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import RunModel

/// Where a server listens, whom it lets in, and how it behaves.
package struct EmulatorConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0: any free port.
    package var port = 0
    /// Listens on this path instead of a port.
    package var unixSocket: String?
    package var threads = 1
    package var plan = EmulatorPlan()
    /// Keys that are let in; empty: everyone.
    package var apiKeys: [String] = []
    /// What befalls shares of all requests that do not choose a fault themselves, beside the plan's.
    package var faults: [FaultShare] = []
    package var limits = LimitProfile()
    /// The answers of a record, given again in place of those that the plan would make.
    package var likeness: Likeness?
    /// What answers go through that do not choose another; nil: nothing.
    package var link: LinkShape?
    package var logger = Logger(label: "streamgauge.emulator")

    package init(plan: EmulatorPlan = EmulatorPlan()) {
        self.plan = plan
    }
}

/// A server of the four APIs, in process, on threads of its own.
package final class EmulatorServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let state: ServerState
    /// Up to and including the version: what a client takes for its base URL.
    package let baseURL: String
    /// 0 when it listens on a Unix socket.
    package var port: Int { channel.localAddress?.port ?? 0 }

    private init(
        _ group: MultiThreadedEventLoopGroup, _ channel: any Channel, _ state: ServerState,
        host: String
    ) {
        self.group = group
        self.channel = channel
        self.state = state
        let name = host.contains(":") ? "[\(host)]" : host
        baseURL =
            channel.localAddress?.port.map { "http://\(name):\($0)/v1" } ?? "http://localhost/v1"
    }

    /// Listens, and answers from then on.
    ///
    /// - Throws: `EmulatorPlanError` when the plan is wrong, an I/O error when it cannot listen there.
    package static func start(_ configuration: EmulatorConfiguration) async throws -> EmulatorServer
    {
        let counters = (0..<max(configuration.threads, 1)).map { _ in LoopCounters() }
        let state = try ServerState(configuration, counters: counters)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: counters.count)
        do {
            let channel = try await listen(configuration, state, counters, group)
            configuration.logger.debug("listening on \(String(describing: channel.localAddress))")
            return EmulatorServer(group, channel, state, host: configuration.host)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    package func statistics() -> EmulatorStatistics { state.statistics }

    /// What one key has done and got; an empty one stands for requests without a key. Nil when it never
    /// came.
    package func statistics(ofKey key: String) -> KeyStatistics? {
        state.directory.statistics(of: key)
    }

    /// Closes all connections, whatever they are doing, and ends the threads.
    package func stop() async throws {
        try await group.shutdownGracefully()
    }
}

extension EmulatorServer {
    /// Enough for thousands of clients that connect at once; the kernel bounds it by net.core.somaxconn.
    private static let backlog: CInt = 16_384
    /// Requests are small, and thousands of connections each hold one of these while they read.
    private static let receiveBufferBytes = 4096

    private static func listen(
        _ configuration: EmulatorConfiguration, _ state: ServerState, _ counters: [LoopCounters],
        _ group: MultiThreadedEventLoopGroup
    ) async throws -> any Channel {
        var contexts: [ObjectIdentifier: NIOLoopBound<LoopContext>] = [:]
        for (loop, counters) in zip(group.makeIterator(), counters) {
            contexts[ObjectIdentifier(loop)] = try await loop.submit {
                let context = LoopContext(server: state, counters: counters, loop: loop)
                return NIOLoopBound(context, eventLoop: loop)
            }.get()
        }
        let isTCP = configuration.unixSocket == nil
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 256)
            .childChannelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: receiveBufferBytes)
            )
            // Without it, an orderly end and a reset look alike.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [contexts] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context = contexts[ObjectIdentifier(channel.eventLoop)]?.value else {
                        preconditionFailure("a connection came on an event loop of another group")
                    }
                    try configure(channel, context, isTCP: isTCP)
                }
            }
        do {
            guard let path = configuration.unixSocket else {
                return try await bootstrap.bind(
                    host: configuration.host, port: configuration.port
                ).get()
            }
            return try await bootstrap.bind(
                unixDomainSocketPath: path, cleanupExistingSocketFile: true
            ).get()
        } catch let error as IOError {
            throw ListenError(code: error.errnoCode)
        }
    }

    private static func configure(
        _ channel: any Channel, _ context: LoopContext, isTCP: Bool
    ) throws {
        if isTCP { try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1) }
        let output = ConnectionOutput()
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(output)
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        try pipeline.addHandler(ConnectionHandler(loop: context, output: output))
    }
}
