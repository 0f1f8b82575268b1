internal import RunModel

extension RunManifest {
    /// One manifest for both runs. Commutative and associative: every field is a sum, an extreme, or a
    /// set; `clock` is the earlier origin.
    func merged(with other: RunManifest) throws(RecordError) -> RunManifest {
        let isFirst = precedes(other)
        let (first, second) = isFirst ? (self, other) : (other, self)
        var merged = first
        merged.plan = try Self.smaller(plan, other.plan)
        merged.version = Self.union(version, other.version)
        merged.libraries.merge(second.libraries, uniquingKeysWith: Self.union)
        merged.host = host.merged(with: other.host)
        merged.shard = Shard()
        merged.endpoint = Self.union(endpoint, other.endpoint)
        merged.started = min(started, other.started)
        merged.ended = Self.both(ended, other.ended, max)
        merged.ending = ending.severity > other.ending.severity ? ending : other.ending
        merged.plannedRequests = Self.both(plannedRequests, other.plannedRequests, +)
        let shifted = second.window(on: first.clock)
        merged.windowStartNanoseconds = Self.both(
            first.windowStartNanoseconds, shifted.start, min)
        merged.windowEndNanoseconds = Self.both(first.windowEndNanoseconds, shifted.end, max)
        merged.servers = ServerNames.union((servers ?? []) + (other.servers ?? []))
        merged.chunkRows = chunkRows.merged(with: other.chunkRows)
        merged.client = client.merged(with: other.client)
        merged.notices = Self.union(notices, other.notices)
        return merged
    }

    /// What one manifest alone becomes in a merge.
    var asMerged: RunManifest {
        var merged = self
        merged.shard = Shard()
        merged.notices = Self.union(notices, [])
        return merged
    }

    private func precedes(_ other: RunManifest) -> Bool {
        (clock.originRealtimeNanoseconds, clock.originMonotonicNanoseconds)
            < (other.clock.originRealtimeNanoseconds, other.clock.originMonotonicNanoseconds)
    }

    /// The measured window as nanoseconds since another record's origin.
    private func window(on target: ClockAnchors) -> (start: Int64?, end: Int64?) {
        let shift = clock.originRealtimeNanoseconds - target.originRealtimeNanoseconds
        return (
            windowStartNanoseconds.map { $0 + shift }, windowEndNanoseconds.map { $0 + shift }
        )
    }

    /// `combine` of those that are there.
    private static func both<Value>(
        _ left: Value?, _ right: Value?, _ combine: (Value, Value) -> Value
    ) -> Value? {
        guard let left, let right else { return left ?? right }
        return combine(left, right)
    }

    /// Of two plans that may differ in name, seed, folder and target, always the same one.
    private static func smaller(_ left: RunPlan, _ right: RunPlan) throws(RecordError) -> RunPlan {
        guard left != right else { return left }
        let (leftBytes, rightBytes) = (
            try ManifestFile.encoded(left), try ManifestFile.encoded(right)
        )
        return leftBytes.lexicographicallyPrecedes(rightBytes) ? left : right
    }

    fileprivate static func union(_ left: String, _ right: String) -> String {
        let parts = (left + ", " + right).split(separator: ", ").map(String.init)
        return Set(parts).sorted().joined(separator: ", ")
    }

    private static func union(_ left: [Notice], _ right: [Notice]) -> [Notice] {
        let sorted = (left + right).sorted {
            ($0.kind.rawValue, $0.text) < ($1.kind.rawValue, $1.text)
        }
        return sorted.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
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
        merged.heldBack = heldBack
        merged.heldBack.add(other.heldBack)
        merged.unsentStarts =
            unsentStarts.map { $0 + (other.unsentStarts ?? 0) } ?? other.unsentStarts
        merged.delayedStarts = delayedStarts + other.delayedStarts
        merged.implausibleStamps = implausibleStamps + other.implausibleStamps
        return merged
    }

    /// Nil where neither knows.
    private static func sum(_ left: Double?, _ right: Double?) -> Double? {
        left.map { $0 + (right ?? 0) } ?? right
    }
}
