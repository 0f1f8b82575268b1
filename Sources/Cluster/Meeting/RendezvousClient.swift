internal import NIOCore
internal import NIOPosix
package import RunModel

/// A shard at the rendezvous, the first one too. The connection stays open, and silent, until the shard is done.
package actor RendezvousClient {
    private let address: (host: String, port: Int)
    private let presence: Presence
    private let secret: SharedSecret
    private var end: (@Sendable () -> Void)?
    private var conversation: Task<Void, any Error>?
    private var closing: ClockOffset?

    private static let pause = Duration.milliseconds(200)
    /// So long before nothing more is waited for it is said that nobody listens.
    private static let grace = Duration.seconds(5)

    package init(host: String, port: Int, presence: Presence, secret: SharedSecret) {
        address = (host, port)
        self.presence = presence
        self.secret = secret
    }

    /// Comes, and waits until all are there. The first shard may begin to listen later than this one comes, and waits for all
    /// no longer than `wait`; a little more is waited for its answer.
    ///
    /// - Returns: what the shards agreed on.
    /// - Throws: `MeetingFault` with the sentence for the user.
    package func meet(within wait: Duration) async throws -> Meeting {
        let latest = ContinuousClock.now + wait + .seconds(10)
        let (ended, finish) = AsyncStream.makeStream(of: Void.self)
        end = { finish.finish() }
        let (outcomes, tell) = AsyncStream.makeStream(of: Result<Meeting, MeetingFault>.self)
        conversation = Task { [address, presence, secret] in
            let fault = await Self.converse(
                address, presence, secret, until: latest - Self.grace, ended: ended, tell: tell
            ) { offset in await self.ends(with: offset) }
            tell.yield(.failure(fault))
        }
        let timer = Task {
            try await Task.sleep(until: latest)
            tell.yield(
                .failure(
                    MeetingFault(
                        "the first shard at \(Self.place(address)) did not say in time when to begin; look at its output"
                    )))
        }
        defer { timer.cancel() }
        for await outcome in outcomes { return try outcome.get() }
        throw MeetingFault("the rendezvous was left")
    }

    /// Asks for the clock once more, says that this shard is done, and closes. Nil where the first shard is gone.
    package func leave(within longest: Duration = .seconds(5)) async -> ClockOffset? {
        end?()
        let timer = Task { [conversation] in
            try await Task.sleep(for: longest)
            conversation?.cancel()
        }
        _ = await conversation?.result
        timer.cancel()
        return closing
    }

    /// With brackets around an address of IPv6 (RFC 3986, section 3.2.2).
    private static func place(_ address: (host: String, port: Int)) -> String {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        return "\(host):\(address.port)"
    }

    private func ends(with offset: ClockOffset?) { closing = offset }

    // MARK: The conversation

    private typealias Messages = NIOAsyncChannelInboundStream<[UInt8]>.AsyncIterator
    private typealias Writer = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// - Returns: why it ended, if that was before its time.
    private static func converse(
        _ address: (host: String, port: Int), _ presence: Presence, _ secret: SharedSecret,
        until latest: ContinuousClock.Instant, ended: AsyncStream<Void>,
        tell: AsyncStream<Result<Meeting, MeetingFault>>.Continuation,
        closing: @Sendable (ClockOffset?) async -> Void
    ) async -> MeetingFault {
        let place = Self.place(address)
        do {
            while true {
                let connection = try await connect(to: address, until: latest)
                do {
                    try await connection.executeThenClose { lines, writer in
                        var messages = lines.makeAsyncIterator()
                        let meeting = try await introduce(
                            presence, secret, place, &messages, writer)
                        tell.yield(.success(meeting))
                        for await _ in ended {}
                        if presence.shard.index > 0 {
                            await closing(try? await askClock(&messages, writer))
                        }
                        try await writer.send(.done)
                    }
                    return MeetingFault("the rendezvous is over")
                } catch is NotHeard {
                    // The first shard has as many strangers as it bears.
                    guard ContinuousClock.now < latest else {
                        throw MeetingFault(
                            "the first shard at \(place) hears nobody; look at its output")
                    }
                    try await Task.sleep(for: pause)
                }
            }
        } catch let fault as MeetingFault {
            return fault
        } catch {
            return MeetingFault(
                "the rendezvous at \(place) broke off (\(error)); look at the first shard's output")
        }
    }

    /// The connection was closed before anything was said.
    private struct NotHeard: Error {}

    /// Says who this is, compares the clocks, and waits for the start.
    private static func introduce(
        _ presence: Presence, _ secret: SharedSecret, _ place: String, _ messages: inout Messages,
        _ writer: Writer
    ) async throws -> Meeting {
        guard let line = try await messages.next() else { throw NotHeard() }
        guard case .challenge(let theirs) = RendezvousMessage(line: line) else {
            throw MeetingFault(
                "at \(place) no rendezvous of streamgauge answers; look at --rendezvous")
        }
        let nonce = SharedSecret.nonce()
        try await writer.send(
            .hello(presence, nonce: nonce, proof: secret.proof([theirs] + presence.parts)))
        let clock = try await askClock(&messages, writer)
        try await writer.send(.ready)
        guard case .start(let terms, let proof) = try await next(&messages) else {
            throw MeetingFault("at \(place) something answers that is no rendezvous")
        }
        guard secret.accepts(proof, for: [nonce] + terms.parts) else {
            throw MeetingFault("who answers at \(place) does not know the secret of this run")
        }
        let isFirst = presence.shard.index == 0
        let own = ClockOffset(offsetNanoseconds: 0, boundNanoseconds: 0, exchanges: 0)
        let offset = isFirst ? 0 : clock.offsetNanoseconds
        return Meeting(
            start: MonotonicInstant(nanoseconds: terms.start - offset),
            arrivalSeed: terms.arrivalSeed, name: terms.meeting, missing: terms.missing,
            clock: isFirst ? own : clock)
    }

    private static func connect(
        to address: (host: String, port: Int), until latest: ContinuousClock.Instant
    ) async throws -> LineChannel {
        while true {
            do {
                return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connectTimeout(.seconds(5))
                    .channelOption(.socketOption(.tcp_nodelay), value: 1)
                    .channelOption(.socketOption(.so_keepalive), value: 1)
                    .connect(host: address.host, port: address.port) { channel in
                        channel.eventLoop.makeCompletedFuture { try LineChannel.wrapping(channel) }
                    }
            } catch {
                guard ContinuousClock.now < latest, !Task.isCancelled else {
                    throw MeetingFault(
                        "the first shard does not listen at \(place(address)) (\(error)); start it, and "
                            + "let the port through")
                }
                try await Task.sleep(for: pause)
            }
        }
    }

    /// - Throws: `MeetingFault` where the first shard refuses or is gone.
    private static func next(_ messages: inout Messages) async throws -> RendezvousMessage {
        guard let line = try await messages.next() else {
            throw MeetingFault(
                "the first shard left the rendezvous before the start; look at its output")
        }
        guard let message = RendezvousMessage(line: line) else {
            throw MeetingFault("what answers is no rendezvous of streamgauge; look at --rendezvous")
        }
        if case .refused(let reason) = message { throw MeetingFault(reason) }
        return message
    }

    private static func askClock(
        _ messages: inout Messages, _ writer: Writer
    ) async throws -> ClockOffset {
        var exchange = ClockExchange()
        for number in 0..<ClockExchange.count {
            let sent = MonotonicInstant.now().nanoseconds
            try await writer.send(.ping(number))
            guard case .pong(number, let clock) = try await next(&messages) else {
                throw MeetingFault("the first shard's clock could not be read")
            }
            exchange.add(sent: sent, clock: clock, came: MonotonicInstant.now().nanoseconds)
        }
        guard let offset = exchange.offset else {
            throw MeetingFault("the first shard's clock could not be read")
        }
        return offset
    }
}
