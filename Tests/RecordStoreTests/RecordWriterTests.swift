import Foundation
import Glibc
import RunModel
import Testing

@testable import RecordStore

@Suite struct RecordWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func batch(requests: Range<Int>, chunksEach: Int) -> RecordBatch {
        let origin = manifest().origin
        var generated = GeneratedRecords(seed: 5)
        var batch = RecordBatch()
        for number in requests {
            batch.requests.append(generated.request(number, origin: origin))
            for index in 0..<chunksEach {
                batch.chunks.append(generated.chunk(number, Int32(index), origin: origin))
            }
        }
        return batch
    }

    @Test func `takes rows from several threads and loses none`() async throws {
        let directory = try folder.record()
        let writer = try RecordWriter(
            directory: directory, clock: manifest().clock, sampling: sampling())
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    for part in 0..<50 {
                        let first = (worker * 50 + part) * 10
                        var batch = Self.batch(requests: first..<(first + 10), chunksEach: 3)
                        writer.submit(&batch)
                    }
                }
            }
        }
        let report = writer.finish()
        #expect(report.requestRows == 2_000)
        #expect(report.chunkRows.written == 6_000)
        #expect(report.failure == nil)
        #expect(writer.finish() == report)
        let rows = try lines(of: directory, .requests).dropFirst()
        #expect(Set(rows.map { $0.prefix { $0 != "," } }).count == 2_000)
    }

    @Test func `does not start on a full disk`() throws {
        let directory = try folder.record()
        try FileManager.default.createSymbolicLink(
            atPath: directory.path(of: .requests), withDestinationPath: "/dev/full")
        let file = directory.path(of: .requests)
        #expect(
            throws: RecordError.cannotWrite(file: file, reason: "No space left on device")
        ) {
            try RecordWriter(directory: directory, clock: manifest().clock, sampling: sampling())
        }
    }

    /// A limit on the size of files (`ulimit -f`) ends a write in the middle as a full disk does. It holds for a
    /// whole process, which therefore is one of its own.
    @Test func `keeps whole rows and goes on counting when a write is refused`() async {
        await #expect(processExitsWith: .success) {
            // By default the signal ends the process; shells and thread pools may hide that from us.
            signal(SIGXFSZ, SIG_DFL)
            var unblocked = sigset_t()
            sigemptyset(&unblocked)
            sigaddset(&unblocked, SIGXFSZ)
            pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
            var limited = rlimit()
            try #require(getrlimit(__rlimit_resource_t(1), &limited) == 0)
            limited.rlim_cur = (4 << 20) + 7
            try #require(setrlimit(__rlimit_resource_t(1), &limited) == 0)

            let folder = try TemporaryFolder()
            let directory = try folder.record()
            try directory.write(manifest())
            let writer = try RecordWriter(
                directory: directory, clock: manifest().clock, sampling: sampling())
            for part in 0..<10 {
                var batch = RecordWriterTests.batch(
                    requests: (part * 10)..<(part * 10 + 10), chunksEach: 1_000)
                writer.submit(&batch)
            }
            let report = writer.finish()

            let file = directory.path(of: .chunks)
            #expect(report.failure == .cannotWrite(file: file, reason: "File too large"))
            #expect(writer.failure == report.failure)
            #expect(report.lostChunkRows > 0)
            #expect(report.chunkRows.written + report.lostChunkRows == 100_000)
            #expect(report.requestRows == 100)
            var rows = 0
            let torn = try RecordReader(opening: directory.path).forEachChunk { _ in rows += 1 }
            #expect(torn == LeftOutRows())
            #expect(rows == report.chunkRows.written)
        }
    }

    @Test func `drops chunk rows and never request rows when the disk is too slow`() {
        var queue = BatchQueue(limitBytes: 100 * MemoryLayout<ChunkRecord>.stride)
        var first = Self.batch(requests: 0..<2, chunksEach: 40)
        var second = Self.batch(requests: 2..<4, chunksEach: 40)
        #expect(queue.submit(&first) == 80)
        #expect(queue.submit(&second) == 0)
        #expect(queue.droppedChunkRows == 80)
        var taken = queue.takeFilled()
        #expect(taken.map(\.requests.count) == [2, 2])

        let bytes = taken.reduce(0) { $0 + $1.requestBytes + $1.chunkBytes }
        for index in taken.indices { taken[index].removeAll() }
        queue.giveBack(taken, bytes: bytes)
        var third = Self.batch(requests: 4..<6, chunksEach: 40)
        #expect(queue.submit(&third) == 80)
    }

    @Test func `tells the run so far`() throws {
        let directory = try folder.record()
        let writer = try RecordWriter(
            directory: directory, clock: manifest().clock, sampling: sampling())
        var batch = RecordBatch()
        for number in 0..<100 {
            var request = RequestRecord(
                request: number, round: 1, phase: number < 10 ? .warmup : .measured,
                mode: .streaming, worker: 0)
            request.outcome = number == 99 ? .reset : .ok
            request.instants.sent = manifest().origin
            request.instants.firstOutput = manifest().origin + .milliseconds(number)
            batch.requests.append(request)
        }
        batch.skippedChunkRows = 6
        writer.submit(&batch)
        let report = writer.finish()

        let live = writer.liveSnapshot()
        #expect(live.requests == 100)
        #expect(live.measuredRequests == 90)
        #expect(live.failures == [.reset: 1])
        let median = try #require(live.timeToFirstTokenP50)
        #expect(abs(median.milliseconds - 54) < 0.1)
        #expect(report.chunkRows.skipped == 6)
        #expect(report.chunkRows.keptShare == 1)
    }
}
