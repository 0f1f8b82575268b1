import Histogram
import RecordStore
import RunModel
import Testing

@Suite struct RecordRoundTripTests {
    private let folder: TemporaryFolder
    private let origin = manifest().origin

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `reads back every field of every row`(seed: UInt64) throws {
        let directory = try folder.record()
        try directory.write(manifest())
        var generated = GeneratedRecords(seed: seed)
        var batch = RecordBatch()
        batch.requests = (0..<500).map { generated.request($0, origin: origin) }
        batch.chunks = (0..<2_000).map {
            generated.chunk($0 / 7, Int32($0 % 7), origin: origin)
        }
        let (requests, chunks) = (batch.requests, batch.chunks)

        let writer = try RecordWriter(
            directory: directory, clock: manifest().clock, sampling: sampling())
        writer.submit(&batch)
        let report = writer.finish()

        #expect(batch.isEmpty)
        #expect(report.requestRows == 500)
        #expect(report.chunkRows.written == 2_000)
        let reader = try RecordReader(opening: directory.path)
        #expect(try reader.read().requests == requests)
        var read: [ChunkRecord] = []
        let torn = try reader.forEachChunk { read.append($0) }
        #expect(torn == LeftOutRows())
        #expect(read == chunks)
    }

    @Test func `reads back the manifest with acronyms and names of libraries`() throws {
        let directory = try folder.record()
        var written = manifest()
        written.plan.target.baseURL = "https://api.example.com/v1"
        written.plan.connection.usesHTTP2 = true
        written.plan.load.duration = TimeSpan(.seconds(30))
        written.plan.seed = .max
        written.libraries = ["libcurl": "7.88.1", "swift_nio": "2.101.0", "CPUlib": "1"]
        written.client.workerCPUSeconds = 1.25
        written.windowStartNanoseconds = 12
        written.notices = [Notice(.usageDowngrade, "a \"b\"\nc")]
        try directory.write(written)

        #expect(try RecordReader(opening: directory.path).manifest == written)
        let text = try lines(of: directory, .manifest).joined()
        for key in ["base_url", "uses_http2", "worker_cpu_seconds", "origin_monotonic_nanoseconds"]
        {
            #expect(text.contains("\"\(key)\""))
        }
    }

    @Test func `reads back histograms`() throws {
        let directory = try folder.record()
        try directory.write(manifest())
        try #require(
            try RecordWriter(directory: directory, clock: manifest().clock, sampling: sampling())
                .finish().failure == nil)
        var histogram = LatencyHistogram.latencies()
        for value in 1...5_000 { histogram.record(UInt64(value * value)) }
        var set = HistogramSet()
        let key = HistogramKey(metric: .interChunkLatency, mode: .streaming, round: 3)
        set.add(histogram, to: key)
        try directory.write(set, clock: manifest().clock, length: .seconds(60))

        let read = try RecordReader(opening: directory.path).read()
        #expect(read.histograms.histograms == set.histograms)
        #expect(read.manifest.notices.isEmpty)
    }

    @Test(arguments: [(1, "streamgauge run"), (99, "a newer streamgauge")])
    func `says which version of the format it does not know, and what helps`(
        format: Int, help: String
    ) throws {
        let directory = try folder.record()
        var other = manifest()
        other.format = format
        try directory.write(other)

        let file = directory.path(of: .manifest)
        let error = #expect(throws: RecordError.unknownFormat(file: file, format: format)) {
            try RecordReader(opening: directory.path)
        }
        #expect(error?.description.contains(help) == true)
    }
}
