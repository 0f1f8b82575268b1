import Foundation
import RecordStore
import Testing

extension CommandTests {
    /// `compare` on records of the embedded emulator, whose latencies are known: 60 ms against 240 ms is told
    /// apart on any machine, or the runs say of themselves that the machine was too busy.
    @Suite struct CompareTests {
        private let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
        }

        /// Records a run of the emulator and gives its folder's path.
        private func record(
            _ name: String, ttft: Int, tokens: Int = 6, rounds: Int = 6
        ) async throws -> String {
            let options = [
                "run", "--emulator", "--modes", "streaming", "--requests", "120",
                "--concurrency", "12", "--rounds", "\(rounds)", "--emulator-ttft", "\(ttft)",
                "--emulator-gap", "5", "--emulator-tokens", "\(tokens)", "--quiet", "--reports",
                folder.file(name),
            ]
            let result = try await StreamGauge.call(options, in: folder)
            try #require(result.status == 0, "\(result.errors)")
            return try folder.record(in: name).path
        }

        private func compare(_ words: [String]) async throws -> CommandResult {
            try await StreamGauge.call(
                ["compare"] + words + ["--out", folder.path], in: folder)
        }

        /// Whether the runs themselves say that this machine had no time for them.
        private func isBusy(_ result: CommandResult) -> Bool {
            result.status == 5 && result.output.contains("cannot be trusted")
        }

        @Test func `a slower target is a regression`() async throws {
            let base = try await record("base", ttft: 60)
            let new = try await record("new", ttft: 240)
            let result = try await compare([base, "--to", new])
            #expect(FileManager.default.fileExists(atPath: folder.file("compare.html")))
            guard !isBusy(result) else { return }
            #expect(result.status == 3, "\(result.output) \(result.errors)")
            #expect(result.output.contains("TTFT p50"))
            // Read the other way round, the same runs got better.
            let back = try await compare([new, "--to", base])
            #expect(back.status != 3, "\(back.output) \(back.errors)")
            let json = try await compare([base, "--to", new, "--json"])
            #expect(json.status == 3)
            let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
            #expect((value as? [String: Any])?["verdict"] as? String == "regression")
        }

        @Test func `longer answers are not comparable, forced or not`() async throws {
            let base = try await record("base", ttft: 60)
            let new = try await record("new", ttft: 60, tokens: 12)
            for force in [[], ["--force"]] {
                let result = try await compare([base, "--to", new] + force)
                #expect(result.status == 5, "\(result.output) \(result.errors)")
                #expect(result.output.contains("output tokens"))
            }
        }

        @Test func `too few rounds judge nothing`() async throws {
            let base = try await record("base", ttft: 60, rounds: 2)
            let new = try await record("new", ttft: 240, rounds: 2)
            let result = try await compare([base, "--to", new])
            #expect(result.status == 5, "\(result.output)")
        }

        @Test func `a record that cannot be read is no pass`() async throws {
            let base = try await record("base", ttft: 60)
            let new = try await record("new", ttft: 60)
            try "request,attempt\nnonsense\n".write(
                toFile: "\(new)/requests.csv", atomically: true, encoding: .utf8)
            let result = try await compare([base, "--to", new])
            #expect(result.status == 5)
            #expect(result.errors.contains("requests.csv"), "\(result.errors)")
        }

        @Test func `takes folders of runs and patterns, and each run once`() async throws {
            for number in 1...3 {
                for side in ["base", "new"] {
                    let run = try await record("\(side)-\(number)", ttft: 60)
                    try FileManager.default.createDirectory(
                        atPath: folder.file(side), withIntermediateDirectories: true)
                    try FileManager.default.moveItem(
                        atPath: run, toPath: folder.file("\(side)/run-\(number)"))
                }
            }
            let result = try await compare([
                folder.file("base"), "--to", folder.file("new/*"), folder.file("new"), "--json",
            ])
            let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            let object = try #require(value as? [String: Any])
            #expect((object["base"] as? [Any])?.count == 3)
            #expect((object["new"] as? [Any])?.count == 3)
            #expect(object["unit"] as? String == "run")
        }

        @Test(arguments: [
            (["nowhere", "--to", "."], "nowhere"), ([".", "--to", "."], "holds no run"),
            (["."], "--to"), ([".", "--to", ".", "--min-effect", "5"], "--min-effect"),
            ([".", "--to", ".", "--gate", "ttft.p51"], "--gate"),
        ])
        func `wrong usage is told`(words: [String], said: String) async throws {
            let result = try await StreamGauge.call(["compare"] + words, in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains(said), "\(result.errors)")
        }

        @Test func `what cannot be written is told, and so is a copy of a run`() async throws {
            let base = try await record("base", ttft: 60)
            let new = try await record("new", ttft: 240)
            let file = try folder.write("", to: "file")
            let result = try await StreamGauge.call(
                ["compare", base, "--to", new, "--out", "\(file)/inner"], in: folder)
            #expect(result.status == 7)
            #expect(result.errors.contains("inner"), "\(result.errors)")
            let made = try await StreamGauge.call(
                ["compare", base, "--to", new, "--out", folder.file("made"), "--format", "junit"],
                in: folder)
            #expect(made.status != 7)
            #expect(FileManager.default.fileExists(atPath: folder.file("made/junit.xml")))
            // A copy is the same run, and so no proof of anything.
            try FileManager.default.copyItem(atPath: base, toPath: folder.file("copy"))
            let copied = try await compare([base, "--to", folder.file("copy")])
            #expect(copied.status == 64)
            #expect(copied.errors.contains("same run"), "\(copied.errors)")
        }
    }
}
