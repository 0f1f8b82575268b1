/// Batches on their way from the workers to the writer, and emptied ones on their way back.
///
/// A value without a lock: `WriterExchange` keeps it in a `Mutex`.
struct BatchQueue {
    private var filled: [RecordBatch] = []
    private var spare: [RecordBatch] = []
    /// Memory of the rows submitted and not yet written.
    private var pendingBytes = 0
    private let limitBytes: Int

    /// Chunk rows left out since the disk was slower than the load.
    private(set) var droppedChunkRows = 0
    private(set) var skippedChunkRows = 0
    var isClosed = false

    init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    /// Takes the rows of `batch` and leaves an empty batch there, one with memory where there is one.
    ///
    /// Over the limit the batch's chunk rows are dropped and counted; request rows never are.
    ///
    /// - Returns: the chunk rows taken.
    mutating func submit(_ batch: inout RecordBatch) -> Int {
        skippedChunkRows += batch.skippedChunkRows
        if pendingBytes + batch.chunkBytes > limitBytes {
            droppedChunkRows += batch.chunks.count
            batch.chunks.removeAll(keepingCapacity: true)
        }
        let rows = batch.chunks.count
        pendingBytes += batch.requestBytes + batch.chunkBytes
        var empty = spare.popLast() ?? RecordBatch()
        swap(&batch, &empty)
        filled.append(empty)
        return rows
    }

    /// All batches that wait, oldest first.
    mutating func takeFilled() -> [RecordBatch] {
        defer { filled.removeAll() }
        return filled
    }

    /// Takes back batches whose rows, `bytes` of them, are written. Keeps the memory of a few.
    mutating func giveBack(_ batches: [RecordBatch], bytes: Int) {
        pendingBytes -= bytes
        for batch in batches where spare.count < 32 && batch.isEmpty { spare.append(batch) }
    }
}
