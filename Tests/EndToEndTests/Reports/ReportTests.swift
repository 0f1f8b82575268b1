import Foundation
import RecordStore
import Testing

extension CommandTests {
    /// What `report` writes beside the usual files.
    @Suite struct ReportTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func record() async throws -> RecordDirectory {
            let result = try await StreamGauge.call(
                ["run", "--requests", "8", "--quiet"] + StreamGauge.quickEmulator, in: folder)
            try #require(result.status == 0, "\(result.errors)")
            return try folder.record()
        }

        private func report(
            _ arguments: [String], environment: [String: String] = [:]
        ) async throws -> CommandResult {
            try await StreamGauge.call(
                ["report"] + arguments, in: folder, environment: environment)
        }

        @Test func `writes the formats asked for and no other`() async throws {
            let record = try await record()
            try FileManager.default.removeItem(atPath: record.path(of: .report))
            let result = try await report(
                [record.path, "--quiet", "--format", "markdown,prometheus,openmetrics"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(record.holds(.markdown) && record.holds(.metrics))
            #expect(!record.holds(.report))
            #expect(try record.text(.openMetrics).hasSuffix("# EOF\n"))
        }

        @Test func `one format goes where --out says, and nowhere else`() async throws {
            let record = try await record()
            let words = [record.path, "--format", "markdown", "--out"]
            let printed = try await report(words + ["-"])
            #expect(printed.status == 0 && printed.errors.isEmpty, "\(printed.errors)")
            #expect(printed.output.hasPrefix("# EMULATOR"))
            // Whoever pastes it into a comment sees what was measured, without marks of HTML.
            #expect(!printed.output.contains("&#"))
            #expect(!record.holds(.markdown))
            let written = try await report(words + ["summary.md", "--quiet"])
            #expect(written.status == 0 && written.output.isEmpty)
            #expect(
                try String(contentsOfFile: folder.file("summary.md"), encoding: .utf8)
                    == printed.output)
        }

        @Test func `--strict is no success where the run cannot be trusted`() async throws {
            let record = try await record()
            let path = record.path(of: .manifest)
            let manifest = try String(contentsOfFile: path, encoding: .utf8)
            // As a run that was killed leaves it.
            try manifest.replacing(
                #""ending" : "completed""#, with: #""ending" : "unfinished""#
            ).write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try await report([record.path, "--quiet"]).status == 0)
            let strict = try await report([record.path, "--quiet", "--strict"])
            let verdict = try await report([record.path, "--json"]).output
            try #require(verdict.contains(#""verdict" : "not_trustworthy""#))
            #expect(strict.status == 4)
            #expect(strict.errors.contains("--strict: this run cannot be trusted: "))
        }

        @Test func `sets several runs on one page`() async throws {
            let record = try await record()
            let result = try await report([record.path, record.path, "--out", "runs.html"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "written runs.html\n")
            let page = try String(contentsOfFile: folder.file("runs.html"), encoding: .utf8)
            #expect(page.contains("2 runs side by side"))
        }

        @Test func `says where the page lies when nothing can show it`() async throws {
            let record = try await record()
            let result = try await report(
                [record.path, "--quiet", "--open"], environment: ["PATH": "/nowhere"])
            #expect(result.status == 0)
            #expect(result.errorLines.count == 1)
            #expect(result.errors.contains("no xdg-open"))
        }

        @Test(arguments: [
            (["a", "--format", "xml"], "--format"), (["a", "--format", "csv,"], "--format"),
            (["a", "--out", "x.html"], "--out"), (["a", "--open", "--format", "csv"], "--open"),
            (["a", "b", "--format", "openmetrics"], "--format"),
            (["a", "b", "--json", "--out", "x"], "--json"), (["a", "b", "--strict"], "--strict"),
            (["a", "--out", "-", "--format", "csv,json"], "--out"),
            (["no-such-run"], "no-such-run"),
            (["a", "b", "--json"], "'a'"),
        ])
        func `a mistake names its option`(arguments: [String], name: String) async throws {
            let result = try await report(arguments)
            #expect(result.status == 64)
            #expect(result.errorLines.first?.contains(name) == true, "\(result.errors)")
        }
    }
}
