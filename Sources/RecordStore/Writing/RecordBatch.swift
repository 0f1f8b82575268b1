package import RunModel

/// What a worker hands to the writer at once: ended requests, chunk rows, and the number of chunk rows
/// it left out because `RecordWriter.keepsChunks` said no.
package struct RecordBatch: Sendable {
    package var requests: [RequestRecord] = []
    package var chunks: [ChunkRecord] = []
    package var skippedChunkRows = 0

    package init() {}

    package var isEmpty: Bool { requests.isEmpty && chunks.isEmpty && skippedChunkRows == 0 }

    /// Memory of the rows, for the bound on the backlog. Messages are not counted: 300 bytes at most.
    var requestBytes: Int { requests.count * MemoryLayout<RequestRecord>.stride }
    var chunkBytes: Int { chunks.count * MemoryLayout<ChunkRecord>.stride }

    /// Empties it and keeps its memory for the next rows.
    mutating func removeAll() {
        requests.removeAll(keepingCapacity: true)
        chunks.removeAll(keepingCapacity: true)
        skippedChunkRows = 0
    }
}
