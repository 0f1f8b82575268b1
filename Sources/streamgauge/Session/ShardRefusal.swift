import ArgumentParser
import Cluster
import Foundation
import RunModel

/// Commands that decide by what they have measured what they send next: no shard could know it, since shards send each other no
/// message while they run. Each says what to do instead.
enum ShardRefusal {
    /// Those of `run`, which alone run in shards with `compare-modes`.
    private static let options: Set = [
        "shard", "rendezvous", "rendezvous-timeout", "min-shards", "start-at",
    ]

    /// What is said of `--NAME`; nil of another option, or a command that measures nothing.
    static func sentence(option name: String, of command: any ParsableCommand.Type) -> String? {
        guard options.contains(name), let words = words(of: command) else { return nil }
        return "--\(name): \(words)."
    }

    /// Refuses to be one of several processes that a launcher has started.
    ///
    /// - Throws: `ValidationError` with the variable and what to do instead.
    static func check(
        _ command: any ParsableCommand,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        guard let words = words(of: type(of: command)) else { return }
        let found: ShardChoice?
        do throws(ShardChoice.Fault) {
            found = try ShardChoice(typed: nil, environment: environment)
        } catch {
            throw ValidationError("\(error.description).")
        }
        guard let found, !found.shard.isWhole else { return }
        throw ValidationError(
            "\(found.source) says that this is process \(found.shard.words): \(words). To run it once all the same, "
                + "unset that variable or start one process.")
    }

    private static func words(of command: any ParsableCommand.Type) -> String? {
        switch command {
        case is SweepCommand.Type:
            "a sweep does not run in shards: whether a step is measured again, and which is the last, follows from what was "
                + "measured; run each load by itself in shards ('run --shard 1/4 --concurrency N'), 'merge' each, and give "
                + "the merged records to 'report'"
        case is CapacityCommand.Type, is GateCapacityCommand.Type:
            "a search does not run in shards: each step follows from those before; run loads by themselves in shards "
                + "('run --shard 1/4 --rate R --objective …'), and 'merge' each"
        case is GateCommand.Type, is GateRunCommand.Type:
            "a gate does not run in shards: whether it measures again follows from what was measured; run in shards "
                + "('run --shard 1/4'), 'merge', and judge the merged record by 'compare PAST… --to MERGED'; 'history add' "
                + "keeps it"
        case is ABCommand.Type, is GateABCommand.Type:
            "two sides do not run in shards: a block opens when the one before has ended; run each side in shards "
                + "('run --shard 1/4'), 'merge', and 'compare' the merged records"
        case is LimitsCommand.Type, is GateLimitsCommand.Type:
            "limits are not looked for in shards: what is sent next follows from each answer; run it on one machine"
        case is QuickCommand.Type:
            "a first look does not run in shards; run it on one machine"
        case is CalibrateCommand.Type:
            "a calibration is of one machine; run it on each by itself"
        default: nil
        }
    }
}
