import Histogram
import RunModel
import Testing

@testable import RecordStore

/// What a server, a disk or a stranger can put into a record neither ends the process nor costs other rows.
@Suite struct RecordBoundsTests {
    private let origin = manifest().origin
    private static let numbers: [Int64] =
        [
            RecordBounds.counts, RecordBounds.places, RecordBounds.limits, RecordBounds.spans,
            RecordBounds.instants,
        ].flatMap { [$0.lowerBound, $0.upperBound] } + [0, 1, -1, .max, .min + 1]
    private static let labels =
        Outcome.allCases.map(\.rawValue) + Phase.allCases.map(\.rawValue)
        + ResponseMode.allCases.map(\.rawValue) + ["", "true", "false", "cold", "usage"]
    static let texts = [
        "", "\"", "\"\"", "a\nb", "\r", "\r\n", "\0", ",", "'", "''=", "=1", "9223372036854775807",
        "-1", "\u{2028}", "\u{1B}[2J", "e\u{301}", String(repeating: "\"", count: 300),
    ]

    /// Those that a column takes are its own; each has at least one.
    @Test(arguments: RequestColumns.all.map(\.name))
    func `a column writes as it reads, to its ends`(name: String) throws {
        let column = try #require(RequestColumns.all.first { $0.name == name })
        guard let read = column.read else { return }
        let cells =
            Self.numbers.map { RowCells.Cell.number($0) } + Self.labels.map { .text($0) } + [.empty]
        var taken = 0
        for cell in cells {
            var record = RequestRecord(
                request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
            guard read(cell, origin, &record) else { continue }
            taken += 1
            var again = record
            #expect(read(written(column, record), origin, &again))
            #expect(again == record)
        }
        #expect(taken > 0)
        let ends = Set(cells.compactMap(\.number)).filter { number in
            var record = RequestRecord(
                request: 0, round: 0, phase: .measured, mode: .streaming, worker: 0)
            return read(.number(number), origin, &record)
        }
        // Whoever has no limit states the largest number there is.
        if name.hasPrefix("limit_") || name.hasPrefix("remaining_") { #expect(ends.contains(.max)) }
    }

    private func written(_ column: RequestColumn, _ record: RequestRecord) -> RowCells.Cell {
        var buffer = RowBuffer()
        column.write(record, manifest().clock, &buffer)
        let bytes = Array(buffer.storage[..<buffer.count])
        return RowCells(bytes.span)?.cells.first ?? .empty
    }

    @Test(arguments: [Int.max, .min, 0, -1])
    func `what is beyond any run is brought within a record's bounds`(extreme: Int) throws {
        var generated = GeneratedRecords(seed: 7, extreme: extreme)
        for number in 0..<200 {
            let line = line(generated.request(number, origin: origin))
            let read = try RequestTable(header: Array(RequestColumns.header.utf8).span)
                .request(in: line.span, origin: origin)
            #expect(self.line(read) == line)
        }
    }

    @Test(arguments: texts)
    func `a text comes back, its control characters as spaces`(text: String) throws {
        var record = RequestRecord(
            request: 1, round: 1, phase: .measured, mode: .streaming, worker: 0)
        record.instants.scheduled = origin
        record.message = text
        record.error = ServerError()
        record.error?.type = text
        let line = line(record)
        #expect(!line.contains(UInt8(ascii: "\n")) && !line.contains(0))
        let read = try RequestTable(header: Array(RequestColumns.header.utf8).span)
            .request(in: line.span, origin: origin)
        let spaced = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 32 || $0 == "\u{2028}" ? " " : $0 }))
        #expect(read.message == spaced)
        #expect(read.error?.type == spaced)
        #expect(read.error?.code == nil)
    }

    private func line(_ record: RequestRecord) -> [UInt8] {
        var buffer = RowBuffer()
        RequestColumns.write(record, clock: manifest().clock, to: &buffer)
        return Array(buffer.storage[..<(buffer.count - 1)])
    }

    @Test(arguments: [
        ("0,2147483646,63072000000000000,-63072000000000000,0,2147483646,audio,,0", true),
        ("1000000000000,0,0,0,2147483646,0,content,63072000000000000,", true),
        ("0,2147483647,0,0,0,0,content,,", false), ("0,0,63072000000000001,0,0,0,content,,", false),
        ("-1,0,0,0,0,0,content,,", false), ("0,0,0,0,0,0,content,9223372036854775807,", false),
        ("0,-1,0,0,0,0,content,,", false), ("0,0,0,0,0,0,content,,-9223372036854775807", false),
    ])
    func `a chunk row is read to its ends`(row: String, isRow: Bool) throws {
        let chunk = ChunkColumns.read(Array(row.utf8).span, origin: origin)
        #expect((chunk != nil) == isRow)
        guard let chunk else { return }
        var buffer = RowBuffer()
        ChunkColumns.write(chunk, origin: origin, to: &buffer)
        #expect(String(decoding: buffer.storage[..<buffer.count], as: UTF8.self) == row + "\n")
    }

    /// Each alone fits; three of one tag would end whoever adds them up.
    @Test func `histograms that together hold more than 64 bits are damaged`() throws {
        var set = HistogramSet()
        var histogram = LatencyHistogram.latencies()
        histogram.record(1 << 62, count: 2)
        set.add(histogram, to: HistogramKey(metric: .readDelay, mode: .streaming, round: 1))
        let bytes = HistogramLog.encode(
            set, start: UTCTime(nanosecondsSince1970: 0), length: .seconds(1))
        let line = try #require(bytes.split(separator: UInt8(ascii: "\n")).last)
        let read = HistogramLog.read(Array((line + [10] + line + [10] + line)))
        #expect(read.leftOut.unreadable == 2)
        #expect(read.histograms.pooled(.readDelay, .streaming)?.totalCount == 2)
    }
}
