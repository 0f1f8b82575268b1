import Foundation
import RecordStore
import Testing

extension CompatibilityTests {
    /// A run's numbers in the hands of those who gather metrics.
    @Suite struct MetricsPeerTests {
        private let folder: TemporaryFolder
        private let record: RecordDirectory

        init() async throws {
            folder = try TemporaryFolder()
            let run = try await StreamGauge.call(
                [
                    "run", "--quiet", "--modes", "both", "--requests", "60", "--out", "run",
                    "--name",
                    #"a "name" \ with marks"#, "--format", "csv,prometheus,openmetrics",
                ] + StreamGauge.quickEmulator, in: folder)
            try #require(run.status == 0, "\(run.errors)")
            record = try RecordDirectory(opening: folder.file("run"))
        }

        /// Serves at a free port until the value goes.
        private func served(
            _ program: String, of package: String, _ options: [String]
        ) async throws -> (RunningCommand, address: String) {
            let port = try LoopbackSocket.freePort()
            let command = try RunningCommand(
                try RunningCommand.program(program, of: package),
                ["--web.listen-address=127.0.0.1:\(port)"] + options, in: folder)
            try await command.until { LoopbackSocket.isListening(port) }
            return (command, "http://127.0.0.1:\(port)/metrics")
        }

        private func curl(_ arguments: [String]) async throws -> CommandResult {
            try await RunningCommand(
                try RunningCommand.program("/usr/bin/curl", of: "curl"),
                ["--silent", "--show-error", "--fail-with-body"] + arguments, in: folder
            ).end()
        }

        private func samples(of text: String) -> Set<Substring> {
            Set(text.split(separator: "\n").filter { $0.hasPrefix("streamgauge_ttft_seconds") })
        }

        @Test func `promtool has nothing against it`() async throws {
            let promtool = try RunningCommand.program("/usr/bin/promtool", of: "prometheus")
            let result = try await RunningCommand(
                promtool, ["check", "metrics"], in: folder,
                input: Data(try record.text(.metrics).utf8)
            ).end()
            #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        }

        @Test func `a pushgateway takes it and hands it on`() async throws {
            let (gateway, address) = try await served(
                "/usr/bin/prometheus-pushgateway", of: "prometheus-pushgateway", [])
            defer { gateway.send(SIGTERM) }
            let pushed = try await curl([
                "--data-binary", "@\(record.path(of: .metrics))", "\(address)/job/streamgauge",
            ])
            try #require(pushed.status == 0, "\(pushed.output)\(pushed.errors)")
            let text = try await curl([address]).output
            #expect(text.contains("streamgauge_run_info{"))
            #expect(text.contains(#"name="a \"name\" \\ with marks""#), "labels as they were")
            #expect(samples(of: text).count >= samples(of: try record.text(.metrics)).count)
        }

        @Test func `node-exporter's textfile collector takes it`() async throws {
            let texts = folder.file("texts")
            try FileManager.default.createDirectory(
                atPath: texts, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: record.path(of: .metrics), toPath: "\(texts)/streamgauge.prom")
            let (exporter, address) = try await served(
                "/usr/bin/prometheus-node-exporter", of: "prometheus-node-exporter",
                [
                    "--collector.disable-defaults", "--collector.textfile",
                    "--collector.textfile.directory=\(texts)",
                ])
            defer { exporter.send(SIGTERM) }
            let text = try await curl([address]).output
            #expect(text.contains("node_textfile_scrape_error 0\n"), "\(exporter.errors)")
            #expect(samples(of: text).count >= samples(of: try record.text(.metrics)).count)
        }

        @Test func `the OpenMetrics text is read by Prometheus' own client`() async throws {
            let result = try await Peer.call(
                "Tests/EndToEndTests/Peers/read_openmetrics.py",
                [record.path(of: .openMetrics)], in: folder)
            try #require(result.status == 0, "\(result.errors)")
            let families = try JSONDecoder().decode(
                [String: Int].self, from: Data(result.output.utf8))
            #expect(families["streamgauge_run"] == 1 && families["streamgauge_verdict"] == 3)
            #expect(families["streamgauge_emulated"] == 1)
            let given = try record.text(.openMetrics).split(separator: "\n")
            #expect(families.values.reduce(0, +) == given.count { !$0.hasPrefix("#") })
        }
    }
}
