internal import RunModel

extension RecordMerge {
    /// Merges the records of `readers`, chunk rows included, into the empty folder `directory`.
    ///
    /// Chunk rows pass one by one; requests are held in memory.
    ///
    /// - Throws: `RecordError`, also where a source cannot be read or the disk is full.
    /// - Returns: the merged record as it was written.
    @discardableResult
    package static func write(
        _ readers: [RecordReader], into directory: RecordDirectory
    ) throws(RecordError) -> RunRecord {
        var records: [RunRecord] = []
        for reader in readers { records.append(try reader.read()) }
        var (merged, numbers) = try numbered(records)
        merged.manifest.notices += caveats(records)
        try directory.write(merged.manifest)
        try writeRequests(of: merged, to: directory.path(of: .requests))
        merged.manifest.chunkRows.written = try writeChunks(
            of: readers, numbers: numbers, clock: merged.manifest.clock,
            to: directory.path(of: .chunks))
        try directory.write(
            merged.histograms, clock: merged.manifest.clock, length: length(of: merged))
        try directory.write(merged.manifest)
        return merged
    }

    private static let flushBytes = 128 << 10

    private static func writeRequests(of record: RunRecord, to path: String) throws(RecordError) {
        var file = try RowFile(creating: path, header: RequestColumns.header)
        var buffer = RowBuffer()
        for request in record.requests {
            RequestColumns.write(request, clock: record.manifest.clock, to: &buffer)
            if buffer.count >= flushBytes { file.append(&buffer, rows: 0) }
        }
        file.append(&buffer, rows: 0)
        if let failure = file.failure { throw failure }
    }

    /// Rows of requests that have none in requests.csv, in flight when their run was killed, are left
    /// out: they have no new number.
    private static func writeChunks(
        of readers: [RecordReader], numbers: [[Int: Int]], clock: ClockAnchors, to path: String
    ) throws(RecordError) -> Int {
        var file = try RowFile(creating: path, header: ChunkColumns.header)
        var buffer = RowBuffer()
        var rows = 0
        let origin = MonotonicInstant(nanoseconds: clock.originMonotonicNanoseconds)
        for (reader, numbers) in zip(readers, numbers) {
            let shift = ClockShift(from: reader.manifest.clock, to: clock)
            try reader.forEachChunk { chunk throws(RecordError) in
                guard let number = numbers[chunk.request] else { return }
                var moved = chunk
                moved.request = number
                shift.apply(to: &moved)
                ChunkColumns.write(moved, origin: origin, to: &buffer)
                rows += 1
                if buffer.count >= flushBytes { file.append(&buffer, rows: 0) }
            }
        }
        file.append(&buffer, rows: 0)
        if let failure = file.failure { throw failure }
        return rows
    }

    /// From the origin to the last end of a request.
    private static func length(of record: RunRecord) -> Duration {
        let ends = record.requests.compactMap(\.instants.closed)
        return (ends.max() ?? record.manifest.origin) - record.manifest.origin
    }
}
