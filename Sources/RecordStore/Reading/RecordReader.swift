package import RunModel

/// Reads a run's folder.
package struct RecordReader: Sendable {
    package let directory: RecordDirectory
    package let manifest: RunManifest

    /// Opens the folder at `path` and reads its manifest.
    ///
    /// - Throws: `RecordError`, when there is no manifest or it cannot be understood.
    package init(opening path: String) throws(RecordError) {
        directory = try RecordDirectory(opening: path)
        let file = directory.path(of: .manifest)
        manifest = try ManifestFile.decode(try InputFile.contents(of: file), file: file)
    }

    /// Everything but the chunk rows. Where histograms.hlog is missing, as a killed run leaves it, the
    /// histograms are built from the chunk rows, and a notice in the manifest says so.
    ///
    /// - Throws: `RecordError` naming the file and the line that cannot be read.
    package func read() throws(RecordError) -> RunRecord {
        let (requests, isTorn) = try requests()
        var record = RunRecord(
            manifest: manifest, requests: requests, histograms: HistogramSet(),
            tornRows: isTorn ? 1 : 0)
        if isTorn { record.noteTornRow(of: .requests) }
        guard directory.holds(.histograms) else {
            try rebuildHistograms(of: &record)
            return record
        }
        let file = directory.path(of: .histograms)
        record.histograms = try HistogramLog.decode(
            try InputFile.contents(of: file), file: file)
        return record
    }

    /// The rows of chunks.csv in the order they were written: rows of one request by their index,
    /// requests mixed. One pass in constant memory.
    ///
    /// - Returns: 1 where the last line is unfinished and left out, else 0.
    /// - Throws: `RecordError`; also what `body` throws.
    @discardableResult
    package func forEachChunk(
        _ body: (ChunkRecord) throws(RecordError) -> Void
    ) throws(RecordError) -> Int {
        guard directory.holds(.chunks) else { return 0 }
        let file = directory.path(of: .chunks)
        let origin = manifest.origin
        var lines = try LineReader(opening: file)
        let isTorn = try lines.forEachLine { line, number throws(RecordError) in
            if number > 1 {
                guard let chunk = ChunkColumns.read(line, origin: origin) else {
                    throw RecordError.malformed(
                        file: file, line: number, reason: "it is not a row of chunks")
                }
                try body(chunk)
            } else if !ChunkColumns.isHeader(String(copying: line)) {
                throw RecordError.malformed(
                    file: file, line: 1,
                    reason: "the columns should be \(ChunkColumns.header)")
            }
        }
        return isTorn ? 1 : 0
    }

    private func requests() throws(RecordError) -> ([RequestRecord], isTorn: Bool) {
        let file = directory.path(of: .requests)
        var table: RequestTable?
        var requests: [RequestRecord] = []
        var lines = try LineReader(opening: file)
        let isTorn = try lines.forEachLine { line, number throws(RecordError) in
            do throws(RequestTable.Fault) {
                if let table {
                    requests.append(try table.request(in: line, origin: manifest.origin))
                } else {
                    table = try RequestTable(header: line)
                }
            } catch {
                throw RecordError.malformed(file: file, line: number, reason: error.reason)
            }
        }
        return (requests, isTorn)
    }

    private func rebuildHistograms(of record: inout RunRecord) throws(RecordError) {
        guard manifest.plan.record.chunks != .none else {
            record.manifest.notices.append(
                Notice(.other, "The run was killed and kept no chunk rows: no chunk latencies."))
            return
        }
        var rebuild = HistogramRebuild(requests: record.requests)
        let tornRows = try forEachChunk { chunk throws(RecordError) in rebuild.add(chunk) }
        record.tornRows += tornRows
        if tornRows > 0 { record.noteTornRow(of: .chunks) }
        record.histograms = rebuild.histograms
        record.manifest.notices.append(
            Notice(
                .other,
                "histograms.hlog is missing: chunk latencies were counted from "
                    + "\(rebuild.countedRows) rows of chunks.csv."))
    }
}

extension RunRecord {
    fileprivate mutating func noteTornRow(of file: RecordDirectory.File) {
        manifest.notices.append(
            Notice(.other, "The last line of \(file.rawValue) is unfinished and left out."))
    }
}
