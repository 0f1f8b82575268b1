internal import RunModel

extension RunManifest {
    /// One manifest for the shards of a run, whose instants lie on the first one's clock already: every field is the
    /// first one's, a sum, an extreme, or a set.
    static func merged(_ manifests: [RunManifest]) -> RunManifest {
        var merged = manifests.dropFirst().reduce(manifests[0]) { $0.merged(with: $1) }
        // Before the last shard has begun not all of the load is there. Of shards that were never there together, one after
        // another, there is no such time.
        if let last = manifests.compactMap(\.windowStartNanoseconds).max(),
            last < merged.windowEndNanoseconds ?? .min
        {
            merged.windowStartNanoseconds = last
        }
        merged.shard = Shard()
        merged.shardStart = nil
        merged.networkProbe = nil
        merged.calibration = nil
        merged.notices = notices(of: manifests)
        // Of shards that are missing too: their part of the load is missing from the plan.
        merged.plannedRequests = merged.plan.plannedRequests
        if merged.plan.load.replay != nil {
            // Only the shards know their part of a trace.
            let parts = manifests.compactMap(\.plannedRequests)
            merged.plannedRequests = parts.count == manifests.count ? parts.reduce(0, +) : nil
            merged.replay?.heldTurns = manifests.reduce(0) { $0 + ($1.replay?.heldTurns ?? 0) }
            merged.replay?.longestHoldSeconds =
                manifests.compactMap(\.replay?.longestHoldSeconds).max() ?? 0
        }
        return merged
    }

    /// With its window as it lies on the first shard's clock.
    func moved(by shift: ClockShift) -> RunManifest {
        let nanoseconds = shift.sinceOrigin.nanoseconds
        var moved = self
        moved.windowStartNanoseconds = windowStartNanoseconds.map { $0 + nanoseconds }
        moved.windowEndNanoseconds = windowEndNanoseconds.map { $0 + nanoseconds }
        return moved
    }

    private func merged(with other: RunManifest) -> RunManifest {
        var merged = self
        merged.libraries.merge(other.libraries, uniquingKeysWith: Self.union)
        merged.libraryFaults = Self.both(libraryFaults, other.libraryFaults) {
            Set($0 + $1).sorted()
        }
        merged.host = host.merged(with: other.host)
        merged.endpoint = Self.union(endpoint, other.endpoint)
        merged.started = min(started, other.started)
        merged.ended = Self.both(ended, other.ended, max)
        merged.ending = ending.severity > other.ending.severity ? ending : other.ending
        merged.abortedBy = abortedBy ?? other.abortedBy
        merged.windowStartNanoseconds = Self.both(
            windowStartNanoseconds, other.windowStartNanoseconds, min)
        // From then on not all of the load is there, as in one run when its first worker stops.
        merged.windowEndNanoseconds = Self.both(
            windowEndNanoseconds, other.windowEndNanoseconds, min)
        merged.serverMetrics = serverMetrics ?? other.serverMetrics
        merged.servers = ServerNames.union((servers ?? []) + (other.servers ?? []))
        merged.chunkRows = chunkRows.merged(with: other.chunkRows)
        merged.spent = Self.both(spent, other.spent) { one, two in
            var both = one
            both.add(two)
            return both
        }
        merged.conversations = Self.both(conversations, other.conversations) { one, two in
            var both = one
            both.add(two)
            return both
        }
        merged.unreadableRows = Self.both(unreadableRows, other.unreadableRows, +)
        merged.client = client.merged(with: other.client)
        return merged
    }

    /// What all of them say stands once; what a number stands in, or not all say, is a shard's own.
    private static func notices(of manifests: [RunManifest]) -> [Notice] {
        let common = manifests[0].notices.filter { notice in
            !notice.text.contains(where: \.isNumber)
                && manifests.allSatisfy { $0.notices.contains(notice) }
        }
        return common
            + manifests.flatMap { manifest in
                manifest.notices.filter { !common.contains($0) }.map {
                    Notice($0.kind, "shard \(manifest.shard.index + 1): \($0.text)")
                }
            }
    }

    /// `combine` of those that are there.
    private static func both<Value>(
        _ left: Value?, _ right: Value?, _ combine: (Value, Value) -> Value
    ) -> Value? {
        guard let left, let right else { return left ?? right }
        return combine(left, right)
    }

    fileprivate static func union(_ left: String, _ right: String) -> String {
        let parts = (left + ", " + right).split(separator: ", ").map(String.init)
        return Set(parts).sorted().joined(separator: ", ")
    }
}

extension RunEnding {
    /// The worse ending of two is that of both.
    fileprivate var severity: Int {
        switch self {
        case .completed: 0
        case .endedEarly: 1
        case .interrupted: 2
        case .recordFailed: 3
        case .unfinished: 4
        }
    }
}

extension HostDescription {
    /// Of several machines the largest numbers: sums would count one machine twice.
    fileprivate func merged(with other: HostDescription) -> HostDescription {
        var merged = HostDescription()
        merged.system = RunManifest.union(system, other.system)
        merged.kernel = RunManifest.union(kernel, other.kernel)
        merged.cores = max(cores, other.cores)
        merged.memoryBytes = max(memoryBytes, other.memoryBytes)
        return merged
    }
}

extension ChunkRowCounts {
    fileprivate func merged(with other: ChunkRowCounts) -> ChunkRowCounts {
        var merged = ChunkRowCounts()
        merged.written = written + other.written
        merged.skipped = skipped + other.skipped
        merged.keptShare = min(keptShare, other.keptShare)
        return merged
    }
}

extension ClientUse {
    fileprivate func merged(with other: ClientUse) -> ClientUse {
        var merged = ClientUse()
        merged.workers = workers + other.workers
        merged.workerCPUSeconds = workerCPUSeconds + other.workerCPUSeconds
        merged.streamingCPUSeconds = Self.sum(streamingCPUSeconds, other.streamingCPUSeconds)
        merged.nonStreamingCPUSeconds = Self.sum(
            nonStreamingCPUSeconds, other.nonStreamingCPUSeconds)
        merged.sharedCPUSeconds = Self.sum(sharedCPUSeconds, other.sharedCPUSeconds)
        merged.writerCPUSeconds = writerCPUSeconds + other.writerCPUSeconds
        merged.peakMemoryBytes = peakMemoryBytes + other.peakMemoryBytes
        merged.peakStreams = peakStreams + other.peakStreams
        merged.heldBack = heldBack.longest(other.heldBack)
        merged.unsentStarts =
            unsentStarts.map { $0 + (other.unsentStarts ?? 0) } ?? other.unsentStarts
        merged.overdueStarts =
            overdueStarts.map { $0 + (other.overdueStarts ?? 0) } ?? other.overdueStarts
        merged.missedStarts =
            missedStarts.map { $0 + (other.missedStarts ?? 0) } ?? other.missedStarts
        merged.delayedStarts = delayedStarts + other.delayedStarts
        merged.implausibleStamps = implausibleStamps + other.implausibleStamps
        return merged
    }

    /// Nil where neither knows.
    private static func sum(_ left: Double?, _ right: Double?) -> Double? {
        left.map { $0 + (right ?? 0) } ?? right
    }
}
