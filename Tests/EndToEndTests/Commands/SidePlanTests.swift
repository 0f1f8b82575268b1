import Foundation
import RunModel
import Testing

extension CommandTests {
    /// What `ab` takes for a plan of two sides, and what it refuses.
    @Suite struct SidePlanTests {
        private let folder: TemporaryFolder
        private let sides = ["--base-url", "http://a.test/v1", "--against", "http://b.test/v1"]

        init() throws { folder = try TemporaryFolder() }

        private func plan(_ arguments: [String]) async throws -> CommandResult {
            try await StreamGauge.call(["ab"] + arguments + ["--print-plan"], in: folder)
        }

        @Test func `a block has 20 requests of its own and a warm-up unless told`() async throws {
            let result = try await plan(sides)
            #expect(result.status == 0, "\(result.errors)")
            for line in [
                "requests: 400", "rounds: 20", "blocks: 10", "warmup_requests: 4",
                "modes: streaming", "interleave: blocks",
            ] {
                #expect(result.output.contains(line), "\(line)\n\(result.output)")
            }
        }

        @Test func `requests are rounded up to whole blocks of whole pairs`() async throws {
            let result = try await plan(sides + ["--requests", "150", "--modes", "both"])
            #expect(result.output.contains("requests: 160"), "\(result.output)")
        }

        @Test func `a printed plan is read back as it is`() async throws {
            let first = try await plan(
                sides + [
                    "--between", "true", "--settle", "2s", "--blocks", "7", "--against-model",
                    "small",
                    "--arrival-seed", "4",
                ])
            #expect(first.status == 0, "\(first.errors)")
            let file = try folder.write(first.output, to: "plan.yaml")
            let second = try await plan([file])
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.output == first.output)

            let run = try await StreamGauge.call(["run", file], in: folder)
            #expect(run.status == 64)
            #expect(run.errors.contains("streamgauge ab"), "\(run.errors)")
        }

        private func file(_ name: String, _ text: String) throws -> String {
            try folder.write(text, to: name)
        }

        @Test func `two plan files may differ in what belongs to a side`() async throws {
            let first = try file(
                "a.yaml",
                """
                name: first
                load: {concurrency: 3}
                target: {base_url: "http://a.test/v1"}
                """)
            let second = try file(
                "b.yaml",
                """
                name: second
                load: {concurrency: 3}
                target: {base_url: "http://b.test/v1"}
                request: {model: small, headers: ["X-Title: b"], body: "{\\"top_p\\": 0.5}"}
                connection: {is_fresh: true}
                """)
            let result = try await plan([first, second])
            #expect(result.status == 0, "\(result.errors)")
            let against = try #require(result.output.range(of: "against:"))
            let part = result.output[against.upperBound...]
            for text in ["http://b.test/v1", "small", "X-Title: b", "top_p", "is_fresh: true"] {
                #expect(part.contains(text), "\(result.output)")
            }
            #expect(result.output.contains("http://a.test/v1"))
        }

        @Test(arguments: [
            ("load: {concurrency: 5}", "load.concurrency"),
            ("request: {max_tokens: 5, model: small}", "request.max_tokens"),
            ("timeouts: {gap: 5s}", "timeouts.gap"), ("seed: 4", "seed"),
        ])
        func `two plan files that differ in more are refused`(text: String, key: String)
            async throws
        {
            let target = "target: {base_url: \"http://a.test/v1\"}\n"
            let first = try file("a.yaml", target)
            let second = try file("b.yaml", target + text)
            let result = try await plan([first, second])
            #expect(result.status == 64)
            #expect(result.errors.contains("'\(key)'"), "\(result.errors)")
        }

        @Test(arguments: [
            (["--blocks", "5"], "several metrics"), (["--blocks", "101"], "6 to 100"),
            (["--requests", "100"], "at least 140"), (["--duration", "30s"], "--requests"),
            (["--warmup", "10s"], "number of requests"), (["--ramp", "10s"], "warm-up"),
            (["--rounds", "5"], "--blocks"), (["--between", " "], "command"),
            (["--between", "true", "--interleave", "requests"], "at once"),
            (["--aa"], "leave out"), (["--against-header", "x-api-key: 5"], "--against-header"),
            (["--against", "b.test"], "--against: 'b.test'"),
        ])
        func `what a run in blocks cannot do is refused in a sentence`(
            options: [String], part: String
        ) async throws {
            let result = try await plan(sides + options)
            #expect(result.status == 64, "\(result.output)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }

        @Test func `a plan file may speak of side B in part, or of the blocks alone`()
            async throws
        {
            let model = "request: {model: large}\ntarget: {base_url: \"http://a.test/v1\"}\n"
            let part = try file(
                "part.yaml",
                model + "against: {target: {base_url: \"http://b.test/v1\"}, blocks: 8}")
            let blocks = try file("blocks.yaml", model + "against: {blocks: 8}")
            let first = try await plan([part])
            let second = try await plan([blocks, "--against", "http://b.test/v1"])
            #expect(first.status == 0, "\(first.errors)")
            #expect(second.output == first.output)
            #expect(first.output.contains("rounds: 16"))
            #expect(first.output.components(separatedBy: "model: large").count == 3)
        }

        @Test func `a side that is missing is asked for`() async throws {
            let first = try await plan(["--base-url", "http://a.test/v1"])
            #expect(first.status == 64)
            #expect(first.errors.contains("There is no side B"), "\(first.errors)")
            let second = try await plan(["--against", "http://b.test/v1"])
            #expect(second.status == 64)
            #expect(second.errors.contains("--base-url"), "\(second.errors)")
        }

        @Test func `what may be secret is printed of neither side`() async throws {
            let result = try await plan(
                sides + ["--header", "X-One: a-12345", "--against-header", "X-Two: b-12345"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(!result.output.contains("12345"), "\(result.output)")
            #expect(result.output.contains("X-Two: ***"), "\(result.output)")
        }
    }
}
