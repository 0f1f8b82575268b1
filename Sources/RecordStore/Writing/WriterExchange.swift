internal import Glibc
internal import RunModel
internal import Synchronization

/// What the workers, the writer's thread and the progress line share.
///
/// Three locks that are never held together with one another: workers take only `queue`, the progress
/// line only `live`. The thread holds `loop` all its life, which is what makes the loop's state its own.
final class WriterExchange: Sendable {
    let live = Mutex(LiveTally())
    private let queue: Mutex<BatchQueue>
    private let loop: Mutex<WriterLoop>
    private let bell: WakeBell

    /// The longest that rows wait in the queue.
    private static let tick = Duration.milliseconds(200)

    init(loop: consuming WriterLoop, backlogBytes: Int) throws(RecordError) {
        bell = try WakeBell()
        queue = Mutex(BatchQueue(limitBytes: backlogBytes))
        self.loop = Mutex(loop)
    }

    func submit(_ batch: inout RecordBatch) -> Int {
        queue.withLock { $0.submit(&batch) }
    }

    /// Lets `run` return once everything submitted is written.
    func close() {
        queue.withLock { $0.isClosed = true }
        bell.ring()
    }

    /// The body of the writer's thread.
    func run() {
        loop.withLock { loop in
            var isOpen = true
            while isOpen {
                bell.wait(atMost: Self.tick)
                // Closed before taken: what was submitted before `close` is in this last round.
                let isClosed = queue.withLock { $0.isClosed }
                var batches = queue.withLock { $0.takeFilled() }
                write(&batches, with: &loop)
                isOpen = !isClosed
            }
            loop.noteProcessorTime()
        }
    }

    /// To be called after the thread has ended.
    func report(keptShare: Double) -> WriterReport {
        var report = loop.withLock { $0.report }
        let (dropped, skipped) = queue.withLock { ($0.droppedChunkRows, $0.skippedChunkRows) }
        report.droppedChunkRows = dropped
        report.chunkRows.skipped = skipped
        report.chunkRows.keptShare = keptShare
        return report
    }

    private func write(_ batches: inout [RecordBatch], with loop: inout WriterLoop) {
        guard !batches.isEmpty else { return }
        var bytes = 0
        for batch in batches {
            bytes += batch.requestBytes + batch.chunkBytes
            loop.write(batch)
        }
        let failure = loop.failure
        live.withLock { live in
            for batch in batches { live.count(batch) }
            live.failure = failure
        }
        for index in batches.indices { batches[index].removeAll() }
        queue.withLock { $0.giveBack(batches, bytes: bytes) }
    }
}
