import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// A first look from finding a model to its five lines.
    @Suite struct QuickTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static let engine = [
            "--emulator-engine", "batch=2,step=5ms,step-per-sequence=0.1ms,prefill=100000/s",
            "--duration", "5s", "--most", "2",
        ]

        @Test func `the emulator is told in five lines, and its sweep is kept`() async throws {
            let result = try await StreamGauge.call(
                ["quick", "--emulator", "--out", "first"] + Self.engine, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.hasPrefix("EMULATOR: "))
            let labels = ["first token", "reading speed", "at once", "gave out", "full run"]
            for label in labels {
                #expect(result.output.contains("\n\(label) "), "\(label): \(result.output)")
            }
            #expect(result.output.contains("streamgauge sweep --emulator --concurrency 1.."))
            for file in ["sweep.json", "sweep.html", "c1-pass1/requests.csv"] {
                #expect(FileManager.default.fileExists(atPath: folder.file("first/\(file)")))
            }
        }

        /// An answer that hangs keeps a first look of a minute for ten of them, as it would a run.
        @Test func `answers that hang are not waited for as long as in a run`() async throws {
            let result = try await StreamGauge.call(
                ["quick", "--emulator", "--quiet", "--out", "patience"] + Self.engine, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            let plan = try RecordReader(opening: folder.file("patience/c1-pass1")).manifest.plan
            #expect(plan.timeouts.total.duration == .seconds(15))
            #expect(plan.timeouts.firstToken.duration > .seconds(60))
        }

        /// Three ports: one that answers with a page, one that says nothing of models, one with models.
        @Test func `a model is found among ports, and a key of the environment does not go there`()
            async throws
        {
            let page = try RecordingServer { _ in
                "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
            }
            let models = try RecordingServer { request in
                guard request.head.hasPrefix("GET") else { return RecordingServer.stream(request) }
                let list = #"{"data":[{"id":"nomic-embed-text"},{"id":"small"},{"id":"big"}]}"#
                return "HTTP/1.1 200 OK\r\nServer: tiny/1\r\nContent-Length: \(list.utf8.count)\r\n"
                    + "Connection: close\r\n\r\n\(list)"
            }
            let ports = try [page, models].map { server in
                try #require(URL(string: server.baseURL)?.port)
            }
            let result = try await StreamGauge.call(
                ["quick", "--duration", "5s", "--most", "1", "--ports"]
                    + [ports.map(String.init).joined(separator: ",")],
                in: folder, environment: ["OPENAI_API_KEY": "sk-of-someone-else-entirely"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(
                result.errors.contains(
                    "Found http://127.0.0.1:\(ports[1])/v1, which says it is tiny/1."))
            #expect(
                result.errors.contains("Of its 3 models small is asked; --model chooses another"))
            #expect(result.output.contains("--model small --concurrency"))
            #expect(models.requests.count > 3)
            for request in page.requests + models.requests {
                #expect(!request.head.contains("sk-of-someone"))
            }
        }

        @Test func `where nothing is found, what was tried is told`() async throws {
            let page = try RecordingServer { _ in
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            }
            let port = try #require(URL(string: page.baseURL)?.port)
            let result = try await StreamGauge.call(["quick", "--ports", "9,\(port)"], in: folder)
            #expect(result.status == 6)
            #expect(result.errors.contains("no model was found at 127.0.0.1, ports 9 and \(port)"))
            #expect(result.errors.contains("/v1/models answers with status 401"))
            #expect(result.errors.contains("it wants a key; give it with --api-key-file"))
            #expect(page.requests.count == 1)
        }

        @Test func `where a proxy would be asked, nobody is`() async throws {
            let proxy = try RecordingServer()
            let result = try await StreamGauge.call(
                ["quick", "--ports", "9"], in: folder,
                environment: ["http_proxy": proxy.baseURL, "no_proxy": ""])
            #expect(result.status == 64)
            #expect(result.errors.contains("http_proxy names a proxy"))
            #expect(proxy.requests.isEmpty)
        }

        @Test func `what would be sent is said, and nothing is sent`() async throws {
            let server = try RecordingServer()
            let port = try #require(URL(string: server.baseURL)?.port)
            let result = try await StreamGauge.call(
                ["quick", "--ports", "\(port)", "--dry-run"], in: folder)
            #expect(result.status == 0)
            #expect(
                result.output.contains("Would look for a list of models at 127.0.0.1, port \(port)")
            )
            #expect(
                result.output.contains("at most 1570 streaming requests and 100480 output tokens"))
            #expect(server.requests.isEmpty)
        }

        @Test(arguments: [
            (["--most", "0"], "--most takes a whole number"),
            (["--within", "0s"], "--within takes a time above 0"),
            (["--ports", "80,x"], "--ports takes ports"),
            (["--base-url", "http://127.0.0.1:9/v1", "--ports", "80"], "leave it out"),
            (["--emulator", "--modes", "both"], "quick asks for streams"),
        ])
        func `what makes no sense is refused`(options: [String], complaint: String) async throws {
            let result = try await StreamGauge.call(["quick"] + options, in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains(complaint), "\(result.errors)")
        }
    }
}
