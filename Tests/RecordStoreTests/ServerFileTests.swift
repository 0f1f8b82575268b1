import Foundation
import RunModel
import Testing

@testable import RecordStore

@Suite struct ServerFileTests {
    private let home: TemporaryFolder
    private let directory: RecordDirectory
    private let manifest = RunManifest(
        version: "test", plan: RunPlan(),
        clock: ClockAnchors(originMonotonicNanoseconds: 1000, originRealtimeNanoseconds: 5000),
        endpoint: "http://127.0.0.1/v1", started: "2026-11-28T00:00:00Z")

    init() throws {
        home = try TemporaryFolder()
        directory = try RecordDirectory(creatingAt: home.path + "/run")
        try directory.write(manifest)
    }

    private func at(_ nanoseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 1000 + nanoseconds)
    }

    private func write(_ record: ServerRecord) throws {
        var file = try ServerFile(creatingIn: directory, origin: manifest.origin)
        for scrape in record.scrapes {
            file.append(
                scrape, record.values.filter { $0.at == scrape.at && $0.source == scrape.source })
        }
        #expect(file.rowsLeftOut == 0)
    }

    private func read() throws -> ServerRecord? {
        try RecordReader(opening: directory.path).server()
    }

    @Test func `what was written is read back`() throws {
        var record = ServerRecord()
        record.scrapes = [
            ServerScrape(
                source: 0, at: at(-5), lateness: .nanoseconds(7), took: .nanoseconds(90),
                status: 200, bytes: 1234, samples: 4, leftOut: 2),
            ServerScrape(source: 1, at: at(10), took: .seconds(2), outcome: .timeout),
        ]
        record.values = [
            ServerValue(source: 0, at: at(-5), name: "a", labels: "", value: 1),
            ServerValue(
                source: 0, at: at(-5), name: "b", labels: #"x="1,2",y="\"q\" \\""#, value: 0.125),
            ServerValue(source: 0, at: at(-5), name: "=evil()", labels: "", value: -.infinity),
            ServerValue(source: 0, at: at(-5), name: "gone", labels: "", value: nil),
        ]
        try write(record)
        #expect(try read() == record)
        #expect(directory.holds(.server))
    }

    @Test func `a NaN stays one`() throws {
        var record = ServerRecord()
        record.scrapes = [ServerScrape(source: 0, at: at(0))]
        record.values = [ServerValue(source: 0, at: at(0), name: "a", labels: "", value: .nan)]
        try write(record)
        #expect(try read()?.values.first?.value?.isNaN == true)
    }

    @Test func `a line that a kill cut short is left out`() throws {
        var record = ServerRecord()
        record.scrapes = [ServerScrape(source: 0, at: at(0)), ServerScrape(source: 0, at: at(9))]
        try write(record)
        let path = directory.path(of: .server)
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes.removeLast(8)
        try bytes.write(to: URL(filePath: path))
        #expect(try read()?.scrapes == [record.scrapes[0]])
    }

    @Test(arguments: [
        "x,0,scrape,ok,,,0,0,0,0,0", "0,0,other,ok,,,0,0,0,0,0", "0,0,scrape,fine,,,0,0,0,0,0",
        "0,0,scrape,ok,,,0,0,0,0", "0,-1,scrape,ok,,,0,0,0,0,0", "0,0,value,\"a\",\"\",b,,,,,",
        "0,0,scrape,ok,,,,,,,", "9223372036854775807,0,scrape,ok,,,0,0,0,0,0",
    ])
    func `a row that is none is left out`(row: String) throws {
        try write(ServerRecord())
        let path = directory.path(of: .server)
        let good = "5,0,scrape,ok,,200,0,1,2,3,4\n"
        try (String(contentsOfFile: path, encoding: .utf8) + row + "\n" + good)
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try read()?.scrapes.count == 1)
        #expect(try read()?.values.isEmpty == true)
    }

    @Test func `a record without the file has none`() throws { #expect(try read() == nil) }
}
