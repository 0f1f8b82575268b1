import ArgumentParser
import Cluster
import Engine
import Foundation
import RecordStore
import RunModel
import Workload

/// How a shard comes to its beginning, and says when it is done.
struct ShardGathering {
    let choice: ShardChoice
    let place: MeetingPlace
    private let wait: Duration
    private let fewest: Int?
    private let secret: SharedSecret?

    /// Nil for a process that has the whole plan.
    ///
    /// - Throws: `ValidationError` with the option or the variable and the fix.
    init?(
        _ options: ShardOptions, of plan: RunPlan,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        guard let choice = try options.choice(of: plan, environment: environment) else {
            return nil
        }
        self.choice = choice
        place = try MeetingPlace(options, environment)
        wait = options.rendezvousTimeout?.duration ?? .seconds(120)
        fewest = options.minShards
        let text = environment[Self.secretVariable] ?? ""
        secret = SharedSecret(text)
        if case .host = place, secret == nil {
            throw ValidationError(
                text.isEmpty
                    ? "A rendezvous wants a secret that all shards share: set \(Self.secretVariable), for instance to "
                        + "$(openssl rand -hex 16)."
                    : "\(Self.secretVariable) is too short for a secret: at least \(SharedSecret.shortest) characters."
            )
        }
    }

    private static let secretVariable = "STREAMGAUGE_SECRET"

    /// What is said before the run.
    var announcement: String {
        let manner =
            switch place {
            case .nowhere: "begins at once, without the others"
            case .time: "begins at the time that was given"
            case .folder(let folder): "meets the others in '\(folder)'"
            case .host(let host, let port):
                choice.shard.index == 0
                    ? "waits for the others on port \(port)"
                    : "meets the others at \(MeetingPlace.written(host)):\(port)"
            }
        return
            "Shard \(choice.shard.words) (\(choice.source)): sends its part of what follows, and \(manner)."
    }

    /// Comes to the others, and waits until shortly before the start; `isCancelled` is asked now and then.
    ///
    /// - Returns: the order as this shard runs it, and what it has to tell at its end; nil where it was cancelled.
    /// - Throws: `MeetingFault`.
    func gather(
        _ order: RunOrder, isCancelled: @escaping @Sendable () -> Bool
    ) async throws -> (order: RunOrder, farewell: ShardFarewell)? {
        var order = order
        let presence = Presence(
            shard: choice.shard,
            planDigest: PlanDigest.text(order.plan, prompts: order.prompts.digest),
            version: StreamGauge.version, host: Self.host)
        // Until somebody draws one for all, it follows from the plan.
        let seed = order.plannedArrivalSeed ?? order.plan.seed
        let drawn = order.plannedArrivalSeed ?? .random(in: 1...0xFFFF_FFFF)
        var farewell = ShardFarewell()
        var meeting: Meeting?
        do {
            switch place {
            case .nowhere: break
            case .time(let nanoseconds):
                let ahead = nanoseconds - WallClock.nanoseconds()
                meeting = Meeting(
                    start: .now() + .nanoseconds(ahead), arrivalSeed: seed,
                    name: "at \(nanoseconds)")
            case .folder(let folder):
                meeting = try await Self.unless(isCancelled) { [wait, fewest] in
                    try await FolderMeeting(folder: folder, presence: presence)
                        .meet(within: wait, fewest: fewest, seed: drawn)
                }
            case .host(let host, let port):
                meeting = try await meet(
                    host, port, presence, seed: drawn, &farewell, isCancelled)
            }
        } catch is CancellationError {
            await farewell.abandon()
            return nil
        } catch {
            await farewell.abandon()
            throw error
        }
        order.shard = choice.shard
        order.plan.load.arrivalSeed = meeting?.arrivalSeed ?? seed
        order.startsAt = meeting?.start
        var start = ShardStart(
            source: choice.source, agreement: agreement, planDigest: presence.planDigest,
            host: Self.host)
        start.clock = meeting?.clock
        start.meeting = meeting?.name
        order.shardStart = start
        guard let begin = meeting?.start else { return (order, farewell) }
        while MonotonicInstant.now() + Self.preparation < begin {
            if isCancelled() {
                await farewell.abandon()
                return nil
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return (order, farewell)
    }

    /// What making the folder, threads and streams ready takes, amply.
    private static let preparation = Duration.milliseconds(700)

    private var agreement: ShardStart.Agreement {
        switch place {
        case .nowhere: .none
        case .time: .time
        case .folder: .folder
        case .host: .rendezvous
        }
    }

    private func meet(
        _ host: String, _ port: Int, _ presence: Presence, seed: UInt64,
        _ farewell: inout ShardFarewell, _ isCancelled: @escaping @Sendable () -> Bool
    ) async throws -> Meeting {
        guard let secret else { throw MeetingFault("there is no secret") }
        if choice.shard.index == 0 {
            do {
                let server = try await RendezvousServer(
                    port: port, own: presence, secret: secret, fewest: fewest, seed: seed)
                farewell.server = server
                farewell.serving = Task { [wait] in await server.serve(for: wait) }
            } catch {
                throw MeetingFault(
                    "the first shard cannot listen on port \(port) (\(error)); choose another port")
            }
        }
        let client = RendezvousClient(
            host: choice.shard.index == 0 ? "127.0.0.1" : host, port: port, presence: presence,
            secret: secret)
        farewell.client = client
        return try await Self.unless(isCancelled) { [wait] in
            try await client.meet(within: wait)
        }
    }

    /// - Throws: `CancellationError` once `isCancelled`; what `work` throws.
    private static func unless<Value: Sendable>(
        _ isCancelled: @escaping @Sendable () -> Bool,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while !isCancelled() { try await Task.sleep(for: .milliseconds(20)) }
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw CancellationError()
            }
            return value
        }
    }

    private static let host = MachineName.own
}
