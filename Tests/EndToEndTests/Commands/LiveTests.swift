import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// A run that is watched: the page, marks from wherever they come, and its end.
    @Suite struct LiveTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// A run of a minute with its page's address.
        private func start(
            _ options: String...
        ) async throws -> (command: RunningCommand, page: String) {
            let command = try StreamGauge.start(
                [
                    "run", "--live", "--duration", "60s", "-c", "4", "--emulator-ttft", "5",
                    "--emulator-gap", "5", "--emulator-tokens", "20",
                ] + options, in: folder)
            try await command.until { command.errors.contains("Live: http://127.0.0.1:") }
            try await command.until {
                let runs = try? FileManager.default.contentsOfDirectory(
                    atPath: folder.file("reports"))
                guard runs?.isEmpty == false, let record = try? folder.record() else {
                    return false
                }
                return (try? record.text(.requests).count) ?? 0 > 3_000
            }
            let line = try #require(
                command.errors.split(separator: "\n").first { $0.hasPrefix("Live: ") })
            return (command, String(line.dropFirst("Live: ".count)))
        }

        private func marks() throws -> [String] { try folder.record().run().marks.map(\.text) }

        @Test func `a page shows the run, sets a mark, ends it, and has the report`() async throws {
            let (command, page) = try await start()
            let document = try PlainHTTP.call("GET", page)
            #expect(document.status == 200 && document.text.contains("src=\"live.js\""))
            #expect(document.text.contains("default-src 'none'; script-src 'self'"))
            let script = try PlainHTTP.call("GET", page + "live.js")
            #expect(script.status == 200 && script.text.contains("EventSource"))

            let events = try PlainHTTP.listen(page)
            events.read { $0.components(separatedBy: "event: state").count > 3 }
            #expect(events.text.contains("text/event-stream"))
            #expect(events.text.contains("Open streams") && events.text.contains("live-ttft"))

            let set = try PlainHTTP.call("POST", page + "mark", body: "deployed <v2>")
            #expect(set.status == 200 && set.text.contains("deployed <v2>"), "\(set.text)")
            events.read { $0.contains("deployed &lt;v2&gt;") }
            #expect(events.text.contains("eventline"))

            let stop = try PlainHTTP.call(
                "POST", page + "stop",
                headers: ["Origin": String(page.prefix { $0 != "/" }) + "//127.0.0.1:\(port(page))"]
            )
            #expect(stop.status == 200, "\(stop.text)")
            events.read { $0.contains("event: ended") }
            #expect(events.text.contains("\"report\":true"))
            let report = try PlainHTTP.call("GET", page + "report")
            #expect(report.status == 200 && report.text.contains("Time to first token"))

            let result = try await command.end()
            #expect(result.status == 130, "\(result.errors)")
            #expect(result.output.contains("marks") && result.output.contains("deployed <v2>"))
            #expect(try folder.record().run().manifest.ending == .interrupted)
            #expect(try marks() == ["deployed <v2>"])
            let html = try folder.record().text(.report)
            #expect(html.contains("eventline") && html.contains("deployed &lt;v2&gt;"))
            #expect(try folder.record().text(.summary).contains("\"since_first_due_seconds\""))
        }

        private func port(_ page: String) -> Int { URL(string: page)?.port ?? 0 }

        @Test func `lets nobody in without the token, from elsewhere, or under another name`()
            async throws
        {
            let (command, page) = try await start()
            let wrong = page.replacing(
                /\/[0-9a-f]{40}\//, with: "/" + String(repeating: "0", count: 40) + "/")
            #expect(try PlainHTTP.call("GET", wrong).status == 403)
            #expect(try PlainHTTP.call("POST", wrong + "stop").status == 403)
            #expect(try PlainHTTP.call("GET", "http://127.0.0.1:\(port(page))/").status == 403)
            let rebound = try PlainHTTP.call(
                "GET", page, headers: ["Host": "evil.example:\(port(page))"])
            #expect(rebound.status == 403 && !rebound.text.contains("live.js"))
            let foreign = try PlainHTTP.call(
                "POST", page + "stop", headers: ["Origin": "http://evil.example"])
            #expect(foreign.status == 403)
            #expect(try PlainHTTP.call("DELETE", page).status == 405)
            #expect(try PlainHTTP.call("GET", page + "report").status == 404)
            let long = String(repeating: "x", count: 5000)
            #expect(try PlainHTTP.call("POST", page + "mark", body: long).status == 413)
            #expect(try !folder.record().holds(.marks))
            command.send(SIGINT)
            #expect(try await command.end().status == 130)
        }

        @Test func `twenty pages, of which one never reads, do not touch the run`() async throws {
            let (command, page) = try await start()
            let pages = try (0..<20).map { _ in try PlainHTTP.listen(page) }
            // The first reads nothing at all.
            for listener in pages.dropFirst() {
                listener.read { $0.contains("event: state") || $0.contains("503") }
            }
            let full = pages.dropFirst().filter { $0.text.contains(" 503 ") }
            #expect(full.count == 4, "\(full.count)")
            #expect(full.first?.text.contains("16 pages are open already") == true)
            command.send(SIGINT)
            let result = try await command.end()
            #expect(result.status == 130, "\(result.errors)")
            #expect(try folder.record().run().manifest.ending == .interrupted)
        }

        @Test func `a signal and a file set marks, and a kill leaves them`() async throws {
            let file = folder.file("marks.txt")
            try Data("from before\n".utf8).write(to: URL(filePath: file))
            let (command, _) = try await start("--mark-file", file)
            command.send(SIGUSR1)
            try await command.until { (try? marks().count) == 1 }
            let handle = try #require(FileHandle(forWritingAtPath: file))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("deployed v2\nhalf a li".utf8))
            try await command.until { (try? marks().count) == 2 }
            try handle.write(contentsOf: Data("ne\n".utf8))
            try await command.until { (try? marks().count) == 3 }
            try Data("anew\n".utf8).write(to: URL(filePath: file))
            try await command.until { (try? marks().count) == 4 }
            command.send(SIGUSR1)
            try await command.until { (try? marks().count) == 5 }
            command.send(SIGKILL)
            _ = try await command.end()
            let expected = ["mark 1", "deployed v2", "half a line", "anew", "mark 5"]
            #expect(try marks() == expected)
            let folder = try self.folder.record().path
            let report = try await StreamGauge.call(["report", folder], in: self.folder)
            #expect(report.status == 0 && report.output.contains("deployed v2"), "\(report.errors)")
        }

        @Test(arguments: [
            (["--live=0"], "port from 1 to 65535"), (["--live-port", "80000", "--live"], "65535"),
            (["--live-port", "8080"], "--live"), (["--live-address", "0.0.0.0"], "--live"),
            (["--live=x"], "--live"),
            (["--live", "--live-address", "192.0.2.1"], "cannot listen"),
            (["--mark-file", "/dev"], "no plain file"),
        ])
        func `tells what cannot be served`(options: [String], words: String) async throws {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--requests", "4"] + options, in: folder)
            #expect(result.status == 64, "\(result.errors)")
            #expect(result.errors.contains(words), "\(result.errors)")
        }

        @Test func `a run that nobody looks at ends as ever`() async throws {
            let result = try await StreamGauge.call(
                ["run", "--live", "--requests", "20", "--quiet"] + StreamGauge.quickEmulator,
                in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("Live: http://127.0.0.1:"))
        }
    }
}

extension CommandTests {
    /// What a terminal shows meanwhile.
    @Suite struct TerminalTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// In a terminal of that size, by `script` of util-linux.
        private func run(columns: Int, rows: Int, _ options: String = "") async throws -> String {
            let line =
                "stty cols \(columns) rows \(rows); exec \(try StreamGauge.binary.path()) run --duration 4s "
                + "-c 3 --emulator-ttft 20 --emulator-gap 5 --emulator-tokens 10 \(options)"
            let command = try RunningCommand(
                RunningCommand.program("/usr/bin/script", of: "bsdutils"),
                ["-qec", line, "/dev/null"], in: folder, environment: ["TERM": "xterm"])
            let result = try await command.end()
            #expect(result.status == 0, "\(result.output)")
            return result.output
        }

        @Test func `one with room shows the trend and the outcomes`()
            async throws
        {
            let shown = try await run(columns: 100, rows: 30)
            for part in [
                "TTFT p50  ", "█", "ended     ok ", "\u{1B}[2A",
            ] {
                #expect(shown.contains(part), "\(part)")
            }
            // The table stands where the lines were.
            #expect(shown.contains("\u{1B}[2A\u{1B}[J"))
        }

        @Test(arguments: [(59, 30), (100, 9)])
        func `one without room shows the progress alone`(columns: Int, rows: Int) async throws {
            let shown = try await run(columns: columns, rows: rows)
            #expect(shown.contains(" done  "))
            #expect(!shown.contains("█") && !shown.contains("\u{1B}[2A"))
        }

        @Test func `nothing is shown where that is asked for`() async throws {
            let shown = try await run(columns: 100, rows: 30, "--quiet")
            #expect(!shown.contains(" done") && !shown.contains("\u{1B}["))
        }
    }
}
