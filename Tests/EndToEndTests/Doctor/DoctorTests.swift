import Foundation
import Reporting
import RunModel
import Testing

extension CommandTests {
    /// What `doctor` finds of targets whose state is known.
    @Suite struct DoctorTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func examine(
            _ words: [String], environment: [String: String] = [:]
        ) async throws -> (Examination, CommandResult) {
            let result = try await StreamGauge.call(
                ["doctor", "--json"] + words, in: folder, environment: environment)
            let data = Data(result.output.utf8)
            let examination = try SnakeCase.decoder().decode(Examination.self, from: data)
            #expect(result.status == (examination.isHealthy ? 0 : 1), "\(result.errors)")
            return (examination, result)
        }

        private func finding(_ check: Check, in examination: Examination) throws -> Finding {
            try #require(examination.findings.first { $0.check == check }, "\(check)")
        }

        @Test func `a good target has nothing to mend`() async throws {
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--default-tier", "pro"], in: folder)
            defer { server.send(SIGTERM) }
            let (found, result) = try await examine(["--base-url", address])
            let target = found.findings.filter { $0.area == .target }
            #expect(target.allSatisfy { $0.state != .mend }, "\(target)")
            // On a busy machine the streams may be read too late to say how they came.
            #expect(try finding(.streaming, in: found).found.contains("treams"))
            for check in [Check.connection, .models, .answers, .keepAlive, .usage] {
                #expect(try finding(check, in: found).state == .ok)
            }
            #expect(try finding(.limitHeaders, in: found).found.contains("300 requests"))
            #expect(found.target == address && found.isEmulated == nil)
            // What was sent stands in the words before it.
            #expect(result.errors.contains("5 streaming requests of at most 16 tokens"))
        }

        @Test func `without a target nothing is sent, and the machine is looked at`() async throws {
            let (found, result) = try await examine([], environment: ["OPENAI_API_KEY": "sk-1"])
            #expect(found.target == nil && found.streams == 100)
            #expect(found.findings.allSatisfy { $0.area == .machine })
            #expect(try finding(.kernelStamps, in: found).state == .ok)
            #expect(result.errors.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 3)
        }

        @Test func `more streams than the machine allows are to be mended`() async throws {
            let (found, _) = try await examine(["-c", "1000000"])
            #expect(!found.isHealthy)
            #expect(try finding(.localPorts, in: found).state == .mend)
            #expect(
                try finding(.localPorts, in: found).remedy?.contains("ip_local_port_range") == true)
        }

        @Test func `of a dead target the way ends where it is dead`() async throws {
            let (found, _) = try await examine(["--base-url", "http://127.0.0.1:9/v1"])
            #expect(try finding(.connection, in: found).state == .mend)
            #expect(!found.findings.contains { $0.check == .answers || $0.check == .models })
            let (unknown, _) = try await examine(["--base-url", "http://no-such-host.invalid/v1"])
            #expect(try finding(.name, in: unknown).state == .mend)
            #expect(!unknown.findings.contains { $0.check == .connection })
        }

        @Test func `a target whose streams are held back is told`() async throws {
            let (found, _) = try await examine([
                "--emulator", "--emulator-ttft", "20", "--emulator-gap", "8",
                "--body", #"{"emulator": {"hold": "all"}}"#,
            ])
            let streaming = try finding(.streaming, in: found)
            #expect(streaming.state == .mend && streaming.found.contains("held back to their end"))
            #expect(try finding(.answers, in: found).state == .ok)
        }

        @Test func `a target that does not stream is told`() async throws {
            let (found, _) = try await examine(
                ["--emulator-fault", "not_a_stream", "--emulator-ttft", "5"])
            #expect(try finding(.streaming, in: found).state == .mend)
            // The non-streaming answers that were asked for then are no streams.
            let answers = try finding(.answers, in: found)
            #expect(answers.state == .mend && !answers.found.contains("first token"))
        }

        @Test func `of a wrong model the nearest is named`() async throws {
            let (found, _) = try await examine(["--emulator", "--model", "gpt4o-mini"])
            let models = try finding(.models, in: found)
            // The emulator answers whatever model is asked for.
            #expect(models.state == .note && models.remedy?.contains("--model gpt-4o-mini") == true)
        }

        @Test func `a refused key is told and never printed`() async throws {
            let keys = try folder.write("sk-right-0123456789 pro\n", to: "keys")
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--api-keys-file", keys], in: folder)
            defer { server.send(SIGTERM) }
            let wrong = "sk-wrong-9876543210"
            let environment = ["OPENAI_API_KEY": wrong]
            let (found, result) = try await examine(
                ["--base-url", address], environment: environment)
            let answers = try finding(.answers, in: found)
            #expect(answers.state == .mend && answers.found.contains("401"))
            #expect(answers.remedy?.contains("OPENAI_API_KEY") == true)
            #expect(!(result.output + result.errors).contains(wrong))
        }

        @Test func `the list shows what to do, and quietly only what is to be mended`() async throws
        {
            let dead = ["doctor", "--base-url", "http://127.0.0.1:9/v1"]
            let whole = try await StreamGauge.call(dead, in: folder)
            #expect(whole.status == 1)
            #expect(whole.output.contains("ok    kernel stamps"))
            #expect(whole.output.contains("mend  connection"))
            #expect(whole.output.contains("  to do"))
            #expect(whole.output.contains("\n1 to mend"))
            let quiet = try await StreamGauge.call(dead + ["--quiet"], in: folder)
            #expect(quiet.errors.isEmpty)
            #expect(quiet.output.hasPrefix("target: http://127.0.0.1:9/v1\nmend  connection"))
            #expect(!quiet.output.contains("kernel stamps"))
        }

        @Test(arguments: [
            (["--concurrency", "0"], "--concurrency"), (["--json", "--quiet"], "--quiet"),
            (["--model", "m"], "--base-url"), (["--emulator", "--modes", "both"], "--modes"),
        ])
        func `wrong usage is refused`(words: [String], named: String) async throws {
            let result = try await StreamGauge.call(["doctor"] + words, in: folder)
            #expect(result.status == 64 && result.errors.contains(named), "\(result.errors)")
        }
    }
}
