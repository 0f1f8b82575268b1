import Analysis
import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Several addresses of one API, and several of our own.
    @Suite struct FrontEndTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func emulator(_ timeToFirstToken: Int) async throws -> (
            RunningCommand, address: String
        ) {
            try await StreamGauge.serve(
                [
                    "--port", "0", "--ttft", "\(timeToFirstToken)", "--gap", "2", "--tokens", "4",
                ], in: folder)
        }

        private func targets(_ name: String) throws -> [Int: Int] {
            let record = try RecordReader(opening: folder.file(name)).read()
            return Dictionary(
                uniqueKeysWithValues: record.requests.map { ($0.request, $0.target) })
        }

        @Test func `requests take turns, in shards as in one process, and the slow one is named`()
            async throws
        {
            let (fast, first) = try await emulator(20)
            let (slow, second) = try await emulator(90)
            defer { for server in [fast, slow] { server.send(SIGTERM) } }
            let base = [
                "run", "--base-url", first, "--base-url", second, "--requests", "120",
                "--concurrency", "8",
            ]
            let result = try await StreamGauge.call(base + ["--out", "whole"], in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("requests to \(first), \(second) in turn, 8 at a time"))
            #expect(result.output.contains("front ends"), "\(result.output)")
            #expect(
                result.output.replacing(/\s+/, with: " ").contains(
                    "\(second) gives the first token"), "\(result.output)")
            let met = try targets("whole")
            #expect(met.values.count { $0 == 0 } == 60 && met.count == 120)
            let data = try Data(contentsOf: URL(filePath: folder.file("whole/summary.json")))
            let summary = try SnakeCase.decoder().decode(RunSummary.self, from: data)
            let table = try #require(summary.frontEnds?.frontEnds)
            #expect(table.map(\.endpoint) == [first, second] && table.map(\.requests) == [60, 60])
            #expect(table.allSatisfy { $0.failures == 0 && $0.differs })
            // No p99 of sixty requests.
            #expect(table.allSatisfy { $0.p99TimeToFirstToken == nil })
            #expect(try #require(table[1].medianTimeToFirstToken) >= 90)
            for shard in 1...2 {
                let part = try await StreamGauge.call(
                    base + ["--shard", "\(shard)/2", "--out", "part-\(shard)", "--quiet"],
                    in: folder)
                #expect(part.status == 0, "\(part.errors)")
                let own = try targets("part-\(shard)")
                #expect(own.count == 60 && own.allSatisfy { met[$0.key] == $0.value })
            }
        }

        @Test func `connections come from each local address in turn`() async throws {
            // Two streams an address: four at a time get through from two, and not from one.
            let (server, address) = try await StreamGauge.serve(
                [
                    "--port", "0", "--ttft", "60", "--gap", "5", "--tokens", "6", "--limit",
                    "streams=2", "--limit", "scope=address",
                ], in: folder)
            defer { server.send(SIGTERM) }
            func outcomes(_ options: [String], _ name: String) async throws -> Set<Outcome> {
                let result = try await StreamGauge.call(
                    [
                        "run", "--base-url", address, "--requests", "24", "--concurrency", "4",
                        "--keep-going", "--out", name,
                    ] + options, in: folder)
                #expect([0, 6].contains(result.status), "\(result.errors)")
                let record = try RecordReader(opening: folder.file(name)).read()
                return Set(record.requests.map(\.outcome))
            }
            let sources = ["--source-address", "127.0.0.2", "--source-address", "127.0.0.3"]
            #expect(try await outcomes(sources, "two") == [.ok])
            #expect(try await outcomes(Array(sources.prefix(2)), "one") != [.ok])
        }

        @Test func `a front end that is dead ends the run and is named`() async throws {
            let (server, address) = try await emulator(5)
            defer { server.send(SIGTERM) }
            let dead = "http://127.0.0.1:\(try LoopbackSocket.freePort())/v1"
            let result = try await StreamGauge.call(
                [
                    "run", "--base-url", address, "--base-url", dead, "--requests", "400",
                    "--out", "run",
                ], in: folder)
            #expect(
                result.errors.contains("its first 20 requests to \(dead) all failed alike"),
                "\(result.errors)")
            #expect(
                result.output.replacing(/\s+/, with: " ").contains("requests to \(dead) failed"))
            let doctor = try await StreamGauge.call(
                ["doctor", "--base-url", address, "--base-url", dead, "--quiet"], in: folder)
            #expect(doctor.status == 1)
            #expect(doctor.output.contains("no answer from \(dead)"), "\(doctor.output)")
        }

        @Test(arguments: [
            ("run --base-url http://a/v1 --base-url http://a/v1", "given twice"),
            ("run --base-url http://a/v1 --base-url HTTP://A:80/v1/", "given twice"),
            (
                "run --base-url http://[::1]:9/v1 --source-address 127.0.0.2",
                "'127.0.0.2' and '::1' are of different families"
            ),
            ("run --base-url http://a/v1 --base-url b", "--base-url: 'b' has no scheme"),
            ("run --base-url http://a/v1 --base-url http://b/v1 --unix-socket s", "--unix-socket"),
            ("run --emulator --source-address 192.0.2.7", "is no address of this machine"),
            ("run --emulator --source-address here", "is no IP address"),
            (
                "ab --base-url http://a/v1 --base-url http://b/v1 --against http://c/v1",
                "ab compares"
            ),
            ("limits --base-url http://a/v1 --base-url http://b/v1 --tier pro", "one --base-url"),
            ("quick --base-url http://a/v1 --base-url http://b/v1", "one --base-url"),
            ("limits --emulator --tier pro --from-each", "--from-each takes two"),
            (
                "limits --emulator --tier pro --source-address 127.0.0.2 --source-address 127.0.0.3",
                "--from-each"
            ),
            ("sweep --emulator --shard 1/2", "a sweep does not run in shards"),
            ("gate --emulator --shard 1/2", "a gate does not run in shards"),
        ])
        func `what makes no sense is refused in a sentence`(line: String, words: String)
            async throws
        {
            let result = try await StreamGauge.call(
                line.split(separator: " ").map(String.init), in: folder)
            #expect(result.status == 64, "\(result.errors)")
            #expect(result.errorLines.first?.contains(words) == true, "\(result.errors)")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!left.contains("reports"))
        }

        @Test func `several processes of a launcher do not sweep each for itself`() async throws {
            let result = try await StreamGauge.call(
                ["sweep", "--emulator"], in: folder,
                environment: ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"])
            #expect(result.status == 64)
            #expect(
                result.errors.contains(
                    "OMPI_COMM_WORLD_RANK says that this is process 2 of 2: a sweep"))
        }
    }
}
