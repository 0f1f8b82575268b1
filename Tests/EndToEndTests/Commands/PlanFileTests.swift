import RecordStore
import Testing

extension CommandTests {
    /// Plans as files: what is printed can be run, and the command line has the last word.
    @Suite struct PlanFileTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func printed(_ arguments: [String]) async throws -> String {
            let result = try await StreamGauge.call(
                ["run"] + arguments + ["--print-plan"], in: folder)
            try #require(result.status == 0, "\(result.errors)")
            return result.output
        }

        @Test(arguments: [
            [],
            ["--rate", "2.5", "--arrival", "gamma", "--burstiness", "0.5", "--duration", "90s"],
            ["--http2", "--insecure", "--base-url", "https://127.0.0.1:9/v1", "--warmup", "10s"],
            ["--max-tokens", "7", "--temperature", "0.3", "--seed", "18446744073709551615"],
            ["--emulator-ttft", "200", "--input-tokens", "50", "--name", "true", "--no-usage"],
            [
                "--prompt", "say: \"yes\"\n- 1é", "--header", "X-Title: b", "--header",
                "Accept-Language: 'd'",
            ],
            ["--body", #"{"top_p": 0.9}"#, "--timeout-gap", "250us", "--chunks", "none"],
        ])
        func `a printed plan prints itself again`(options: [String]) async throws {
            let plan = try await printed(options)
            let path = try folder.write(plan, to: "plan.yaml")
            #expect(try await printed([path]) == plan)
        }

        @Test func `an option wins over the plan file, which wins over the defaults`() async throws
        {
            let path = try folder.write(
                "seed: 5\nload: {concurrency: 7, requests: 9}\n", to: "plan.yaml")
            let plan = try await printed([path, "--seed", "6"])
            #expect(plan.contains("\nseed: 6\n"))
            #expect(plan.contains("  concurrency: 7\n") && plan.contains("  requests: 9\n"))
            #expect(plan.contains("  rounds: 6\n"))
        }

        @Test func `non-streaming is written with either mark`() async throws {
            let plan = try await printed(["--modes", "non_streaming", "--emulator"])
            #expect(plan.contains("modes: non_streaming\n"))
            #expect(try await printed(["--modes", "non-streaming", "--emulator"]) == plan)
            let path = try folder.write("request: {modes: non-streaming}\n", to: "plan.yaml")
            #expect(try await printed([path, "--emulator"]).contains("modes: non_streaming\n"))
        }

        @Test func `a date is a name, and an address may have letters of any language`()
            async throws
        {
            let path = try folder.write(
                "name: 2026-11-27\ntarget: {base_url: \"http://bücher.invalid:8000/v1\"}\n",
                to: "plan.yaml")
            let plan = try await printed([path])
            #expect(plan.contains("name: '2026-11-27'\n"))
            #expect(plan.contains("cher.invalid:8000/v1"))
            let again = try folder.write(plan, to: "again.yaml")
            #expect(try await printed([again]) == plan)
        }

        @Test func `a printed plan runs as it says`() async throws {
            let plan = try await printed(
                StreamGauge.quickEmulator + ["--requests", "6", "-c", "2", "--name", "kept"])
            let path = try folder.write(plan, to: "plan.yaml")
            let result = try await StreamGauge.call(["run", path, "--quiet"], in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let record = try folder.record()
            #expect(record.path.hasSuffix("-kept"))
            #expect(try record.run().requests.count == 6)
        }
    }
}
