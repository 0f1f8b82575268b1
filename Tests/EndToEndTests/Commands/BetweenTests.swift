import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// The command between blocks.
    @Suite struct BetweenTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func arguments(_ command: String) -> [String] {
            SidesTests.least + StreamGauge.quickEmulator + ["--between", command]
        }

        private func text(_ record: RecordDirectory) throws -> String {
            try String(contentsOfFile: record.path(of: .between), encoding: .utf8)
        }

        @Test func `runs before each block and knows which`() async throws {
            let result = try await StreamGauge.call(
                arguments(
                    "echo $STREAMGAUGE_BLOCK $STREAMGAUGE_SIDE $STREAMGAUGE_BASE_URL >> calls; "
                        + "echo said; echo wrong >&2"), in: folder)
            #expect([0, 1, 3, 5].contains(result.status), "\(result.errors)")
            let record = try folder.record()
            let manifest = try record.run().manifest
            let blocks = try #require(manifest.blocks)
            let calls = try String(contentsOfFile: folder.file("calls"), encoding: .utf8)
                .split(separator: "\n")
            let addresses = [manifest.endpoint, try #require(manifest.againstEndpoint)]
            #expect(
                calls.map(String.init)
                    == blocks.map {
                        "\($0.index) \($0.target == 0 ? "a" : "b") \(addresses[$0.target])"
                    })
            #expect(blocks.allSatisfy { $0.betweenStatus == 0 && $0.betweenSeconds ?? 0 > 0 })
            let log = try text(record)
            #expect(log.components(separatedBy: "\nsaid\nwrong\n").count == 13)
            #expect(log.hasPrefix("== block 0, side A, http://127.0.0.1:"), "\(log)")
        }

        @Test func `no request is open while it runs`() async throws {
            let result = try await StreamGauge.call(
                arguments("date +%s%N >> times; sleep 0.05; date +%s%N >> times"), in: folder)
            #expect([0, 1, 3, 5].contains(result.status), "\(result.errors)")
            let run = try folder.record().run()
            let clock = run.manifest.clock
            let times = try String(contentsOfFile: folder.file("times"), encoding: .utf8)
                .split(separator: "\n").compactMap { Int64($0) }
                .map { $0 - clock.originRealtimeNanoseconds + clock.originMonotonicNanoseconds }
            #expect(times.count == 24)
            for request in run.requests {
                let (start, end) = (
                    request.instants.scheduled.nanoseconds,
                    try #require(request.instants.closed).nanoseconds
                )
                for call in stride(from: 0, to: times.count, by: 2) {
                    // The two clocks are anchored to some microseconds.
                    let slack: Int64 = 5_000_000
                    #expect(end < times[call] + slack || start > times[call + 1] - slack)
                }
            }
        }

        @Test func `a failure ends the run, names itself and keeps what was measured`()
            async throws
        {
            let result = try await StreamGauge.call(
                arguments("test $STREAMGAUGE_BLOCK -lt 3 || exit 9"), in: folder)
            #expect(result.status == 6, "\(result.errors)")
            let sentence = try #require(result.errorLines.first { $0.contains("ended because") })
            for part in ["block 3", "status 9", "between.log", "test $STREAMGAUGE_BLOCK -lt 3"] {
                #expect(sentence.contains(part), "\(sentence)")
            }
            let record = try folder.record()
            let run = try record.run()
            #expect(run.manifest.ending == .endedEarly)
            #expect(Set(run.requests.map(\.round)) == [0, 1, 2])
            #expect(run.requests.count == 3 * 8)
            #expect(run.manifest.blocks?.map(\.betweenStatus) == [0, 0, 0, 9])
            #expect(run.manifest.blocks?.last?.beginNanoseconds == nil)
            #expect(record.holds(.comparisonPage))
        }

        @Test func `a failure before the first block leaves a record without requests`()
            async throws
        {
            let result = try await StreamGauge.call(arguments("no-such-program"), in: folder)
            #expect(result.status == 6, "\(result.errors)")
            let record = try folder.record()
            #expect(try record.run().requests.isEmpty)
            #expect(try text(record).contains("no-such-program"))
            #expect(try record.run().manifest.blocks?.map(\.betweenStatus) == [127])
        }

        @Test func `a signal that ends it is told`() async throws {
            let result = try await StreamGauge.call(arguments("kill -9 $$"), in: folder)
            #expect(result.status == 6)
            #expect(result.errors.contains("signal 9"), "\(result.errors)")
            #expect(try folder.record().run().manifest.blocks?.map(\.betweenStatus) == [-9])
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func `an interrupt ends it with all that it has started`(signal: Int32) async throws {
            let command = try StreamGauge.start(
                arguments("echo $$ > leader; sleep 300 & echo $! > child; wait"), in: folder)
            let files = [folder.file("leader"), folder.file("child")]
            try await command.until {
                files.allSatisfy { FileManager.default.contents(atPath: $0)?.isEmpty == false }
            }
            command.send(signal)
            let result = try await command.end()
            #expect(result.status == 130, "\(result.errors)")
            for file in files {
                let text = try String(contentsOfFile: file, encoding: .utf8)
                let process = try #require(Int32(text.dropLast()))
                #expect(!isRunning(process), "\(file) has ended")
            }
            let manifest = try folder.record().run().manifest
            #expect(manifest.ending == .interrupted)
            #expect(manifest.notices.allSatisfy { $0.kind != .endedEarly })
        }

        /// One that has ended and that nobody waited for yet does not run.
        private func isRunning(_ process: Int32) -> Bool {
            let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") ?? Data()
            let state = String(decoding: data, as: UTF8.self).split(separator: ")").last?
                .split(separator: " ").first
            return state != nil && state != "Z"
        }

        @Test func `what it leaves running goes on, and holds none of our descriptors`()
            async throws
        {
            let result = try await StreamGauge.call(
                arguments(
                    "test $STREAMGAUGE_BLOCK = 1 || exit 0; (sleep 300 & echo $! > child)"),
                in: folder)
            #expect([0, 1, 3, 5].contains(result.status), "\(result.errors)")
            let text = try String(contentsOfFile: folder.file("child"), encoding: .utf8)
            let process = try #require(Int32(text.dropLast()))
            defer { kill(process, SIGKILL) }
            #expect(isRunning(process))
            let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
            #expect(Set(open) == ["0", "1", "2"])
        }

        @Test func `a key that it shows is struck out of its log`() async throws {
            let key = "sk-shown-7f3a9c41d2"
            let file = try folder.write(key, to: "secret")
            // Of the environment it gets none.
            let result = try await StreamGauge.call(
                arguments("echo own $OPENAI_API_KEY.; echo key $(cat \(file)).; env")
                    + ["--api-key-file", file], in: folder,
                environment: ["OPENAI_API_KEY": "sk-other-51"])
            #expect([0, 1, 3, 5].contains(result.status), "\(result.errors)")
            #expect(try folder.filesContaining(key) == ["secret"])
            #expect(try folder.filesContaining("sk-other-51").isEmpty)
            #expect(try text(try folder.record()).contains("key *******************."))
            #expect(try text(try folder.record()).contains("own ."))
        }
    }
}
