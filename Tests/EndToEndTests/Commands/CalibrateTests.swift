import Analysis
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension CommandTests {
    /// A calibration from its announcement to the ± of a later run. How large the error is is this machine's; that it is
    /// told rightly is tested with made rows.
    @Suite struct CalibrateTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static let quick = [
            "--ttft", "20", "--gap", "4", "--tokens", "12", "--bound", "10s",
        ]

        private func calibrate(
            _ arguments: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await StreamGauge.call(
                ["calibrate"] + arguments, in: folder, environment: environment)
        }

        private func report(_ path: String) throws -> CalibrationReport {
            let data = try #require(
                FileManager.default.contents(atPath: folder.file("\(path)/calibration.json")))
            return try SnakeCase.decoder().decode(CalibrationReport.self, from: data)
        }

        /// What was printed, as if lines had no end.
        private static func words(_ result: CommandResult) -> String {
            result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        private func kept() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.file("kept")).sorted()
        }

        private func run(_ name: String, _ streams: Int) async throws -> (
            result: CommandResult, manifest: RunManifest
        ) {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "-c", "\(streams)", "--requests", "200", "--out", name]
                    + ["--emulator-ttft", "30", "--emulator-gap", "8", "--emulator-tokens", "8"],
                in: folder, environment: ["STREAMGAUGE_CALIBRATIONS": folder.file("kept")])
            #expect(result.status == 0, "\(result.errors)")
            return (result, try RecordReader(opening: folder.file(name)).manifest)
        }

        @Test func `what is found is kept, and later runs say ± or why not`() async throws {
            let found = try await calibrate(
                ["-c", "16", "--out", "one", "--calibrations", "kept"] + Self.quick)
            #expect(found.status == 0, "\(found.errors)")
            #expect(
                found.errors.contains(
                    "Sending 500 streaming requests after 16 for warm-up to an emulator in a process of its own"
                ))
            #expect(found.output.contains("this machine's own error with 16 streams"))
            #expect(found.output.contains("within 10.0 s"))
            #expect(Self.words(found).contains("an upper bound of what this program adds"))
            let step = try #require(try report("one").steps.first?.calibration)
            #expect(step.requests == 500)
            #expect(step.failed == 0)
            #expect(step.load.streams == 16)
            // Of the same rows that the record has, and above zero, as an arrival is after its sending.
            #expect(step.firstToken.count == 500)
            #expect(try #require(step.firstToken.p50Ms) > 0)
            #expect(step.untoldShare == 0)
            #expect(try #require(step.workersIdle) > 0)
            #expect(try kept().count == 1)

            let calm = try await run("calm", 4)
            let use = try #require(calm.manifest.calibration)
            #expect(use.state == .fits, "\(use)")
            #expect(use.firstTokenError == step.firstToken.p99Ms)
            #expect(calm.result.output.contains("calibration   TTFT ± "))
            // It is the record's, whatever machine reads it.
            let again = try await StreamGauge.call(["report", "calm"], in: folder)
            #expect(again.output.contains("calibration   TTFT ± "))

            let busy = try await run("busy", 40)
            #expect(busy.manifest.calibration?.state == .exceeded)
            #expect(Self.words(busy.result).contains("no ± here: the run had 40 streams"))
            #expect(
                Self.words(busy.result).contains("times what this machine was calibrated for"))

            // The same load again takes the place of the first.
            let again2 = try await calibrate(
                ["-c", "16", "--requests", "20", "--calibrations", "kept", "--quiet"] + Self.quick)
            #expect(again2.status == 1, "\(again2.errors)")
            #expect(try kept().count == 1)
        }

        @Test func `a missed bound is told, and is this machine's error all the same`()
            async throws
        {
            let result = try await calibrate(
                ["-c", "16", "--out", "missed", "--calibrations", "kept"] + Self.quick
                    + ["--bound", "1ns", "--json"])
            #expect(result.status == 2, "\(result.errors)")
            #expect(try report("missed").asked?.verdict == .missed)
            #expect(try kept().count == 1)
            #expect(result.output.contains("\"folder\" : \"missed\""))
        }

        @Test func `the largest load is looked for between bounds`() async throws {
            let result = try await calibrate(
                ["-c", "8", "--find", "--most", "30", "--requests", "60", "--out", "find"]
                    + ["--calibrations", "kept"] + Self.quick)
            let found = try report("find")
            // Sixty answers are too few for a p99, which ends it at once.
            #expect(result.status == 1, "\(result.errors)")
            #expect(found.steps.count == 1)
            let large = try await calibrate(
                ["-c", "100", "--find", "--most", "150", "--out", "large"]
                    + ["--calibrations", "kept"] + Self.quick)
            #expect(large.status == 0, "\(large.errors)")
            let largest = try #require(try report("large").largest)
            #expect(largest.concurrency == 150)
            #expect(largest.missedAt == nil)
            #expect(
                Self.words(large).contains("150 streams within 10.0 s, the most that was tried"))
        }

        @Test func `nothing is kept where nothing is wanted, and nothing sent by a dry run`()
            async throws
        {
            let dry = try await calibrate(["--find", "--dry-run"])
            #expect(dry.status == 0)
            #expect(dry.output.contains("Then up to 11 other loads, none beyond 4096 streams"))
            let result = try await calibrate(["-c", "8", "--out", "silent"] + Self.quick)
            #expect(result.status == 0, "\(result.errors)")
            #expect(try report("silent").kept == nil)
        }

        @Test func `a server that does not tell its times is refused`() async throws {
            let (silent, address) = try await StreamGauge.serve(
                ["--port", "0", "--no-truth", "--ttft", "5", "--tokens", "4"], in: folder)
            let result = try await calibrate(["--base-url", address])
            #expect(result.status == 6)
            #expect(result.errors.contains("does not send the comments ': sent-ns=N'"))
            withExtendedLifetime(silent) {}
            let dead = try await calibrate(["--base-url", "http://127.0.0.1:9/v1"])
            #expect(dead.status == 6)
            #expect(dead.errors.contains("no request to http://127.0.0.1:9/v1 succeeded"))
        }

        @Test func `another server that tells its times is as good`() async throws {
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "5", "--gap", "1", "--tokens", "4"], in: folder)
            let result = try await calibrate(
                ["--base-url", address, "-c", "16", "--bound", "10s", "--out", "other"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(try report("other").isEmulated == false)
            withExtendedLifetime(server) {}
        }

        @Test(arguments: [
            (
                ["--ttft", "5", "--base-url", "http://127.0.0.1:9/v1"],
                "--ttft says how the emulator"
            ),
            (["--model", "m"], "--model is for a server named with --base-url"),
            (["-c", "8", "--rate", "5"], "--concurrency and --rate exclude each other"),
            (["--most", "9"], "--most bounds --find"), (["--gap", "often"], "--gap: "),
        ])
        func `wrong usage says what to do`(arguments: [String], sentence: String) async throws {
            let result = try await calibrate(arguments)
            #expect(result.status == 64)
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }

        /// A plan's own address is never asked.
        @Test func `a plan gives its load, and its target is left alone`() async throws {
            let plan = try folder.write(
                """
                target:
                  base_url: https://192.0.2.1/v1
                load:
                  concurrency: 7
                """, to: "plan.yaml")
            let result = try await calibrate([plan, "--requests", "20", "--out", "plan"])
            #expect(result.errors.contains("over TLS and the emulator is not"))
            let found = try report("plan")
            #expect(found.endpoint.hasPrefix("http://127.0.0.1:"))
            #expect(found.steps.first?.calibration.asked.concurrency == 7)
        }

        /// Neither Ctrl-C nor a kill leaves the server behind.
        @Test(arguments: [SIGINT, SIGKILL])
        func `the server ends with the command`(signal: Int32) async throws {
            let command = try StreamGauge.start(
                ["calibrate", "-c", "8", "--ttft", "60000", "--out", "cut"], in: folder)
            let log = folder.file("cut/emulator.log")
            func said() -> String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
            try await command.until { said().hasPrefix("Serving ") }
            let address = try #require(said().split(separator: " ").dropFirst().first)
            let models = try #require(URL(string: "\(address)/models"))
            command.send(signal)
            let result = try await command.end()
            #expect(result.status == (signal == SIGINT ? 130 : -SIGKILL), "\(result.errors)")
            try await command.until(.seconds(60)) {
                (try? Data(contentsOf: models)) == nil
            }
        }
    }
}
