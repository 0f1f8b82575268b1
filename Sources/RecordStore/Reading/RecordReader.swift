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
        manifest = try ManifestFile.decode(
            try InputFile.contents(of: file, limit: Self.longestManifest), file: file)
    }

    /// Everything but the chunk rows. Where histograms.hlog is missing, as a killed run leaves it, or damaged, the
    /// histograms are built from the chunk rows, and a notice in the manifest says so. Rows that cannot be
    /// read are left out, and a notice counts them.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    package func read() throws(RecordError) -> RunRecord {
        var record = RunRecord(manifest: manifest, requests: [], histograms: HistogramSet())
        record.note(try readRequests(into: &record.requests), of: .requests)
        if let (server, leftOut) = try readServer() {
            record.server = server
            record.note(leftOut, of: .server)
        }
        let (marks, leftOut) = try MarkRows.read(directory, origin: manifest.origin)
        record.marks = marks
        record.note(leftOut, of: .marks)
        guard directory.holds(.histograms) else {
            try rebuildHistograms(of: &record, since: "is missing")
            return record
        }
        let log = HistogramLog.read(
            try InputFile.contents(of: directory.path(of: .histograms), limit: Self.longestLog))
        record.histograms = log.histograms
        record.note(log.leftOut, of: .histograms)
        if log.leftOut.unreadable > 0, manifest.plan.record.chunks != .none {
            try rebuildHistograms(of: &record, since: "is damaged")
        }
        return record
    }

    private static let longestManifest = 64 << 20
    private static let longestLog = 256 << 20

    /// The rows of chunks.csv in the order they were written: rows of one request by their index,
    /// requests mixed. One pass in constant memory.
    ///
    /// - Returns: what is left out.
    /// - Throws: `RecordError`; also what `body` throws.
    @discardableResult
    package func forEachChunk(
        _ body: (ChunkRecord) throws(RecordError) -> Void
    ) throws(RecordError) -> LeftOutRows {
        guard directory.holds(.chunks) else { return LeftOutRows() }
        let file = directory.path(of: .chunks)
        let origin = manifest.origin
        var leftOut = LeftOutRows()
        var lines = try LineReader(opening: file)
        let rest = try lines.forEachLine { line, number throws(RecordError) in
            if number > 1 {
                if let chunk = ChunkColumns.read(line, origin: origin) {
                    try body(chunk)
                } else {
                    leftOut.add(line: number, "it is not a row of chunks")
                }
            } else if !ChunkColumns.isHeader(String(copying: line)) {
                throw RecordError.malformed(
                    file: file, line: 1,
                    reason: "the columns should be \(ChunkColumns.header)")
            }
        }
        leftOut.add(rest)
        return leftOut
    }

    /// The rows of chunks.csv as they stand, without their line feeds; an unfinished one is left out, and so are those
    /// that have another number of cells.
    ///
    /// - Returns: how many of the latter there are.
    /// - Throws: `RecordError`
    func forEachChunkRow(_ body: (Span<UInt8>) -> Void) throws(RecordError) -> Int {
        guard directory.holds(.chunks) else { return 0 }
        let file = directory.path(of: .chunks)
        let commas = ChunkColumns.header.utf8.count { $0 == UInt8(ascii: ",") }
        var lines = try LineReader(opening: file)
        var unreadable = 0
        _ = try lines.forEachLine { line, number throws(RecordError) in
            var found = 0
            for index in line.indices where line[index] == UInt8(ascii: ",") { found += 1 }
            guard number > 1 else {
                guard found == commas else {
                    throw RecordError.malformed(
                        file: file, line: 1,
                        reason: "the columns should be \(ChunkColumns.header)")
                }
                return
            }
            if found == commas { body(line) } else { unreadable += 1 }
        }
        return unreadable
    }

    /// The rows of requests.csv alone, in the order in which the requests ended; of a run under way those that have
    /// been written. Rows that cannot be read are left out.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    package func requests() throws(RecordError) -> [RequestRecord] {
        var requests: [RequestRecord] = []
        _ = try readRequests(into: &requests)
        return requests
    }

    private func readRequests(
        into requests: inout [RequestRecord]
    ) throws(RecordError) -> LeftOutRows {
        let file = directory.path(of: .requests)
        var table: RequestTable?
        var leftOut = LeftOutRows()
        var lines = try LineReader(opening: file)
        let rest = try lines.forEachLine { line, number throws(RecordError) in
            do throws(RequestTable.Fault) {
                if let table {
                    requests.append(try table.request(in: line, origin: manifest.origin))
                } else {
                    table = try RequestTable(header: line)
                }
            } catch {
                // Without its header no row of the file means anything.
                guard table != nil else {
                    throw RecordError.malformed(file: file, line: number, reason: error.reason)
                }
                leftOut.add(line: number, error.reason)
            }
        }
        leftOut.add(rest)
        return leftOut
    }

    /// What server.csv holds; nil without one.
    ///
    /// - Throws: `RecordError` naming the file that cannot be read.
    package func server() throws(RecordError) -> ServerRecord? { try readServer()?.record }

    private func readServer() throws(RecordError) -> (record: ServerRecord, leftOut: LeftOutRows)? {
        guard directory.holds(.server) else { return nil }
        let file = directory.path(of: .server)
        let origin = manifest.origin
        var record = ServerRecord()
        var leftOut = LeftOutRows()
        var lines = try LineReader(opening: file)
        let rest = try lines.forEachLine { line, number throws(RecordError) in
            guard number > 1 else {
                guard String(copying: line) == ServerRow.header else {
                    throw RecordError.malformed(
                        file: file, line: 1, reason: "the columns should be \(ServerRow.header)")
                }
                return
            }
            switch ServerRow.read(line, origin: origin) {
            case .scrape(let scrape): record.scrapes.append(scrape)
            case .value(let value): record.values.append(value)
            case nil: leftOut.add(line: number, "it is not a row of server.csv")
            }
        }
        leftOut.add(rest)
        return (record, leftOut)
    }

    private func rebuildHistograms(
        of record: inout RunRecord, since reason: String
    ) throws(RecordError) {
        guard manifest.plan.record.chunks != .none else {
            record.manifest.notices.append(
                Notice(.other, "The run was killed and kept no chunk rows: no chunk latencies."))
            return
        }
        var rebuild = HistogramRebuild(requests: record.requests)
        let leftOut = try forEachChunk { chunk throws(RecordError) in rebuild.add(chunk) }
        record.note(leftOut, of: .chunks)
        record.histograms = rebuild.histograms
        record.manifest.notices.append(
            Notice(
                .other,
                "histograms.hlog \(reason): chunk latencies were counted from "
                    + "\(rebuild.countedRows) rows of chunks.csv."))
    }
}
