package import RunModel

/// Makes one record of the shards of a run, which is read as any other.
///
/// The numbers of requests, pairs and rounds are those of the whole plan in each shard, so nothing is numbered anew:
/// requests.csv has the shards' rows in the order of their numbers, chunks.csv one shard's rows after another's, and
/// histograms are added. Latencies are left as they are, each a difference on one clock.
package enum RecordMerge {
    /// Whether the records are shards of one run.
    ///
    /// - Throws: `RecordError.cannotMerge` naming the folder that is not.
    package static func check(_ readers: [RecordReader]) throws(RecordError) {
        _ = try ShardSet(readers)
    }

    /// Merges the records of `readers`, in whatever order they are given, into the empty folder `directory`.
    ///
    /// Requests are held in memory, rows of chunks pass through.
    ///
    /// - Returns: the merged manifest as it was written.
    /// - Throws: `RecordError`: where they are not shards of one run, one cannot be read, or the disk is full.
    @discardableResult
    package static func write(
        _ readers: [RecordReader], into directory: RecordDirectory
    ) throws(RecordError) -> RunManifest {
        let (kept, barren) = try ShardSet(readers).partedByRows()
        let shards = try ShardSet(kept)
        var requests: [RequestRecord] = []
        var histograms = HistogramSet()
        var parts: [ShardPart] = []
        var manifests: [RunManifest] = []
        var marks: [RunMark] = []
        for (index, reader) in shards.readers.enumerated() {
            var record = try reader.read()
            try check(record.requests, of: reader)
            let shift = shards.shift(of: index)
            parts.append(
                ShardPart(
                    record.manifest, start: shards.starts[index], requests: record.requests.count,
                    seconds: seconds(of: record.requests)))
            if record.manifest.windowEndNanoseconds == nil {
                let last = record.requests.compactMap(\.instants.started).max()
                record.manifest.windowEndNanoseconds = last.map {
                    ($0 - record.manifest.origin).nanoseconds
                }
            }
            manifests.append(record.manifest.moved(by: shift))
            histograms.merge(record.histograms)
            for index in record.requests.indices { shift.apply(to: &record.requests[index]) }
            requests += record.requests
            marks += record.marks.map { RunMark(at: shift.apply(to: $0.instant), $0.text) }
        }
        requests.sort { ($0.request, $0.attempt) < ($1.request, $1.attempt) }
        var merged = RunManifest.merged(manifests)
        merged.shards = parts
        merged.notices += notices(shards)
        merged.notices += barren.map { shard in
            Notice(
                .other,
                "shard \(shard.words) was ended before it had recorded a request, and counts as missing"
            )
        }
        try directory.write(merged)
        try write(requests, clock: merged.clock, to: directory.path(of: .requests))
        try MarkRows.write(marks, origin: merged.origin, to: directory)
        let chunks = try writeChunks(of: shards, to: directory.path(of: .chunks))
        merged.chunkRows.written = chunks.written
        try writeServer(of: shards, to: directory)
        if chunks.unreadable > 0 {
            merged.notices.append(
                Notice(
                    .other,
                    "\(chunks.unreadable) rows of the shards' chunks.csv could not be read and are left out"
                ))
        }
        try directory.write(
            histograms, clock: merged.clock, length: length(of: requests, since: merged.origin))
        try directory.write(merged)
        return merged
    }

    /// Rows that another shard should have sent: the folders were mixed up, or edited.
    private static func check(
        _ requests: [RequestRecord], of reader: RecordReader
    ) throws(RecordError) {
        let plan = reader.manifest.plan
        let (shard, group) = (reader.manifest.shard, plan.request.modes.requestsInGroup)
        let twins = plan.conversations?.isPaired == true ? 2 : 1
        guard
            let stranger = requests.first(where: {
                // A trace is shared by its conversations, and twins are one unit.
                ($0.session.map { $0 / twins } ?? $0.request / group) % shard.count != shard.index
            })
        else { return }
        throw .cannotMerge(
            reason: "'\(reader.directory.path)' is shard \(shard.words) and holds request "
                + "\(stranger.request), which is another's")
    }

    /// From the first scheduled request to the last end of one.
    private static func seconds(of requests: [RequestRecord]) -> Double? {
        guard let first = requests.map(\.instants.scheduled).min(),
            let last = requests.compactMap(\.instants.closed).max(), last > first
        else { return nil }
        return (last - first).seconds
    }

    private static func notices(_ shards: ShardSet) -> [Notice] {
        var notices: [Notice] = []
        for manifest in shards.readers.map(\.manifest) where manifest.ending != .completed {
            notices.append(
                Notice(
                    .other,
                    "shard \(manifest.shard.words) on \(manifest.shardStart?.host ?? "unknown") ended as "
                        + "\(manifest.ending.rawValue): rates are over the time in which all shards sent"
                ))
        }
        let missing = shards.missing
        if !missing.isEmpty {
            let names = missing.prefix(20).map { String($0 + 1) }.joined(separator: ", ")
            notices.append(
                Notice(
                    .other,
                    "\(missing.count) of \(shards.first.shard.count) shards are missing (\(names)): their part of the "
                        + "load is in no number"))
        }
        let agreements = Set(shards.starts.map(\.agreement))
        if agreements.contains(.none) {
            notices.append(
                Notice(
                    .other,
                    "the shards did not agree on a start: they are laid beside each other by their machines' clocks, "
                        + "which nobody compared"))
        } else if agreements != [.rendezvous] {
            notices.append(
                Notice(
                    .other,
                    "the shards' clocks were not compared: rates and streams over time are as well aligned as the "
                        + "machines' clocks"))
        }
        return notices
    }

    // MARK: Files

    private static let flushBytes = 128 << 10

    private static func write(
        _ requests: [RequestRecord], clock: ClockAnchors, to path: String
    ) throws(RecordError) {
        var file = try RowFile(creating: path, header: RequestColumns.header)
        var buffer = RowBuffer()
        for request in requests {
            RequestColumns.write(request, clock: clock, to: &buffer)
            if buffer.count >= flushBytes { file.append(&buffer, rows: 0) }
        }
        file.append(&buffer, rows: 0)
        if let failure = file.failure { throw failure }
    }

    /// Rows hold nanoseconds since their record's origin, so where that is common they are copied as they stand.
    ///
    /// - Returns: how many there are, and how many could not be read.
    private static func writeChunks(
        of shards: ShardSet, to path: String
    ) throws(RecordError) -> (written: Int, unreadable: Int) {
        var file = try RowFile(creating: path, header: ChunkColumns.header)
        var buffer = RowBuffer()
        var rows = 0
        var unreadable = 0
        for (index, reader) in shards.readers.enumerated() {
            let shift = shards.shift(of: index)
            guard !shift.isNone else {
                unreadable += try reader.forEachChunkRow { row in
                    buffer.append(row)
                    buffer.append(UInt8(ascii: "\n"))
                    rows += 1
                    if buffer.count >= flushBytes { file.append(&buffer, rows: 0) }
                }
                continue
            }
            let leftOut = try reader.forEachChunk { chunk throws(RecordError) in
                var moved = chunk
                shift.apply(to: &moved)
                ChunkColumns.write(moved, origin: shards.first.origin, to: &buffer)
                rows += 1
                if buffer.count >= flushBytes { file.append(&buffer, rows: 0) }
            }
            unreadable += leftOut.unreadable
        }
        file.append(&buffer, rows: 0)
        if let failure = file.failure { throw failure }
        return (rows, unreadable)
    }

    /// The first shard that read the server's own metrics did so for all.
    private static func writeServer(
        of shards: ShardSet, to directory: RecordDirectory
    ) throws(RecordError) {
        for (index, reader) in shards.readers.enumerated() {
            guard let server = try reader.server() else { continue }
            let shift = shards.shift(of: index)
            var file = try RowFile(
                creating: directory.path(of: .server), header: ServerRow.header)
            var buffer = RowBuffer()
            let scrapes = Dictionary(grouping: server.scrapes) { $0.at }
            let values = Dictionary(grouping: server.values) { $0.at }
            for at in Set(scrapes.keys).union(values.keys).sorted() {
                for var value in values[at] ?? [] {
                    value.at = shift.apply(to: value.at)
                    ServerRow.write(value, origin: shards.first.origin, to: &buffer)
                }
                for var scrape in scrapes[at] ?? [] {
                    scrape.at = shift.apply(to: scrape.at)
                    ServerRow.write(scrape, origin: shards.first.origin, to: &buffer)
                }
                if buffer.count >= flushBytes { file.append(&buffer, rows: 0) }
            }
            file.append(&buffer, rows: 0)
            if let failure = file.failure { throw failure }
            return
        }
    }

    /// From the origin to the last end of a request.
    private static func length(
        of requests: [RequestRecord], since origin: MonotonicInstant
    ) -> Duration {
        (requests.compactMap(\.instants.closed).max() ?? origin) - origin
    }
}
