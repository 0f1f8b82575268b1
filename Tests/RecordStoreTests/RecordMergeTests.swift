import Histogram
import RecordStore
import RunModel
import Testing

@Suite struct RecordMergeTests {
    /// A run of its own machine: another origin of the monotonic clock, another moment of starting.
    private func record(_ seed: UInt64, requests: Int = 40) -> RunRecord {
        var manifest = manifest(
            origin: Int64(seed) * 977 * second, wall: (1_777_777_777 + Int64(seed) % 3) * second)
        manifest.plan.name = "part \(seed)"
        manifest.host.system = "machine \(seed % 2)"
        manifest.host.cores = Int(seed)
        manifest.endpoint = "http://host\(seed % 2)/v1"
        manifest.ending = seed % 2 == 0 ? .completed : .interrupted
        manifest.windowStartNanoseconds = Int64(seed) * second
        manifest.windowEndNanoseconds = Int64(seed + 60) * second
        manifest.client.workerCPUSeconds = Double(seed) / 4
        manifest.libraries = ["libcurl": "7.\(seed % 2)"]
        manifest.notices = [Notice(.other, "of \(seed % 2)")]
        manifest.servers = ServerNames(target: 0, server: "front \(seed % 2)", via: nil).map {
            [$0]
        }
        manifest.plannedRequests = requests

        var generated = GeneratedRecords(seed: seed)
        let rows = (0..<requests).map { generated.request($0, origin: manifest.origin) }
        var histogram = LatencyHistogram.latencies()
        for value in 0..<requests { histogram.record(UInt64(value) * seed * 1_000_003) }
        var set = HistogramSet()
        for round in 1...2 {
            set.add(
                histogram,
                to: HistogramKey(metric: .interChunkLatency, mode: .streaming, round: round))
        }
        return RunRecord(manifest: manifest, requests: rows, histograms: set)
    }

    private func expectSame(_ left: RunRecord, _ right: RunRecord) {
        #expect(left.manifest == right.manifest)
        #expect(left.requests == right.requests)
        #expect(left.histograms.histograms == right.histograms.histograms)
    }

    @Test func `is commutative`() throws {
        let (a, b) = (record(1), record(2))
        expectSame(try RecordMerge.merged([a, b]), try RecordMerge.merged([b, a]))
    }

    @Test func `is associative`() throws {
        let (a, b, c) = (record(1), record(2), record(3))
        let left = try RecordMerge.merged([try RecordMerge.merged([a, b]), c])
        let right = try RecordMerge.merged([a, try RecordMerge.merged([b, c])])
        expectSame(left, right)
        expectSame(left, try RecordMerge.merged([c, a, b]))
    }

    @Test func `has a run without requests as its identity`() throws {
        let merged = try RecordMerge.merged([record(1)])
        let empty = record(5, requests: 0)
        let both = try RecordMerge.merged([merged, empty])
        #expect(both.histograms.histograms == merged.histograms.histograms)
        let shift = both.manifest.origin - merged.manifest.origin
        let wall =
            both.manifest.clock.originRealtimeNanoseconds
            - merged.manifest.clock.originRealtimeNanoseconds
        #expect(
            both.requests.map(\.instants.scheduled)
                == merged.requests.map { $0.instants.scheduled + shift + .nanoseconds(-wall) })
        #expect(both.requests.map(\.request) == merged.requests.map(\.request))
        expectSame(try RecordMerge.merged([merged]), merged)
    }

    @Test func `keeps pairs together under their new numbers`() throws {
        var (left, right) = (record(1, requests: 6), record(2, requests: 6))
        for index in 0..<6 {
            left.requests[index].pair = index / 2 * 2
            right.requests[index].pair = index / 2 * 2
            left.requests[index].worker = index / 2
            right.requests[index].worker = 10 + index / 2
        }
        let pairs = Dictionary(grouping: try RecordMerge.merged([left, right]).requests) { $0.pair }
        #expect(pairs.count == 6 && pairs.values.allSatisfy { $0.count == 2 })
        #expect(pairs.values.allSatisfy { Set($0.map(\.worker)).count == 1 })
    }

    @Test func `keeps every count and gives every request its own number`() throws {
        let parts = [record(1), record(2), record(3)]
        let merged = try RecordMerge.merged(parts)
        #expect(merged.requests.map(\.request) == Array(0..<120))
        for outcome in Outcome.allCases {
            let counts = parts.map { $0.requests.count { $0.outcome == outcome } }
            #expect(merged.requests.count { $0.outcome == outcome } == counts.reduce(0, +))
        }
        let counts = parts.compactMap { $0.histograms.pooled(.interChunkLatency, .streaming) }
        #expect(
            merged.histograms.pooled(.interChunkLatency, .streaming)?.totalCount
                == counts.reduce(0) { $0 + $1.totalCount })
        #expect(merged.manifest.plannedRequests == 120)
        #expect(merged.manifest.ending == .interrupted)
    }

    @Test func `spans the measured windows on the wall`() throws {
        // Windows from 1 s to 61 s and from 2 s to 62 s, of runs that began 1 s apart.
        let merged = try RecordMerge.merged([record(1), record(2)]).manifest
        #expect(merged.windowStartNanoseconds == 1 * second)
        #expect(merged.windowEndNanoseconds == 63 * second)
    }

    @Test func `keeps every instant's time on the wall and every length`() throws {
        let parts = [record(1), record(2)]
        let merged = try RecordMerge.merged(parts)
        func wall(_ instant: MonotonicInstant?, _ manifest: RunManifest) -> Int64? {
            instant.map {
                ($0 - manifest.origin).nanoseconds + manifest.clock.originRealtimeNanoseconds
            }
        }
        func instants(_ record: RunRecord) -> Set<[Int64?]> {
            Set(
                record.requests.map { request in
                    let instants = request.instants
                    let truth = request.groundTruth
                    return [
                        instants.scheduled, instants.started, instants.sent, instants.head,
                        instants.firstOutput, instants.firstAnswer, instants.secondOutput,
                        instants.lastOutput, instants.usage, instants.closed,
                        truth?.received, truth?.firstOutputSent,
                    ].map { wall($0, record.manifest) }
                })
        }
        #expect(instants(merged) == instants(parts[0]).union(instants(parts[1])))
    }

    @Test func `refuses nothing, different plans and the same run twice`() {
        var other = record(2)
        other.manifest.plan.load.concurrency = 99
        #expect(throws: RecordError.cannotMerge(reason: "no record was given")) {
            try RecordMerge.merged([])
        }
        #expect(throws: RecordError.cannotMerge(reason: "the runs differ in their plan's load")) {
            try RecordMerge.merged([record(1), other])
        }
        #expect(throws: RecordError.self) { try RecordMerge.merged([record(1), record(1)]) }
    }

    @Test func `tells of missing shards and of windows apart`() {
        var (first, second) = (record(1), record(4))
        first.manifest.shard.count = 3
        second.manifest.shard.count = 3
        second.manifest.shard.index = 2
        #expect(RecordMerge.caveats([first, second]).map(\.text) == ["Merged 2 of 3 shards."])
        second.manifest.clock.originRealtimeNanoseconds += 3_600_000_000_000
        #expect(RecordMerge.caveats([first, second]).count == 2)
    }

    @Test func `writes a record whose chunk rows belong to its requests`() throws {
        let folder = try TemporaryFolder()
        var readers: [RecordReader] = []
        var bytes: Set<Int32> = []
        for seed in 1...2 as ClosedRange<UInt64> {
            let part = record(seed)
            let directory = try folder.record()
            try directory.write(part.manifest)
            try directory.write(
                part.histograms, clock: part.manifest.clock, length: .seconds(1))
            let writer = try RecordWriter(
                directory: directory, clock: part.manifest.clock, sampling: sampling())
            var batch = RecordBatch()
            batch.requests = part.requests
            // Each chunk's size says which request of which part it belongs to.
            batch.chunks = part.requests.map { request in
                let size = Int32(request.bytes.body)
                bytes.insert(size)
                return ChunkRecord(
                    request: request.request, index: 0, arrived: request.instants.scheduled,
                    read: request.instants.scheduled, bytes: size, eventsInRead: 1,
                    kind: .content, sent: nil)
            }
            writer.submit(&batch)
            _ = writer.finish()
            readers.append(try RecordReader(opening: directory.path))
        }
        let merged = try RecordMerge.write(readers, into: try folder.record("merged"))
        let names = try folder.record("merged").path.replacing("-merged-2", with: "-merged")
        let reader = try RecordReader(opening: names)
        expectSame(try reader.read(), merged)
        let requests = merged.requests
        var rows = 0
        try reader.forEachChunk { chunk in
            rows += 1
            #expect(Int(chunk.bytes) == requests[chunk.request].bytes.body)
            #expect(chunk.arrived == requests[chunk.request].instants.scheduled)
        }
        #expect(rows == 80)
        #expect(bytes.count > 70)
    }
}
