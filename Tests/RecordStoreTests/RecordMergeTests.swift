import Histogram
import RecordStore
import RunModel
import Testing

/// Shards of one run, each of its own machine: another origin of the monotonic clock.
@Suite struct RecordMergeTests {
    private let count = 3

    private func manifest(_ index: Int) throws -> RunManifest {
        var manifest = RecordStoreTests.manifest(
            origin: Int64(index + 1) * 977 * second, wall: 1_777_777_777 * second + Int64(index))
        manifest.plan.load.requests = 120
        manifest.plan.request.modes = .streaming
        manifest.plan.load.arrivalSeed = 7
        manifest.shard = try #require(Shard(index: index, count: count))
        var start = ShardStart(
            source: "--shard", agreement: .rendezvous, planDigest: "0123456789abcdef",
            host: "c\(index)")
        start.clock = ClockOffset(
            offsetNanoseconds: Int64(index) * second, boundNanoseconds: 20_000, exchanges: 32)
        manifest.shardStart = start
        manifest.plannedRequests = 40
        manifest.ending = index == 1 ? .interrupted : .completed
        manifest.windowStartNanoseconds = Int64(index) * second
        manifest.windowEndNanoseconds = Int64(index + 60) * second
        manifest.client.workers = 1
        manifest.client.workerCPUSeconds = Double(index)
        manifest.libraries = ["libcurl": "7.\(index % 2)"]
        manifest.notices = [Notice(.other, "of \(index % 2)")]
        return manifest
    }

    private func write(
        _ manifest: RunManifest, in folder: TemporaryFolder,
        changing: (inout RequestRecord) -> Void = { _ in }
    ) throws -> RecordReader {
        let directory = try folder.record("shard")
        let index = manifest.shard.index
        try directory.write(manifest)
        var histogram = LatencyHistogram.latencies()
        for value in 0..<40 { histogram.record(UInt64(value * (index + 1)) * 1_000_003) }
        var set = HistogramSet()
        set.add(
            histogram, to: HistogramKey(metric: .interChunkLatency, mode: .streaming, round: 1))
        try directory.write(set, clock: manifest.clock, length: .seconds(1))
        let writer = try RecordWriter(
            directory: directory, clock: manifest.clock, sampling: sampling())
        var batch = RecordBatch()
        var generated = GeneratedRecords(seed: UInt64(index + 1))
        // Rows come in order of ending, which is not that of their numbers.
        batch.requests = (0..<40).reversed().map {
            var request = generated.request(index + $0 * count, origin: manifest.origin)
            changing(&request)
            return request
        }
        // Each chunk's size says which request it belongs to.
        batch.chunks = batch.requests.map { request in
            ChunkRecord(
                request: request.request, index: 0, arrived: request.instants.scheduled,
                read: request.instants.scheduled, bytes: Int32(request.request), eventsInRead: 1,
                kind: .content, sent: nil)
        }
        writer.submit(&batch)
        _ = writer.finish()
        return try RecordReader(opening: directory.path)
    }

    private func merged(
        _ readers: [RecordReader], in folder: TemporaryFolder
    ) throws -> (record: RunRecord, reader: RecordReader) {
        let directory = try folder.record("merged")
        try RecordMerge.write(readers, into: directory)
        let reader = try RecordReader(opening: directory.path)
        return (try reader.read(), reader)
    }

    /// One shard reads the server's metrics; its looks stay at their times since the agreed start.
    @Test func `keeps what the server said of itself to the shard that asked`() throws {
        let folder = try TemporaryFolder()
        let readers = try (0..<3).map { try write(try manifest($0), in: folder) }
        let origin = readers[1].manifest.origin
        let at = origin + .seconds(3)
        do {
            var file = try ServerFile(creatingIn: readers[1].directory, origin: origin)
            let value = ServerValue(source: 0, at: at, name: "a", labels: "b=\"c\"", value: 2)
            file.append(ServerScrape(source: 0, at: at, samples: 1), [value])
        }
        let (record, reader) = try merged(readers, in: folder)
        let server = try #require(record.server)
        #expect(server.scrapes.map(\.samples) == [1])
        #expect(server.values.map(\.value) == [2])
        #expect(server.scrapes[0].at == server.values[0].at)
        #expect((server.scrapes[0].at - reader.manifest.origin) == .seconds(3))
    }

    @Test func `marks of all shards lie on one clock, in order of time`() throws {
        let folder = try TemporaryFolder()
        let readers = try (0..<count).map { try write(manifest($0), in: folder) }
        for (index, reader) in readers.enumerated() {
            let origin = reader.manifest.origin
            _ = try MarkFile(in: reader.directory, origin: origin)
                .append("shard \(index)", at: origin + .seconds(3 - index))
        }
        let merged = try merged(readers, in: folder).record
        #expect(merged.marks.map(\.text) == ["shard 2", "shard 1", "shard 0"])
        let origin = merged.manifest.origin
        #expect(
            merged.marks.map { $0.instant - origin } == [.seconds(1), .seconds(2), .seconds(3)])
    }

    @Test func `has every row of its shards once, in the order of the plan`() throws {
        let folder = try TemporaryFolder()
        let readers = try (0..<3).map { try write(try manifest($0), in: folder) }
        let (record, reader) = try merged([readers[2], readers[0], readers[1]], in: folder)
        #expect(record.requests.map(\.request) == Array(0..<120))
        for part in readers {
            let shard = try part.read()
            for request in shard.requests {
                let found = record.requests[request.request]
                let origins = (part.manifest.origin, record.manifest.origin)
                // Times since the agreed start are what they were, and so are all lengths.
                #expect(
                    found.instants.scheduled - origins.1 == request.instants.scheduled - origins.0)
                #expect(
                    found.instants.closed.map { $0 - origins.1 }
                        == request.instants.closed.map { $0 - origins.0 })
                #expect(found.outcome == request.outcome && found.tokens == request.tokens)
            }
        }
        var sizes: [Int] = []
        try reader.forEachChunk { chunk in
            #expect(Int(chunk.bytes) == chunk.request)
            sizes.append(chunk.request)
        }
        #expect(sizes.sorted() == Array(0..<120))
        #expect(record.manifest.chunkRows.written == 120)
        let pooled = record.histograms.pooled(.interChunkLatency, .streaming)
        #expect(pooled?.totalCount == 120)
    }

    @Test func `does not depend on the order in which shards are given`() throws {
        let folder = try TemporaryFolder()
        let readers = try (0..<3).map { try write(try manifest($0), in: folder) }
        let left = try merged(readers, in: folder)
        let right = try merged(readers.reversed(), in: folder)
        for file in [RecordDirectory.File.manifest, .requests, .chunks, .histograms] {
            #expect(
                try lines(of: left.reader.directory, file)
                    == lines(of: right.reader.directory, file))
        }
    }

    @Test func `says of the whole what its shards did`() throws {
        let folder = try TemporaryFolder()
        let readers = try (0..<3).map { try write(try manifest($0), in: folder) }
        let whole = try merged(readers, in: folder).record.manifest
        #expect(whole.shard.isWhole && whole.shardStart == nil)
        #expect(whole.plannedRequests == 120)
        #expect(whole.ending == .interrupted)
        // Before the last one has begun not all of the load is there.
        #expect(whole.windowStartNanoseconds == 2 * second)
        #expect(whole.windowEndNanoseconds == 60 * second)
        #expect(whole.client.workers == 3 && whole.client.workerCPUSeconds == 3)
        #expect(whole.shards?.map(\.start.host) == ["c0", "c1", "c2"])
        #expect(whole.shards?.map(\.requests) == [40, 40, 40])
        // What has a number in it is a shard's own.
        let texts = whole.notices.map(\.text)
        #expect(texts.prefix(3) == ["shard 1: of 0", "shard 2: of 1", "shard 3: of 0"])
        #expect(texts.contains { $0.hasPrefix("shard 2 of 3 on c1 ended as interrupted") })
    }

    @Test func `tells of a missing shard, whose part is missing from the plan`() throws {
        let folder = try TemporaryFolder()
        let readers = try [0, 2].map { try write(try manifest($0), in: folder) }
        let whole = try merged(readers, in: folder).record.manifest
        #expect(whole.plannedRequests == 120)
        #expect(whole.notices.contains { $0.text.hasPrefix("1 of 3 shards are missing (2)") })
    }

    @Test func `a shard that was killed before its first request counts as missing`() throws {
        let folder = try TemporaryFolder()
        var readers = try [0, 2].map { try write(try manifest($0), in: folder) }
        var killed = try manifest(1)
        killed.ending = .unfinished
        let directory = try folder.record("killed")
        try directory.write(killed)
        _ = try RecordWriter(
            directory: directory, clock: killed.clock, sampling: sampling()
        ).finish()
        readers.append(try RecordReader(opening: directory.path))
        let whole = try merged(readers, in: folder).record.manifest
        #expect(whole.shards?.map(\.shard.index) == [0, 2])
        let texts = whole.notices.map(\.text)
        #expect(texts.contains { $0.hasPrefix("1 of 3 shards are missing (2)") })
        #expect(texts.contains { $0.contains("before it had recorded a request") })
    }

    @Test func `twins are one unit, which a shard has whole`() throws {
        let folder = try TemporaryFolder()
        let readers = try (0..<3).map { index in
            var manifest = try manifest(index)
            var conversations = ConversationPlan()
            conversations.hasNovelTwins = true
            manifest.plan.conversations = conversations
            return try write(manifest, in: folder) { request in
                let unit = request.request
                request.session = unit * 2 + (unit / 3) % 2
                request.turn = 0
            }
        }
        let record = try merged(readers, in: folder).record
        #expect(record.requests.count == 120)
    }

    @Test func `lays shards that agreed on nothing by the clocks on the wall`() throws {
        let folder = try TemporaryFolder()
        let readers = try (0..<2).map { index in
            var manifest = try manifest(index)
            manifest.shardStart?.agreement = .none
            manifest.shardStart?.clock = nil
            manifest.clock.originRealtimeNanoseconds += Int64(index) * 5 * second
            return try write(manifest, in: folder)
        }
        let (record, reader) = try merged(readers, in: folder)
        let late = try readers[1].read()
        for request in late.requests {
            let found = record.requests.first { $0.request == request.request }
            let since =
                (found?.instants.scheduled ?? record.manifest.origin) - record.manifest.origin
            let own = request.instants.scheduled - late.manifest.origin
            #expect(since - own == .nanoseconds(5 * second + 1))
        }
        // The first one stops first: from then on not all of the load is there.
        #expect(record.manifest.windowEndNanoseconds == 60 * second)
        var chunks = 0
        try reader.forEachChunk { chunk in
            chunks += 1
            let request = record.requests.first { $0.request == chunk.request }
            #expect(chunk.arrived == request?.instants.scheduled)
        }
        #expect(chunks == 80)
        #expect(record.manifest.notices.contains { $0.text.contains("did not agree on a start") })
    }

    @Test(arguments: ["plan", "meeting", "seed", "version", "count", "whole", "twice", "stranger"])
    func `refuses what is of another run, by its name`(fault: String) throws {
        let folder = try TemporaryFolder()
        let first = try write(try manifest(0), in: folder)
        var other = try manifest(1)
        switch fault {
        case "plan": other.shardStart?.planDigest = "feedfeedfeedfeed"
        case "meeting": other.shardStart?.meeting = "another"
        case "seed": other.plan.load.arrivalSeed = 8
        case "version": other.version = "2.0.0"
        case "count": other.shard.count = 4
        case "whole": other.shardStart = nil
        case "twice": other = try manifest(0)
        default: other.shard.index = 2
        }
        var second = try write(other, in: folder)
        if fault == "stranger" {
            other.shard.index = 1
            try second.directory.write(other)
            second = try RecordReader(opening: second.directory.path)
        }
        do {
            _ = try merged([first, second], in: folder)
            Issue.record("it was merged")
        } catch RecordError.cannotMerge(let reason) {
            #expect(reason.contains(second.directory.path), "\(reason)")
        }
    }
}
