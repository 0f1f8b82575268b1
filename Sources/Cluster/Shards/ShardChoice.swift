package import RunModel

/// Which part of the plan this process is, and who said so.
package struct ShardChoice: Sendable, Equatable {
    package let shard: Shard
    /// The option or the variable.
    package let source: String

    /// Why no part can be told: one sentence with the fix.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// What was typed, else what a launcher says in its variables; nil where nobody divides the plan. `typed` is `3/8`.
    ///
    /// - Throws: `Fault` where something is no such number, or two say different things.
    package init?(typed: String?, environment: [String: String]) throws(Fault) {
        var found: [ShardChoice] = []
        if let typed {
            found.append(ShardChoice(try Self.shard(typed, of: "--shard"), "--shard"))
        }
        for launcher in Launcher.all {
            if let choice = try launcher.choice(environment) { found.append(choice) }
        }
        guard let first = found.first else { return nil }
        if let other = found.first(where: { $0.shard != first.shard }) {
            throw Fault(
                description:
                    "\(first.source) says shard \(first.shard.words) and \(other.source) says "
                    + "\(other.shard.words); leave out --shard, or unset the variables of the other launcher"
            )
        }
        self = first
    }

    fileprivate init(_ shard: Shard, _ source: String) {
        self.shard = shard
        self.source = source
    }

    fileprivate static func shard(_ text: String, of source: String) throws(Fault) -> Shard {
        guard let shard = Shard(typed: text) else {
            throw Fault(
                description:
                    "\(source): '\(text)' is no shard; write it like 3/8, the third of eight, "
                    + "counted from 1")
        }
        return shard
    }
}

/// A program that starts several of us and numbers them, by its variables.
private struct Launcher {
    /// Counted from 0, except where the text is `3/8`.
    let rank: String
    /// The first that is there counts.
    let counts: [String]
    /// A variable without which the others do not number processes.
    var needed: String?

    /// `STREAMGAUGE_SHARDS` stands in where a launcher numbers processes and does not say of how many.
    private static let ourCount = "STREAMGAUGE_SHARDS"

    static let all = [
        Launcher(rank: "STREAMGAUGE_SHARD", counts: []),
        // A batch script is process 0 of as many as the job asked for, though it runs alone: only a step numbers them.
        Launcher(
            rank: "SLURM_PROCID", counts: ["SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"],
            needed: "SLURM_STEP_ID"),
        Launcher(rank: "JOB_COMPLETION_INDEX", counts: [ourCount]),
        Launcher(rank: "OMPI_COMM_WORLD_RANK", counts: ["OMPI_COMM_WORLD_SIZE"]),
        Launcher(rank: "PMI_RANK", counts: ["PMI_SIZE", ourCount]),
        Launcher(rank: "PMIX_RANK", counts: [ourCount]),
    ]

    func choice(_ environment: [String: String]) throws(ShardChoice.Fault) -> ShardChoice? {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let text = value(rank) else { return nil }
        guard !counts.isEmpty else {
            return ShardChoice(try ShardChoice.shard(text, of: rank), rank)
        }
        if let needed, value(needed) == nil { return nil }
        // Without a number of all, it numbers something else than parts of a plan.
        guard let name = counts.first(where: { value($0) != nil }), let all = value(name) else {
            return nil
        }
        guard let index = Int(text), let count = Int(all),
            let shard = Shard(index: index, count: count)
        else {
            throw ShardChoice.Fault(
                description:
                    "\(rank) is '\(text)' and \(name) is '\(all)', which is no shard; unset them, "
                    + "or say --shard 3/8")
        }
        return shard.isWhole ? nil : ShardChoice(shard, rank)
    }
}
