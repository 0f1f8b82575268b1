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
            if rendezvous != nil || minShards != nil {
                throw ValidationError(
                    "--rendezvous and --min-shards are for one shard of several; say which with --shard 1/8, or start "
                        + "by srun, an Indexed Job or mpirun.")
            }
            return nil
        }
        if !plan.load.isOpenLoop, plan.load.concurrency < choice.shard.count {
            throw ValidationError(
                "\(choice.shard.count) shards of \(plan.load.concurrency) streams: some would have none; raise "
                    + "--concurrency or start fewer.")
        }
        if let minShards, minShards > choice.shard.count {
            throw ValidationError(
                "--min-shards \(minShards) is more than the \(choice.shard.count) that there are.")
        }
        return choice
    }

    /// Nanoseconds since 1970.
    static func nanoseconds(of text: String) throws -> Int64 {
        if let seconds = Double(text), seconds > 0, seconds < 1e11 { return Int64(seconds * 1e9) }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw ValidationError(
                "--start-at: '\(text)' is no time; write it like 2026-01-31T12:00:00Z, or as seconds since 1970."
            )
        }
        return Int64(date.timeIntervalSince1970 * 1e9)
    }
}
