import Foundation
import RecordStore
import Testing

extension CommandTests {
    /// What becomes of a command whose standard output takes no more.
    @Suite struct StandardOutputTests {
        private static let run = ["run", "--requests", "4"] + StreamGauge.quickEmulator
        private static let gate =
            ["gate", "--requests", "4", "--no-readiness", "--confirm", "0"]
            + StreamGauge.quickEmulator

        /// Those that need nothing but themselves.
        private static let plain: [[String]] = [
            [], ["--help"], ["run", "--help-all"], ["--version"],
            ["--generate-completion-script", "bash"], ["init", "-"], ["list"], ["list", "--json"],
            ["run", "--emulator", "--print-plan"],
            ["limits", "--emulator", "--tier", "pro", "--dry-run"],
            ["gate", "--emulator", "--plan-only"], ["history", "list"],
        ]

        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// `redirection` is what a shell makes of standard output.
        private func call(
            _ arguments: [String], _ redirection: String
        ) async throws -> CommandResult {
            let command = try RunningCommand(
                URL(filePath: "/bin/bash"),
                ["-c", "\"$@\" \(redirection)", "bash", try StreamGauge.binary.path()] + arguments,
                in: folder)
            return try await command.end()
        }

        private func full(_ arguments: [String]) async throws -> CommandResult {
            try await call(arguments, "> /dev/full")
        }

        /// To a reader who has gone before anything is said.
        private func closed(_ arguments: [String]) async throws -> CommandResult {
            try await call(arguments, "| true; exit ${PIPESTATUS[0]}")
        }

        @Test(arguments: plain)
        func `a full disk is told in one sentence, and is code 7`(
            arguments: [String]
        ) async throws {
            let result = try await full(arguments)
            #expect(result.status == 7, "\(result.errors)")
            let told = result.errorLines.filter { $0.contains("cannot write to standard output") }
            #expect(told.count == 1 && told[0].contains("No space left"), "\(result.errors)")
        }

        @Test(arguments: plain)
        func `a reader who has gone is no error`(arguments: [String]) async throws {
            let result = try await closed(arguments)
            #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        }

        @Test(arguments: [run + ["--json"], run, run + ["--quiet"]])
        func `a run whose reader has gone has its report`(arguments: [String]) async throws {
            let result = try await closed(arguments)
            #expect(result.status == 0, "\(result.errors)")
            let record = try folder.record()
            #expect(record.holds(.summary) && record.holds(.report))
            for words in [["report", record.path], ["report", record.path, "--json"]] {
                let again = try await closed(words)
                #expect(again.status == 0 && again.errors.isEmpty, "\(again.errors)")
            }
        }

        @Test func `a verdict is the same whoever reads`() async throws {
            let run = Self.run + ["--assert", "ttft.p50 < 1ms", "--json"]
            let read = try await StreamGauge.call(run, in: folder)
            #expect(read.status != 0)
            #expect(try await closed(run).status == read.status)
        }

        @Test(arguments: [run + ["--json"], run, gate + ["--json"], gate])
        func `a run on a full disk has its report all the same`(
            arguments: [String]
        ) async throws {
            let result = try await full(arguments)
            #expect(result.status == 7, "\(result.errors)")
            let told = result.errorLines.filter { $0.hasPrefix("streamgauge:") }
            #expect(told.count == 1, "\(result.errors)")
            let runs = try FileManager.default.contentsOfDirectory(atPath: folder.file("reports"))
                .filter { $0.contains("-emulator-") }
            for run in runs {
                #expect(try RecordDirectory(opening: folder.file("reports/\(run)")).holds(.summary))
            }
            #expect(!runs.isEmpty)
        }

        @Test func `a comparison, a capture and a server say it too`() async throws {
            for name in ["base", "new"] {
                let run = try await StreamGauge.call(Self.run + ["--out", name], in: folder)
                try #require(run.status == 0, "\(run.errors)")
            }
            let record = "base"
            let capture = try folder.write(
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n",
                to: "capture.txt")
            for words in [
                ["report", record], ["report", record, "--json"], ["report", record, record],
                ["report", record, "--format", "markdown", "--out", "-"],
                ["compare", record, "--to", "new"], ["inspect", capture],
                ["inspect", capture, "--json"], ["serve", "--port", "0"],
            ] {
                let result = try await full(words)
                #expect(result.status == 7, "\(words): \(result.status) \(result.errors)")
            }
        }
    }
}
