internal import RunModel

/// The columns of chunks.csv. Written out by hand, unlike `RequestColumns`: a run writes millions of
/// these rows.
enum ChunkColumns {
    static let names = [
        "request", "index", "arrived_ns", "read_ns", "bytes", "events_in_read", "kind", "sent_ns",
        "earliest_ns",
    ]

    static let header = names.joined(separator: ",")

    /// Whether the line is the head of a file of ours; those of before have no `earliest_ns`.
    static func isHeader(_ line: String) -> Bool {
        line == header || line == names.dropLast().joined(separator: ",")
    }

    static func write(_ chunk: ChunkRecord, origin: MonotonicInstant, to buffer: inout RowBuffer) {
        let comma = UInt8(ascii: ",")
        let zero = origin.nanoseconds
        buffer.append(Int64(chunk.request), end: comma)
        buffer.append(Int64(chunk.index), end: comma)
        buffer.append(chunk.arrived.nanoseconds - zero, end: comma)
        buffer.append(chunk.read.nanoseconds - zero, end: comma)
        buffer.append(Int64(chunk.bytes), end: comma)
        buffer.append(Int64(chunk.eventsInRead), end: comma)
        buffer.append(chunk.kind.rawValue)
        buffer.append(comma)
        if let sent = chunk.sent {
            buffer.append(sent.nanoseconds - zero, end: comma)
        } else {
            buffer.append(comma)
        }
        if let earliest = chunk.earliest {
            buffer.append(earliest.nanoseconds - zero, end: UInt8(ascii: "\n"))
        } else {
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    /// The row that `line` holds, without its line feed; nil where it is not one.
    static func read(_ line: Span<UInt8>, origin: MonotonicInstant) -> ChunkRecord? {
        var cells = NumberCells()
        guard let request = cells.number(in: line), let index = cells.number(in: line),
            let arrived = cells.number(in: line), let read = cells.number(in: line),
            let bytes = cells.number(in: line), let events = cells.number(in: line),
            let kind = kind(in: line, &cells), RecordBounds.counts.contains(request),
            [index, bytes, events].allSatisfy(RecordBounds.chunkCounts.contains)
        else { return nil }
        guard let sent = cells.numberOrNothing(in: line) else { return nil }
        var earliest: Int64?
        if cells.position < line.count {
            earliest = cells.number(in: line)
            guard earliest != nil, cells.isAtLineEnd else { return nil }
        }
        guard
            [arrived, read, sent.number ?? 0, earliest ?? 0].allSatisfy(
                RecordBounds.instants.contains)
        else { return nil }
        func instant(_ nanoseconds: Int64?) -> MonotonicInstant? {
            nanoseconds.map { MonotonicInstant(nanoseconds: $0 &+ origin.nanoseconds) }
        }
        var chunk = ChunkRecord(
            request: Int(request), index: Int32(index),
            arrived: MonotonicInstant(nanoseconds: arrived &+ origin.nanoseconds),
            read: MonotonicInstant(nanoseconds: read &+ origin.nanoseconds),
            bytes: Int32(bytes), eventsInRead: Int32(events), kind: kind, sent: instant(sent.number)
        )
        chunk.earliest = instant(earliest)
        return chunk
    }

    private static func kind(in line: Span<UInt8>, _ cells: inout NumberCells) -> OutputKind? {
        let start = cells.position
        var end = start
        while end < line.count, line[end] != UInt8(ascii: ",") { end += 1 }
        guard end < line.count else { return nil }
        cells.position = end + 1
        // Nearly all rows; the others pay for a String.
        if isContent(line.extracting(start..<end)) { return .content }
        return OutputKind(rawValue: String(copying: line.extracting(start..<end)))
    }

    private static func isContent(_ label: Span<UInt8>) -> Bool {
        let content: StaticString = "content"
        guard label.count == content.utf8CodeUnitCount else { return false }
        return content.withUTF8Buffer { letters in
            letters.indices.allSatisfy { letters[$0] == label[$0] }
        }
    }
}
