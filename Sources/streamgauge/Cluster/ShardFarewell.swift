import Cluster
import RunModel

/// What a shard keeps of the rendezvous until it is done.
struct ShardFarewell {
    var client: RendezvousClient?
    var server: RendezvousServer?
    var serving: Task<Void, Never>?

    /// How long the first shard waits for the others to be done; of a run that somebody stopped, only for those that were
    /// stopped with it.
    private static let patience = Duration.seconds(60)
    private static let stoppedPatience = Duration.seconds(2)

    /// Whether the others are waited for.
    var isAwaiting: Bool { server != nil }

    /// Asks for the clock once more, and says that this shard is done.
    ///
    /// - Returns: the clock's offset at the end.
    func leave() async -> ClockOffset? { await client?.leave() }

    /// The first shard's: waits for the others to be done.
    ///
    /// - Returns: the indices of those that were not in time.
    func awaitOthers(isStopped: Bool) async -> [Int] {
        let left =
            await server?.close(
                waiting: isStopped ? Self.stoppedPatience : Self.patience) ?? []
        // Who is still at work keeps its connection, which nobody waits for any more.
        serving?.cancel()
        await serving?.value
        return left
    }

    func abandon() async {
        _ = await client?.leave(within: .milliseconds(200))
        _ = await server?.close(waiting: .zero)
        serving?.cancel()
    }
}
