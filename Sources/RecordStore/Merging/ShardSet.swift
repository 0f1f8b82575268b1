internal import RunModel

/// The records of one run's shards, in order of their index.
struct ShardSet {
    let readers: [RecordReader]
    let starts: [ShardStart]

    /// - Throws: `RecordError.cannotMerge` naming the folder that does not belong to the others.
    init(_ readers: [RecordReader]) throws(RecordError) {
        self.readers = readers.sorted { $0.manifest.shard.index < $1.manifest.shard.index }
        guard let first = self.readers.first else {
            throw .cannotMerge(reason: "no record was given")
        }
        var starts: [ShardStart] = []
        for reader in self.readers { starts.append(try Self.start(of: reader, beside: first)) }
        for (left, right) in zip(self.readers, self.readers.dropFirst())
        where left.manifest.shard == right.manifest.shard {
            throw .cannotMerge(
                reason: "'\(left.directory.path)' and '\(right.directory.path)' are both shard "
                    + "\(left.manifest.shard.words)")
        }
        self.starts = starts
    }

    var first: RunManifest { readers[0].manifest }

    /// Those that have rows, and the others' shards: killed before they had sent anything, so that nothing tells that they took part.
    /// Reads the rows of those that were killed. Where none has any, all are kept.
    func partedByRows() -> (kept: [RecordReader], barren: [Shard]) {
        let barren = readers.filter(\.isBarren)
        guard barren.count < readers.count else { return (readers, []) }
        let shards = barren.map(\.manifest.shard)
        return (readers.filter { !shards.contains($0.manifest.shard) }, shards)
    }

    /// Indices of shards that are not there.
    var missing: [Int] {
        let present = Set(readers.map(\.manifest.shard.index))
        return (0..<first.shard.count).filter { !present.contains($0) }
    }

    /// Moves instants of a shard onto the first one's clock. Shards that agreed on a start count from it, each on its own
    /// clock, so that theirs lie there already, as well as the clocks were known; the others' are laid by the clocks on
    /// the walls.
    func shift(of index: Int) -> ClockShift {
        let agreement = starts[index].agreement
        let isCommon = agreement == starts[0].agreement && agreement != .none
        return ClockShift(
            from: readers[index].manifest.clock, to: first.clock, isCommonOrigin: isCommon)
    }

    private static func start(
        of reader: RecordReader, beside first: RecordReader
    ) throws(RecordError) -> ShardStart {
        let (manifest, other) = (reader.manifest, first.manifest)
        let (path, otherPath) = (reader.directory.path, first.directory.path)
        guard let start = manifest.shardStart, !manifest.shard.isWhole else {
            throw .cannotMerge(
                reason: manifest.shards == nil
                    ? "'\(path)' is no shard's record: it ran the whole plan"
                    : "'\(path)' is merged already")
        }
        guard manifest.shard.count == other.shard.count else {
            throw .cannotMerge(
                reason: "'\(path)' is shard \(manifest.shard.words) and '\(otherPath)' is shard "
                    + other.shard.words)
        }
        guard start.planDigest == other.shardStart?.planDigest,
            manifest.promptsDigest == other.promptsDigest
        else {
            throw .cannotMerge(
                reason: "'\(path)' ran another plan than '\(otherPath)' (\(start.planDigest), "
                    + "\(other.shardStart?.planDigest ?? "none"))")
        }
        guard manifest.plan.load.arrivalSeed == other.plan.load.arrivalSeed else {
            throw .cannotMerge(
                reason:
                    "'\(path)' and '\(otherPath)' drew their arrivals from different seeds: they are not of one "
                    + "run")
        }
        guard start.meeting == other.shardStart?.meeting else {
            throw .cannotMerge(
                reason:
                    "'\(path)' and '\(otherPath)' did not begin together: they are of two runs of one plan"
            )
        }
        guard manifest.version == other.version else {
            throw .cannotMerge(
                reason: "'\(path)' was made by version \(manifest.version) and '\(otherPath)' by "
                    + other.version)
        }
        return start
    }
}

extension RecordReader {
    /// Whether the run was killed, and not one row is there.
    fileprivate var isBarren: Bool {
        manifest.ending == .unfinished && ((try? read())?.requests.isEmpty ?? false)
    }
}
