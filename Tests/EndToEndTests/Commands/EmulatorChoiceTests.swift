import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// The emulator is measured where it was chosen, and its numbers say so wherever they are shown.
    @Suite struct EmulatorChoiceTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func call(
            _ arguments: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await StreamGauge.call(arguments, in: folder, environment: environment)
        }

        @Test(arguments: ["run", "compare-modes"])
        func `a first try takes the emulator, and its plan keeps that`(command: String) async throws
        {
            let plan = try await call([command, "--print-plan"])
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(plan.output.contains("is_emulated: true"))
            let file = try folder.write(plan.output, to: "plan.yaml")
            let kept = try await call(
                ["run", file, "--print-plan"],
                environment: ["OPENAI_BASE_URL": "http://127.0.0.1:1/v1"])
            #expect(kept.output == plan.output)
        }

        @Test(arguments: [
            ["OPENAI_API_KEY": "sk-somewhere"], ["OPENAI_BASE_URL": ""],
        ])
        func `who has a key or an empty address did not mean the emulator`(
            environment: [String: String]
        ) async throws {
            for command in ["run", "compare-modes", "limits", "gate"] {
                let result = try await call([command, "--print-plan"], environment: environment)
                #expect(result.status == 64, "\(command)")
            }
            let result = try await call(["run", "--print-plan"], environment: environment)
            #expect(result.errors.contains("--emulator"), "\(result.errors)")
            let chosen = try await call(
                ["run", "--emulator", "--print-plan"], environment: environment)
            #expect(chosen.status == 0)
        }

        /// What a record or an engine says of the answers cannot be said twice.
        @Test func `options that would be passed over are refused`() async throws {
            let result = try await call(
                ["run", "--emulator-like", "somewhere", "--emulator-gap", "5", "--print-plan"])
            #expect(result.status == 64)
            #expect(
                result.errors.contains("--emulator-gap and --emulator-like exclude each other"),
                "\(result.errors)")
        }

        @Test func `every output of an emulated run says EMULATOR first`() async throws {
            let result = try await call(
                ["run", "--requests", "12", "--format", "json,html,markdown"]
                    + StreamGauge.quickEmulator)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errorLines.first?.hasPrefix("EMULATOR") == true)
            #expect(result.outputLines.first?.hasPrefix("EMULATOR") == true)
            let record = try folder.record()
            #expect(record.path.contains("-emulator-run"))
            #expect(try record.text(.markdown).hasPrefix("# EMULATOR"))
            #expect(try record.text(.report).contains("<title>EMULATOR"))
            #expect(try record.text(.manifest).contains(#""is_emulated" : true"#))
            #expect(try record.run().manifest.isEmulated == true)
            let list = try await call(["list"])
            #expect(list.output.contains("EMULATOR") && list.output.contains("-emulator-run"))
            let latest = try await call(["report", "--latest"])
            #expect(latest.outputLines.first?.hasPrefix("EMULATOR") == true, "\(latest.errors)")
        }

        @Test func `an API's run says nothing of the kind`() async throws {
            let server = try RecordingServer()
            let result = try await call([
                "run", "--base-url", server.baseURL, "--requests", "3", "-c", "1",
            ])
            #expect(!(result.output + result.errors).contains("EMULATOR"))
            #expect(try folder.record().run().manifest.isEmulated == nil)
        }

        @Test func `the plan that init writes runs as it stands`() async throws {
            #expect(try await call(["init"]).status == 0)
            #expect(try await call(["init"]).status == 64, "it writes over nothing")
            let plan = try await call(["run", "plan.yaml", "--print-plan"])
            #expect(plan.status == 0, "\(plan.errors)")
            let text = try String(contentsOfFile: folder.file("plan.yaml"), encoding: .utf8)
            let piped = try await StreamGauge.call(
                ["run", "-", "--print-plan"], in: folder, input: Data(text.utf8))
            #expect(piped.output == plan.output, "\(piped.errors)")
        }

        @Test func `what init writes behind marks of comments can be taken in`() async throws {
            let written = try await call(["init", "-"]).output
            let judging = written.replacing("\n# judging:", with: "\njudging:")
                .replacing("\n#   assertions:", with: "\n  assertions:")
            #expect(judging != written)
            let plan = try await StreamGauge.call(
                ["run", "-", "--print-plan"], in: folder, input: Data(judging.utf8))
            #expect(plan.status == 0 && plan.output.contains("ttft.p95 < 300ms"), "\(plan.errors)")
        }

        @Test func `without a command it says what it is and where to begin`() async throws {
            let result = try await call([])
            #expect(result.status == 0)
            for text in ["run --emulator", "run --base-url", "streamgauge init", "--help"] {
                #expect(result.output.contains(text))
            }
        }

        @Test func `prompts come from standard input too`() async throws {
            let server = try RecordingServer()
            let result = try await StreamGauge.call(
                ["run", "--base-url", server.baseURL, "--prompts", "-", "-n", "2", "-c", "1"],
                in: folder, input: Data("{\"prompt\": \"left bank\", \"max_tokens\": 7}\r\n".utf8))
            #expect(result.status == 0, "\(result.errors)")
            #expect(server.requests.allSatisfy { $0.body.contains("left bank") })
            #expect(server.requests.allSatisfy { $0.body.contains(#""max_tokens":7"#) })
        }
    }
}
