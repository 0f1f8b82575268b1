import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Whom a run asks, what it says of a server that does not answer, and that it keeps the key.
    @Suite struct TargetTests {
        private let folder: TemporaryFolder
        private let key = "sk-test-7f3a9c41d2"

        init() throws { folder = try TemporaryFolder() }

        private func call(
            _ options: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await StreamGauge.call(
                ["run", "--modes", "streaming", "--requests", "3", "-c", "1"] + options, in: folder,
                environment: environment)
        }

        @Test func `a server that is not there is told in one sentence`() async throws {
            let port = try LoopbackSocket.freePort()
            let result = try await call(["--base-url", "http://127.0.0.1:\(port)/v1"])
            #expect(result.status == 6)
            #expect(
                result.errorLines.last?.hasPrefix("remedy: See whether the server runs") == true)
            let sentence = try #require(result.errorLines.dropLast().last)
            #expect(sentence.contains("no request to http://127.0.0.1:\(port)/v1 succeeded"))
            #expect(sentence.contains("connect"))
            #expect(result.output.contains("connect 3"))
        }

        @Test func `no proxy of the environment comes between a run and its emulator`()
            async throws
        {
            let server = try RecordingServer()
            let proxy = server.baseURL.replacing("/v1", with: "")
            let result = try await call(
                StreamGauge.quickEmulator + ["--emulator"],
                environment: ["http_proxy": proxy, "all_proxy": proxy])
            #expect(result.status == 0, "\(result.errors)")
            #expect(server.requests.isEmpty)
        }

        @Test func `OPENAI_BASE_URL names the server, and --emulator overrules it`() async throws {
            let server = try RecordingServer()
            let environment = ["OPENAI_BASE_URL": server.baseURL]
            #expect(try await call([], environment: environment).status == 0)
            #expect(server.requests.count == 3)

            let options = StreamGauge.quickEmulator + ["--emulator", "--reports", "emulated"]
            let result = try await call(options, environment: environment)
            #expect(result.status == 0)
            #expect(result.errors.contains("embedded emulator"))
            #expect(server.requests.count == 3)
        }

        @Test(arguments: ["", "  "])
        func `an empty OPENAI_BASE_URL is no wish for the emulator`(address: String) async throws {
            let environment = ["OPENAI_BASE_URL": address]
            let result = try await call([], environment: environment)
            #expect(result.status == 64 && result.errors.contains("OPENAI_BASE_URL"))
            let emulated = try await call(
                StreamGauge.quickEmulator + ["--emulator"], environment: environment)
            #expect(emulated.status == 0)
        }

        @Test func `--base-url overrules OPENAI_BASE_URL`() async throws {
            let server = try RecordingServer()
            let result = try await call(
                ["--base-url", server.baseURL + "/"],
                environment: ["OPENAI_BASE_URL": "http://127.0.0.1:1/v1"])
            #expect(result.status == 0)
            #expect(server.requests.first?.head.hasPrefix("POST /v1/chat/completions ") == true)
        }

        @Test func `a web page is told by its title, and 501 as a wrong address`() async throws {
            let page =
                "<!DOCTYPE html><html><head><title>501 Unsupported</title></head>"
                + "<body><p>Error code: 501</p></body></html>"
            let server = try RecordingServer { _ in
                "HTTP/1.1 501 No\r\nContent-Type: text/html\r\nContent-Length: \(page.utf8.count)\r\n"
                    + "Connection: close\r\n\r\n\(page)"
            }
            let result = try await call(["--base-url", server.baseURL])
            #expect(result.status == 6)
            let said = result.output + result.errors
            #expect(said.contains("a web page: 501 Unsupported") && !said.contains("<p>"))
            #expect(said.contains("whether --base-url ends where the API begins"))
        }

        @Test func `a key of the environment is sent and stands nowhere else`() async throws {
            let server = try RecordingServer()
            let command = try StreamGauge.start(
                [
                    "run", "--modes", "streaming", "--requests", "3", "-c", "1", "--base-url",
                    server.baseURL,
                ], in: folder,
                environment: ["OPENAI_API_KEY": key])
            try await command.until { !server.requests.isEmpty }
            let line = FileManager.default.contents(atPath: "/proc/\(command.identifier)/cmdline")
            #expect(line?.range(of: Data(key.utf8)) == nil)
            #expect(try await command.end().status == 0)
            #expect(server.requests.allSatisfy { $0.head.contains("Authorization: Bearer \(key)") })
            #expect(try folder.filesContaining(key).isEmpty)
        }

        @Test func `a key that a server echoes is masked`() async throws {
            let server = try RecordingServer { request in
                let body = #"{"error":{"message":"bad key in: \#(request.head.suffix(200))"}}"#
                    .replacing("\r\n", with: " ")
                return "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
            }
            let result = try await call(
                ["--base-url", server.baseURL], environment: ["OPENAI_API_KEY": key])
            #expect(result.status == 6)
            let message = try folder.record().run().requests.first?.message
            #expect(message?.contains("bad key in") == true)
            #expect(server.requests.first?.head.contains(key) == true)
            #expect(try folder.filesContaining(key).isEmpty)
        }

        @Test func `a wrong key is a 401 with the server's own words`() async throws {
            var configuration = EmulatorConfiguration()
            configuration.apiKeys = ["sk-right"]
            let server = try await EmulatorServer.start(configuration)
            let secrets = try TemporaryFolder()
            let file = try secrets.write("\(key)\n", to: "key")
            let result = try await call(["--base-url", server.baseURL, "--api-key-file", file])
            try await server.stop()
            #expect(result.status == 6)
            #expect(result.errorLines.dropLast().last?.contains("http_4xx") == true)
            let remedy = try #require(result.errorLines.last)
            #expect(remedy.contains("OPENAI_API_KEY") && remedy.contains("--api-key-file"))
            #expect(try folder.record().run().requests.allSatisfy { $0.status == 401 })
            #expect(try folder.filesContaining(key).isEmpty)
        }
    }
}
