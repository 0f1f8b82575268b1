import Foundation
import Histogram
import RecordStore
import RunModel
import Testing

@Suite struct RecordReaderTests {
    private let folder: TemporaryFolder
    private let directory: RecordDirectory
    private let origin = manifest().origin

    init() throws {
        folder = try TemporaryFolder()
        directory = try folder.record()
        try directory.write(manifest())
        var batch = RecordBatch()
        for number in 0..<3 {
            var request = RequestRecord(
                request: number, round: 1, phase: number == 0 ? .warmup : .measured,
                mode: .streaming, worker: 0)
            request.instants.scheduled = origin
            batch.requests.append(request)
            for index in 0..<4 { batch.chunks.append(chunk(number, Int32(index))) }
        }
        let writer = try RecordWriter(
            directory: directory, clock: manifest().clock, sampling: sampling())
        writer.submit(&batch)
        _ = writer.finish()
    }

    /// Events 30 ms apart, each read 1 ms after it came; the last two of a request in one read.
    private func chunk(_ request: Int, _ index: Int32) -> ChunkRecord {
        let arrived = origin + .milliseconds(30 * min(index, 2))
        return ChunkRecord(
            request: request, index: index, arrived: arrived, read: arrived + .milliseconds(1),
            bytes: 10, eventsInRead: index < 2 ? 1 : 2, kind: .content,
            sent: arrived + .microseconds(-10))
    }

    @Test func `leaves out a line that a killed run did not finish`() throws {
        try append("3,1,measured,stre", to: directory.path(of: .requests))
        try append("2,4,1", to: directory.path(of: .chunks))

        let reader = try RecordReader(opening: directory.path)
        let record = try reader.read()
        #expect(record.requests.count == 3)
        // One in each file: the chunk rows were read to rebuild the histograms.
        #expect(record.tornRows == 2)
        var rows = 0
        let torn = try reader.forEachChunk { _ in rows += 1 }
        #expect(rows == 12)
        #expect(torn.unfinished == 1)
        #expect(torn.unreadable == 0)
    }

    @Test func `reads a record of before, which lacks the columns that came later`() throws {
        let file = directory.path(of: .requests)
        let later = [
            "probe", "follows", "max_tokens", "target", "departure", "is_error_object",
        ]
        let lines = try String(contentsOfFile: file, encoding: .utf8)
            .split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
        let names = try #require(lines.first).map(String.init)
        let kept = names.indices.filter { !later.contains(names[$0]) }
        #expect(kept.count == names.count - later.count)
        let text = lines.map { line in kept.map { String(line[$0]) }.joined(separator: ",") + "\n" }
        try text.joined().write(toFile: file, atomically: true, encoding: .utf8)

        let requests = try RecordReader(opening: directory.path).read().requests
        #expect(requests.count == 3)
        #expect(requests.allSatisfy { $0.probe == nil && $0.target == 0 && $0.error == nil })
    }

    @Test func `rebuilds the histograms of a killed run from measured requests`() throws {
        let record = try RecordReader(opening: directory.path).read()

        func counts(_ metric: Metric) throws -> LatencyHistogram {
            try #require(record.histograms.pooled(metric, .streaming))
        }
        #expect(try counts(.interChunkLatency).totalCount == 6)
        #expect(try counts(.interChunkLatency).countForValue(30_000_000) == 4)
        #expect(try counts(.interChunkLatency).countForValue(0) == 2)
        #expect(try counts(.readDelay).totalCount == 6)
        #expect(try counts(.stampError).countForValue(10_000) == 8)
        #expect(record.manifest.notices.map(\.text).contains { $0.contains("8 rows") })
    }

    @Test(arguments: [
        ("1,1,measured,streaming,0", "it has 5 cells"),
        ("\"", "the quotes do not match"),
        ("\"a\"b", "the quotes do not match"),
        (String(repeating: "x", count: 3 << 20), "it is too long for a row"),
    ])
    func `a row that cannot be read is left out and told`(row: String, fault: String) throws {
        let rows = try lines(of: directory, .requests)
        try append(row + "\n" + rows[1] + "\n" + row + "\n", to: directory.path(of: .requests))

        var record = try RecordReader(opening: directory.path).read()
        #expect(record.requests.count == 4)
        #expect(record.manifest.unreadableRows == 2)
        let told = record.manifest.notices.filter { $0.kind == .unreadableRows }.map(\.text)
        #expect(told.count == 1)
        #expect(told[0].hasPrefix("2 rows of requests.csv cannot be read and are left out"))
        #expect(told[0].contains("the first: line 5: \(fault)"))
        // Whoever reads the file again finds them again.
        record.note(LeftOutRows(), of: .requests)
        #expect(record.manifest.unreadableRows == 2)
    }

    @Test(arguments: [
        ("sent_ns", "soon"), ("outcome", "fine"), ("status", "2OO"), ("is_done", "1"),
        ("scheduled_ns", ""), ("connection", "hot"), ("max_gap_ns", "1.5"), ("round", "-"),
        ("round", "1000001"), ("output_tokens", "9223372036854775807"),
        ("sent_ns", "63072000000000001"),
        ("limit_requests", "-1"),
    ])
    func `names the column of a cell it cannot read`(column: String, cell: String) throws {
        var rows = try lines(of: directory, .requests)
        let names = rows[0].components(separatedBy: ",")
        var cells = rows[1].components(separatedBy: ",")
        cells[try #require(names.firstIndex(of: column))] = cell
        rows[1] = cells.joined(separator: ",")
        try rows.joined(separator: "\n").appending("\n").write(
            toFile: directory.path(of: .requests), atomically: true, encoding: .utf8)

        let record = try RecordReader(opening: directory.path).read()
        #expect(record.requests.count == 2)
        let text = try #require(record.manifest.notices.first).text
        #expect(text.contains("line 2: '\(cell)' is not a value of the column \(column)"))
    }

    @Test(arguments: ["", "request,round", "\"request"])
    func `without its header no row means anything`(header: String) throws {
        let rows = try lines(of: directory, .requests)
        try ([header] + rows.dropFirst()).joined(separator: "\n").appending("\n").write(
            toFile: directory.path(of: .requests), atomically: true, encoding: .utf8)
        let error = #expect(throws: RecordError.self) {
            try RecordReader(opening: directory.path).read()
        }
        #expect(try #require(error).description.contains("requests.csv', line 1: "))
    }

    @Test(arguments: [
        "", "1", "1,2,3,4,5,6,content", "1,2,3,4,5,6,prose,7", "1,2,,4,5,6,content,",
        "1,2,3,4,5,6,content,7,8,9", "1,2,3,4,5,6,content,x", "1,2,3,4,5,6,content,7,8,",
        "1,9999999999,3,4,5,6,content,", "99999999999999999999,2,3,4,5,6,content,",
    ])
    func `leaves out a line that is not a chunk row`(row: String) throws {
        try append(row + "\n", to: directory.path(of: .chunks))

        let reader = try RecordReader(opening: directory.path)
        var rows = 0
        let leftOut = try reader.forEachChunk { _ in rows += 1 }
        #expect(rows == 12)
        #expect(leftOut.unreadable == 1)
        // It was read to rebuild the histograms.
        let told = try reader.read().manifest.notices.map(\.text)
        #expect(told.contains { $0.hasSuffix("line 14: it is not a row of chunks") })
    }

    @Test func `counts chunk rows where a histogram is damaged`() throws {
        try "Tag=icl.streaming.round1,0,1,1,HISTF\n".write(
            toFile: directory.path(of: .histograms), atomically: true, encoding: .utf8)
        let record = try RecordReader(opening: directory.path).read()
        #expect(record.histograms.pooled(.interChunkLatency, .streaming)?.totalCount == 6)
        let told = record.manifest.notices.map(\.text)
        #expect(told.contains { $0.contains("histograms.hlog is damaged: chunk latencies") })
        #expect(told.contains { $0.hasPrefix("1 histogram of histograms.hlog cannot be read") })
    }

    @Test(arguments: [
        ("\"origin_monotonic_nanoseconds\" : ", "\"origin_monotonic_nanoseconds\" : -1"),
        ("{", "["), ("\"rounds\" : ", "\"rounds\" : 99999999"), ("\"plan\" : ", "\"plam\" : "),
        ("\"version\" : ", "\"version\" : 1"), ("}", ""),
    ])
    func `a broken manifest is one error`(text: String, other: String) throws {
        let file = directory.path(of: .manifest)
        let broken = try String(contentsOfFile: file, encoding: .utf8)
            .replacingOccurrences(of: text, with: other)
        try broken.write(toFile: file, atomically: true, encoding: .utf8)
        let error = #expect(throws: RecordError.self) {
            try RecordReader(opening: directory.path)
        }
        #expect(try #require(error).description.hasPrefix("'\(file)': "))
    }

    @Test func `accepts line ends of other systems and columns in another order`() throws {
        let before = try RecordReader(opening: directory.path).read().requests
        let rows = try lines(of: directory, .requests).map { row in
            row.components(separatedBy: ",").reversed().joined(separator: ",") + ",x\r\n"
        }
        try rows.joined().write(
            toFile: directory.path(of: .requests), atomically: true, encoding: .utf8)

        #expect(try RecordReader(opening: directory.path).read().requests == before)
    }

    @Test func `refuses a folder without a manifest`() {
        #expect(throws: RecordError.notARecord(folder: folder.path)) {
            try RecordReader(opening: folder.path)
        }
    }
}
