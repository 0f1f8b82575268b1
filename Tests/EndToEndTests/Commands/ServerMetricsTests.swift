import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// What the server says of itself beside a run: planted in the emulator, told; not planted, not told.
    @Suite struct ServerMetricsTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private struct Side: Decodable {
            struct Level: Decodable {
                var quantity: String
                var most: Double
            }
            struct Others: Decodable {
                var looks: Int
                var looksWithOthers: Int
                var longestRow: Int
            }
            struct FirstTokens: Decodable {
                var serverCount: Int
                var ourCount: Int
                var differenceMostMilliseconds: Double?
                var reason: String?
            }
            struct Preemptions: Decodable {
                var total: Double
            }
            var levels: [Level]
            var others: Others?
            var firstTokens: FirstTokens?
            var preemptions: Preemptions?

            func most(_ quantity: String) -> Double? {
                levels.first { $0.quantity == quantity }?.most
            }
        }

        private struct Check: Decodable {
            var kind: String
            var verdict: String
        }

        private func run(
            _ engine: String, _ options: [String]
        ) async throws -> (CommandResult, Side, [Check]) {
            let result = try await StreamGauge.call(
                [
                    "run", "--emulator", "--emulator-engine", engine, "--modes", "streaming",
                    "--server-metrics", "/metrics", "--server-metrics-every", "200ms", "--out",
                    folder.file("run"), "--json",
                ] + options, in: folder)
            struct Summary: Decodable {
                struct Validity: Decodable { var checks: [Check] }
                var server: Side
                var validity: Validity
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            try #require(!result.output.isEmpty, "\(result.errors)")
            let summary = try decoder.decode(Summary.self, from: Data(result.output.utf8))
            return (result, summary.server, summary.validity.checks)
        }

        private func verdict(_ kind: String, _ checks: [Check]) -> String? {
            checks.first { $0.kind == kind }?.verdict
        }

        @Test func `a queue of ours is told as waiting, and as nobody else's`() async throws {
            let (result, side, checks) = try await run(
                "batch=3,step=10ms",
                ["--concurrency", "10", "--requests", "120", "--max-tokens", "15"])
            #expect(
                result.errors.contains("own metrics are read every 200ms, without a key: /metrics"))
            #expect(side.most("running") == 3)
            #expect((side.most("waiting") ?? 0) >= 1)
            #expect(verdict("other_users", checks) == "trustworthy")
            #expect(verdict("preemptions", checks) == "trustworthy")
            let first = try #require(side.firstTokens)
            #expect(first.serverCount == 120 && first.ourCount == 120)
            // On one machine the way is next to nothing; a busy one is late to read a request.
            let difference = try #require(first.differenceMostMilliseconds, "\(first.reason ?? "")")
            #expect(difference > -5)
            let page = try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
            #expect(page.contains("The server&#39;s own metrics") || page.contains("own metrics"))
            #expect(page.contains("Requests at the server, and ours"))
            let csv = try String(contentsOfFile: folder.file("run/summary.csv"), encoding: .utf8)
            #expect(csv.contains("server_waiting,"))
            let rows = try String(contentsOfFile: folder.file("run/server.csv"), encoding: .utf8)
            #expect(rows.contains("streamgauge_emulator_engine_waiting"))
            // Another look at the record tells the same.
            let again = try await StreamGauge.call(["report", folder.file("run")], in: folder)
            #expect(again.output.contains("waiting p50"))
        }

        @Test func `others who use the server are told`() async throws {
            let (_, side, checks) = try await run(
                "batch=32,step=20ms,other=6/s,other-prompt=50,other-output=40",
                ["--concurrency", "2", "--requests", "40", "--max-tokens", "10"])
            #expect(verdict("other_users", checks) == "with_care", "\(side)")
            #expect((side.others?.longestRow ?? 0) >= 3)
        }

        @Test func `preemptions are told`() async throws {
            let (_, side, _) = try await run(
                "batch=8,step=10ms,kv=400",
                [
                    "--concurrency", "8", "--requests", "60", "--input-tokens", "40",
                    "--max-tokens", "60",
                ])
            #expect((side.preemptions?.total ?? 0) > 0)
            #expect((side.most("cache_use") ?? 0) > 0.5)
            #expect((side.most("cache_use") ?? 2) <= 1)
        }

        @Test func `each step of a sweep has its own`() async throws {
            let result = try await StreamGauge.call(
                [
                    "sweep", "--emulator", "--emulator-engine", "batch=2,step=5ms", "--modes",
                    "streaming", "--concurrency", "1,6", "--passes", "1", "--requests", "60",
                    "--max-tokens", "20", "--server-metrics", "/metrics", "--server-metrics-every",
                    "100ms", "--out", folder.file("sweep"),
                ], in: folder)
            #expect(result.errors.contains("own metrics are read every 100ms"), "\(result.errors)")
            let json = try String(
                contentsOfFile: folder.file("sweep/sweep.json"), encoding: .utf8)
            #expect(json.contains("\"server_waiting\""))
            #expect(json.contains("\"has_other_users\" : false"))
            let page = try String(
                contentsOfFile: folder.file("sweep/sweep.html"), encoding: .utf8)
            #expect(page.contains("waiting there"))
        }

        @Test func `a gate notes that others used the server`() async throws {
            let result = try await StreamGauge.call(
                [
                    "gate", "--emulator", "--emulator-engine",
                    "batch=32,step=20ms,other=6/s,other-prompt=50,other-output=40", "--modes",
                    "streaming", "--concurrency", "2", "--requests", "40", "--max-tokens", "10",
                    "--no-readiness", "--server-metrics", "/metrics", "--server-metrics-every",
                    "200ms", "--reports", folder.file("reports"), "--history",
                    folder.file("history"),
                ], in: folder)
            #expect(
                (result.output + result.errors).contains("others use the server"),
                "\(result.output) \(result.errors)")
        }

        @Test(arguments: [
            ("ftp://x/metrics", "is no address"), ("metrics", "is no address"),
            ("http://user:word@127.0.0.1/metrics", "user or password"),
            ("//x/metrics", "is no address"),
        ])
        func `an address that is none is refused`(address: String, words: String) async throws {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--server-metrics", address], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("--server-metrics") && result.errors.contains(words))
            #expect(!result.errors.contains(":word@"))
        }

        @Test(arguments: ["10ms", "2m"]) func `a period beyond its bounds is refused`(
            period: String
        ) async throws {
            let result = try await StreamGauge.call(
                [
                    "run", "--emulator", "--server-metrics", "/metrics", "--server-metrics-every",
                    period,
                ], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("100ms to 1m"))
            let alone = try await StreamGauge.call(
                ["run", "--emulator", "--server-metrics-every", "1s"], in: folder)
            #expect(alone.status == 64)
        }

        @Test func `a run that is killed keeps what the server had said`() async throws {
            let command = try StreamGauge.start(
                [
                    "run", "--emulator", "--duration", "60s", "--server-metrics", "/metrics",
                    "--server-metrics-every", "100ms", "--out", folder.file("run"),
                ], in: folder)
            let path = folder.file("run/server.csv")
            try await command.until {
                let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
                return text.contains(",scrape,ok") && text.split(separator: "\n").count > 100
            }
            command.send(SIGKILL)
            _ = try await command.end()
            let server = try #require(try RecordReader(opening: folder.file("run")).server())
            #expect(server.scrapes.contains { $0.outcome == .ok })
            #expect(!server.values.isEmpty)
            let report = try await StreamGauge.call(["report", folder.file("run")], in: folder)
            #expect(report.output.contains("server"))
        }
    }
}

/// Sources that are absent, slow, huge or hostile do not touch the run.
@Suite(.ownTime) struct HostileMetricsTests {
    private func run(
        _ sources: [String], every: Duration = .milliseconds(200)
    ) async throws -> MeasuredRun {
        let run = try await MeasuredRun.measure(quick(gap: 10, tokens: 40)) { plan in
            plan.record.serverMetrics = sources
            plan.record.serverMetricsEvery = TimeSpan(every)
            plan.load.requests = 8
        }
        #expect(run.outcomes == [.ok])
        #expect(run.requests.count == 8)
        return run
    }

    private func notices(_ run: MeasuredRun) -> [String] {
        run.record.manifest.notices.filter { $0.kind == .serverMetrics }.map(\.text)
    }

    private func source(_ server: RecordingServer) -> String {
        server.baseURL.replacing("/v1", with: "/metrics")
    }

    @Test(arguments: [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", ScrapeOutcome.status),
        (
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            .status
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort 1\n", .broken),
        ("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>no</html>", .notMetrics),
        ("nonsense\r\n\r\n", .broken),
    ])
    func `what is no metrics is told`(answer: String, outcome: ScrapeOutcome) async throws {
        let server = try RecordingServer { _ in answer }
        let run = try await run([source(server)])
        let scrapes = try #require(run.record.server?.scrapes)
        #expect(!scrapes.isEmpty && scrapes.allSatisfy { $0.outcome == outcome }, "\(scrapes)")
        #expect(notices(run).contains { $0.contains("none brought any") })
        for request in server.requests {
            #expect(request.head.hasPrefix("GET /metrics HTTP/1.1"))
            #expect(!request.head.lowercased().contains("authorization"))
        }
    }

    @Test func `a closed port is told`() async throws {
        let port = try LoopbackSocket.freePort()
        let run = try await run(["http://127.0.0.1:\(port)/metrics"])
        #expect(run.record.server?.scrapes.allSatisfy { $0.outcome == .connect } == true)
        #expect(run.record.manifest.serverMetrics?.first?.failed["connect"] ?? 0 > 0)
    }

    @Test func `fifty megabytes are not read to their end`() async throws {
        let line = Array("a_series_of_metrics{number=\"1\"} 1\n".utf8)
        var body = Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8)
        while body.count < 50 << 20 { body += line }
        let bytes = body
        let server = try RecordingServer(bytes: { _ in bytes })
        let run = try await run([source(server)], every: .seconds(1))
        let scrapes = try #require(run.record.server?.scrapes)
        #expect(scrapes.contains { $0.outcome == .tooLarge })
        #expect(scrapes.allSatisfy { $0.bytes < 9 << 20 })
        #expect(notices(run).contains { $0.contains("8 MiB") })
    }

    @Test func `a source that does not answer is given up, and looks are left out`() async throws {
        let silent = try SilentListener()
        let run = try await run(
            ["http://127.0.0.1:\(silent.port)/metrics"], every: .milliseconds(100))
        let scrapes = try #require(run.record.server?.scrapes)
        #expect(!scrapes.isEmpty && scrapes.allSatisfy { $0.outcome == .timeout })
        #expect(run.record.manifest.serverMetrics?.first?.missed ?? 0 > 0)
        // The last look takes a second at most.
        #expect(scrapes.allSatisfy { $0.took < .seconds(30) })
    }

    @Test func `what changes its form from look to look is kept as far as it is metrics`()
        async throws
    {
        let texts = [
            "# TYPE a counter\na 5\nvllm:num_requests_running 3\n",
            "# TYPE a gauge\na{x=\"y\"} -1\nvllm:num_requests_running NaN\n",
            "a 1\na 2\nvllm:num_requests_running{model=\"\u{7}\"} 1e400\n\u{0}\u{1}",
            "vllm:num_requests_running{le=\"=HYPERLINK()\"} 2\n",
        ]
        let server = try RecordingServer { request in
            let text = texts[Int.random(in: 0..<texts.count)]
            return
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
        }
        let run = try await run([source(server)], every: .milliseconds(100))
        let scrapes = try #require(run.record.server?.scrapes)
        #expect(scrapes.contains { $0.outcome == .ok })
        #expect(run.record.tornRows == 0)
        #expect(run.record.manifest.unreadableRows == nil)
    }
}
