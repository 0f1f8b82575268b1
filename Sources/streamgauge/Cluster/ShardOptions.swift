import ArgumentParser
import Cluster
import Foundation
import RunModel

/// One part of a plan on one of several machines.
struct ShardOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run one part of the plan, such as 3/8, the third of eight (default: as Slurm, Kubernetes or MPI "
                + "number this process).", valueName: "k/n", visibility: .hidden))
    var shard: String?

    @Option(
        help: ArgumentHelp(
            "Where all shards meet before they begin: host:port of the first, or a folder that all of them see "
                + "(default in Slurm: the first node).", valueName: "host:port|folder",
            visibility: .hidden))
    var rendezvous: String?

    @Option(
        help: ArgumentHelp(
            "How long the shards wait for each other (default 2m).", valueName: "time",
            visibility: .hidden))
    var rendezvousTimeout: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "Begin with so many shards when the time is over (default: all).", valueName: "n",
            visibility: .hidden))
    var minShards: Int?

    @Option(
        help: ArgumentHelp(
            "Begin at this time without a rendezvous: 2026-01-31T12:00:00Z, or seconds since 1970.",
            valueName: "time", visibility: .hidden))
    var startAt: String?

    func validate() throws {
        guard startAt == nil || rendezvous == nil else {
            throw ValidationError(
                "--start-at and --rendezvous both say when to begin; give one of them.")
        }
        if let minShards, minShards < 1 {
            throw ValidationError("--min-shards takes a whole number from 1.")
        }
        if let startAt { _ = try Self.nanoseconds(of: startAt) }
    }

    /// The part of `plan` that this process is; nil where it is the whole.
    ///
    /// - Throws: `ValidationError` with the option or the variable and the fix.
    func choice(
        of plan: RunPlan,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> ShardChoice? {
        let found: ShardChoice?
        do throws(ShardChoice.Fault) {
            found = try ShardChoice(typed: shard, environment: environment)
        } catch {
            throw ValidationError("\(error.description).")
        }
        guard let choice = found, !choice.shard.isWhole else {
            // The whole plan from each of several processes would be several times the load.
            let told = [
                ("--rendezvous", rendezvous != nil), ("--min-shards", minShards != nil),
                ("--rendezvous-timeout", rendezvousTimeout != nil), ("--start-at", startAt != nil),
                ("STREAMGAUGE_RENDEZVOUS", environment["STREAMGAUGE_RENDEZVOUS"]?.isEmpty == false),
                ("STREAMGAUGE_SHARDS", environment["STREAMGAUGE_SHARDS"]?.isEmpty == false),
            ].first { $0.1 }
            if let told, found == nil {
                throw ValidationError(
                    "\(told.0) is for one shard of several, and nothing says which this is; say it with --shard 1/8, or "
                        + "start by srun, an Indexed Job (with STREAMGAUGE_SHARDS) or mpirun.")
            }
            return nil
        }
        let count = choice.shard.count
        let streams = [
            plan.load.isOpenLoop ? plan.load.maxStreams : plan.load.concurrency,
            plan.load.tier?.maxStreams,
        ].compactMap { $0 }.min()
        if let streams, streams < count {
            throw ValidationError(
                "\(count) shards of \(streams) streams: some would have none; raise --concurrency or --max-streams, or "
                    + "start fewer.")
        }
        if let requests = plan.plannedRequests,
            requests / plan.request.modes.requestsInGroup < count
        {
            throw ValidationError(
                "\(count) shards of \(requests) requests: some would have none; raise --requests or start fewer."
            )
        }
        if let minShards, minShards > choice.shard.count {
            throw ValidationError(
                "--min-shards \(minShards) is more than the \(choice.shard.count) that there are.")
        }
        return choice
    }

    /// Nanoseconds since 1970.
    static func nanoseconds(of text: String) throws -> Int64 {
        let seconds =
            Double(text) ?? (try? Date(text, strategy: .iso8601))?.timeIntervalSince1970
        // Until the year 2096: beyond it lies a digit too many.
        guard let seconds, (0...4e9).contains(seconds) else {
            throw ValidationError(
                "--start-at: '\(text)' is no time; write it like 2026-01-31T12:00:00Z, or as seconds since 1970."
            )
        }
        return Int64(seconds * 1e9)
    }
}
