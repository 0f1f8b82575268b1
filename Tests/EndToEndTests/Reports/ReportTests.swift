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
                [record.path, "--quiet", "--format", "markdown,openmetrics"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(record.holds(.markdown) && record.holds(.metrics))
            #expect(!record.holds(.report))
            #expect(try record.text(.metrics).hasSuffix("# EOF\n"))
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
            (["a", "b", "--format", "csv"], "--format"), (["a", "b", "--json"], "--json"),
        ])
        func `a mistake names its option`(arguments: [String], name: String) async throws {
            let result = try await report(arguments)
            #expect(result.status == 64)
            #expect(result.errorLines.first?.contains(name) == true, "\(result.errors)")
        }
    }
}
