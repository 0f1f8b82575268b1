internal import Glibc
internal import RunModel

/// Formats batches into the two CSV files. Belongs to the writer's thread.
struct WriterLoop: ~Copyable {
    private var requests: RowFile
    private var chunks: RowFile
    private var buffer = RowBuffer()
    private let clock: ClockAnchors
    /// Completes a request's row before it is written.
    private let complete: (@Sendable (inout RequestRecord) -> Void)?
    private var cpuSeconds = 0.0

    /// Bytes after which the buffer is written: large enough that the system call costs nothing beside
    /// the formatting, small enough to stay in the processor's cache.
    private static let flushBytes = 128 << 10

    init(
        requestsPath: String, chunksPath: String, clock: ClockAnchors,
        completing complete: (@Sendable (inout RequestRecord) -> Void)? = nil
    ) throws(RecordError) {
        let requests = try RowFile(creating: requestsPath, header: RequestColumns.header)
        chunks = try RowFile(creating: chunksPath, header: ChunkColumns.header)
        self.requests = requests
        self.clock = clock
        self.complete = complete
    }

    var failure: RecordError? { requests.failure ?? chunks.failure }

    mutating func write(_ batch: RecordBatch) {
        var rows = 0
        for chunk in batch.chunks {
            ChunkColumns.write(chunk, origin: clock.origin, to: &buffer)
            rows += 1
            if buffer.count >= Self.flushBytes {
                chunks.append(&buffer, rows: rows)
                rows = 0
            }
        }
        if rows > 0 { chunks.append(&buffer, rows: rows) }

        rows = 0
        for var request in batch.requests {
            complete?(&request)
            RequestColumns.write(request, clock: clock, to: &buffer)
            rows += 1
            if buffer.count >= Self.flushBytes {
                requests.append(&buffer, rows: rows)
                rows = 0
            }
        }
        if rows > 0 { requests.append(&buffer, rows: rows) }
    }

    mutating func noteProcessorTime() {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What this thread knows of the final report.
    var report: WriterReport {
        var report = WriterReport()
        report.requestRows = requests.writtenRows
        report.lostRequestRows = requests.lostRows
        report.chunkRows.written = chunks.writtenRows
        report.lostChunkRows = chunks.lostRows
        report.cpuSeconds = cpuSeconds
        report.failure = failure
        return report
    }
}
