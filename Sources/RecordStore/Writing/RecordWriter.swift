internal import Glibc
package import RunModel
internal import Synchronization

/// Appends the rows of a run to its folder, on one thread of its own.
///
/// Workers hand over filled buffers with `submit`, which takes a lock for the length of a swap and
/// never waits for the disk. Each 0.2 s the thread formats what has come and writes it, so that a
/// killed run loses what stood in the workers' buffers and one tick more. Where the disk is slower
/// than the load, 128 MiB of rows may wait; beyond that chunk rows are dropped and counted, and
/// request rows never are. When a write is refused the run goes on: what is on disk stays valid,
/// what could not be written is counted, and `failure` says so.
package final class RecordWriter: Sendable {
    /// Memory of rows that may wait for the disk.
    package static let defaultBacklogBytes = 128 << 20

    private let exchange: WriterExchange
    private let thread: Mutex<WriterThread?>
    private let sampling: ChunkSampling
    private let submittedChunkRows = Atomic<Int>(0)

    /// Makes requests.csv and chunks.csv with their header rows and starts the thread, which hands each request to
    /// `complete` before it writes its row.
    ///
    /// - Throws: `RecordError.cannotWrite` or `.cannotStartWriter`.
    package init(
        directory: RecordDirectory, clock: ClockAnchors, sampling: ChunkSampling,
        backlogBytes: Int = RecordWriter.defaultBacklogBytes,
        completing complete: (@Sendable (inout RequestRecord) -> Void)? = nil
    ) throws(RecordError) {
        let exchange = try WriterExchange(
            loop: WriterLoop(
                requestsPath: directory.path(of: .requests),
                chunksPath: directory.path(of: .chunks), clock: clock,
                completing: complete),
            backlogBytes: backlogBytes)
        self.exchange = exchange
        self.sampling = sampling
        thread = Mutex(try WriterThread { exchange.run() })
    }

    deinit { _ = finish() }

    /// Takes the rows of `batch` and leaves an empty batch with reusable memory in its place.
    ///
    /// From any thread; about 0.1 us. Call it at least each 0.25 s, so that a killed run loses little.
    package func submit(_ batch: inout RecordBatch) {
        guard !batch.isEmpty else { return }
        let rows = exchange.submit(&batch)
        submittedChunkRows.add(rows, ordering: .relaxed)
    }

    /// Whether the chunks of `request` are to be submitted. Ask once, when the request starts; where
    /// the answer is no, count its events in `RecordBatch.skippedChunkRows`.
    ///
    /// From any thread, without a lock.
    package func keepsChunks(ofRequest request: Int) -> Bool {
        sampling.keeps(request: request, afterRows: submittedChunkRows.load(ordering: .relaxed))
    }

    /// The run so far. From any thread; workers never wait for it.
    package func liveSnapshot() -> LiveCounts {
        exchange.live.withLock { $0.snapshot }
    }

    /// TTFT of measured successes so far, from *sent*.
    package func liveFirstTokens() -> LatencyHistogram {
        exchange.live.withLock { $0.firstTokens }
    }

    /// From now on `takeSpan` has something to say. The writer's thread pays for it, some 0.1 us a chunk.
    package func watch() {
        exchange.live.withLock { if $0.watch == nil { $0.watch = LiveWatch() } }
    }

    /// What came since the last call; nil while nobody watches. For one caller.
    package func takeSpan() -> LiveSpan? {
        exchange.live.withLock { $0.watch?.take() }
    }

    /// The first refused write, as soon as it has happened: the run should end as `recordFailed`.
    package var failure: RecordError? {
        exchange.live.withLock { $0.failure }
    }

    /// Writes what waits, closes the files and joins the thread. Later calls return the same report.
    ///
    /// Rows submitted after this are lost without being counted.
    package func finish() -> WriterReport {
        thread.withLock { thread in
            guard let running = thread else { return }
            exchange.close()
            running.join()
            thread = nil
        }
        let rows = submittedChunkRows.load(ordering: .relaxed)
        return exchange.report(keptShare: sampling.keptShare(afterRows: rows))
    }
}

/// What became of the rows of a run.
package struct WriterReport: Sendable, Equatable {
    package var requestRows = 0
    /// Request rows that a refused write kept off the disk.
    package var lostRequestRows = 0
    /// Chunk rows on disk and left out by sampling, for the manifest.
    package var chunkRows = ChunkRowCounts()
    /// Chunk rows that a refused write kept off the disk.
    package var lostChunkRows = 0
    /// Chunk rows left out because the disk was slower than the load.
    package var droppedChunkRows = 0
    /// Processor time of the writer's thread.
    package var cpuSeconds = 0.0
    /// The first refused write.
    package var failure: RecordError?

    package init() {}
}
