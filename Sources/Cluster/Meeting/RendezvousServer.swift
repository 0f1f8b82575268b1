internal import NIOCore
internal import NIOPosix
internal import RunModel
internal import Synchronization

/// Where the first shard waits for the others. Whoever has not answered its challenge counts for nothing: such a
/// connection is closed, after a few seconds at most, and changes nothing for the others.
package final class RendezvousServer: Sendable {
    private struct State {
        var attendance: Attendance
        /// Once it is known: that they begin, or why not.
        var outcome: Result<MeetingTerms, MeetingFault>?
        /// Shards that are still at work.
        var atWork: Set<Int> = []
        var connections = 0
    }

    private let secret: SharedSecret
    private let state: Mutex<State>
    private let channel: NIOAsyncChannel<LineChannel, Never>
    private let seed: UInt64

    /// From the last shard's coming to the start: more than any message takes.
    private static let lead = Duration.seconds(2)
    private static let patienceForHello = Duration.seconds(5)
    /// Beyond all shards; more are closed at once.
    private static let strangers = 64
    private static let look = Duration.milliseconds(20)

    /// Listens on all addresses, at the port that all shards were told (0: any). `own` is the first shard itself, which
    /// joins like the others; `fewest` are enough once the time is over, nil for all; `seed` is that of all arrivals.
    ///
    /// - Throws: An I/O error where it cannot listen there.
    package init(
        port: Int, own: Presence, secret: SharedSecret, fewest: Int?, seed: UInt64
    ) async throws {
        self.secret = secret
        self.seed = seed
        state = Mutex(State(attendance: Attendance(own: own, fewest: fewest)))
        do {
            // Of both families; a system without IPv6 has no such socket.
            channel = try await Self.bootstrap
                .serverChannelOption(
                    ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 0
                )
                .bind(host: "::", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture { try LineChannel.wrapping(channel) }
                }
        } catch {
            channel = try await Self.bootstrap.bind(host: "0.0.0.0", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try LineChannel.wrapping(channel) }
            }
        }
    }

    private static var bootstrap: ServerBootstrap {
        ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
    }

    package var port: Int { channel.channel.localAddress?.port ?? 0 }

    /// Answers until it is closed; decides when all are there, or when `wait` is over.
    package func serve(for wait: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.decide(within: wait) }
            group.addTask {
                try? await self.channel.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { each in
                        for try await connection in connections {
                            each.addTask { await self.talk(with: connection) }
                        }
                    }
                }
            }
        }
    }

    /// Waits until the other shards are done, or `longest` is over, and closes.
    ///
    /// - Returns: the indices of those that were not done.
    package func close(waiting longest: Duration) async -> [Int] {
        let end = ContinuousClock.now + longest
        while ContinuousClock.now < end, !Task.isCancelled, !state.withLock({ $0.atWork.isEmpty }) {
            try? await Task.sleep(for: Self.look)
        }
        try? await channel.channel.close()
        return state.withLock { $0.atWork.sorted() }
    }

    private func decide(within wait: Duration) async {
        let end = ContinuousClock.now + wait
        while !Task.isCancelled {
            let isDecided = state.withLock { state in
                if state.outcome != nil { return true }
                if let refusal = state.attendance.refusal {
                    state.outcome = .failure(MeetingFault(refusal))
                } else if state.attendance.isComplete {
                    state.outcome = .success(terms(state.attendance))
                } else if ContinuousClock.now >= end {
                    let refusal = state.attendance.refusalAtEnd(after: wait.seconds)
                    state.outcome =
                        refusal.map { .failure(MeetingFault($0)) }
                        ?? .success(terms(state.attendance))
                }
                return state.outcome != nil
            }
            if isDecided { return }
            try? await Task.sleep(for: Self.look)
        }
    }

    private func terms(_ attendance: Attendance) -> MeetingTerms {
        MeetingTerms(
            start: (MonotonicInstant.now() + Self.lead).nanoseconds, arrivalSeed: seed,
            meeting: SharedSecret.nonce(), missing: attendance.missing)
    }

    // MARK: One connection

    private func talk(with connection: LineChannel) async {
        let isOne = state.withLock { state in
            state.connections += 1
            return state.connections <= state.attendance.own.shard.count + Self.strangers
        }
        defer { state.withLock { $0.connections -= 1 } }
        try? await connection.executeThenClose { lines, writer in
            guard isOne else { return }
            // Who says nothing is not waited for.
            let guardian = Task {
                try await Task.sleep(for: Self.patienceForHello)
                try await connection.channel.close()
            }
            defer { guardian.cancel() }
            let nonce = SharedSecret.nonce()
            try await writer.send(.challenge(nonce: nonce))
            var messages = lines.makeAsyncIterator()
            guard let line = try await messages.next(),
                case .hello(let presence, let own, let proof) = RendezvousMessage(line: line)
            else { return }
            guard secret.accepts(proof, for: [nonce] + presence.parts) else {
                return try await writer.send(
                    .refused("the secrets differ; set the same STREAMGAUGE_SECRET for all shards"))
            }
            guardian.cancel()
            try await attend(presence, &messages, writer, nonce: own)
        }
    }

    private func attend(
        _ presence: Presence, _ messages: inout NIOAsyncChannelInboundStream<[UInt8]>.AsyncIterator,
        _ writer: NIOAsyncChannelOutboundWriter<ByteBuffer>, nonce: String
    ) async throws {
        let index = presence.shard.index
        var isCounted = false
        // Who was never let in takes nobody else's place along.
        defer { if isCounted { leave(index) } }
        while let line = try await messages.next() {
            switch RendezvousMessage(line: line) {
            case .ping(let number):
                try await writer.send(.pong(number, clock: MonotonicInstant.now().nanoseconds))
            case .ready where !isCounted && hasBegun:
                // What was due meanwhile would be sent at once.
                return try await writer.send(
                    .refused(
                        "the others have begun without \(presence.name), which came too late; nothing was sent"
                    ))
            case .ready where !isCounted:
                if let refusal = state.withLock({ $0.attendance.came(presence) }) {
                    return try await writer.send(.refused(refusal))
                }
                isCounted = true
                try await tellOutcome(to: index, writer, nonce: nonce)
            case .done:
                return
            default:
                return
            }
        }
    }

    private var hasBegun: Bool {
        state.withLock { state in
            if case .success = state.outcome { true } else { false }
        }
    }

    private func tellOutcome(
        to index: Int, _ writer: NIOAsyncChannelOutboundWriter<ByteBuffer>, nonce: String
    ) async throws {
        while true {
            guard let outcome = state.withLock({ $0.outcome }) else {
                try await Task.sleep(for: Self.look)
                continue
            }
            switch outcome {
            case .success(let terms):
                state.withLock { _ = $0.atWork.insert(index) }
                return try await writer.send(
                    .start(terms, proof: secret.proof([nonce] + terms.parts)))
            case .failure(let fault):
                return try await writer.send(.refused(fault.description))
            }
        }
    }

    /// The connection is gone. Before the start the shard is then missing; after it, it is done.
    private func leave(_ index: Int) {
        state.withLock { state in
            state.atWork.remove(index)
            if state.outcome == nil { state.attendance.left(index) }
        }
    }
}
