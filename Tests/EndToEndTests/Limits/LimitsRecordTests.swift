import Analysis
import Emulator
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension TimingTests {
    /// What a limits run leaves behind, however it ends, and what `report` makes of it.
    @Suite struct LimitsRecordTests {
        private let folder: TemporaryFolder
        private static let derived: [RecordDirectory.File] = [
            .limits, .limitsTable, .limitsPage, .limitsMarkdown,
        ]

        init() throws { folder = try TemporaryFolder() }

        private func verify(_ options: [String]) async throws -> Verification {
            let server = try await LimitedServer.start(.quick(requests: nil))
            let verification = try await server.verify(
                ["--only", "streams,release", "--rounds", "1", "--expect-streams", "3"] + options,
                in: folder)
            try await server.stop()
            return verification
        }

        @Test func `standard output is the JSON that docs/limits.schema.json describes`()
            async throws
        {
            let result = try await verify(["--json"]).result
            // A busy machine may leave a limit untold.
            #expect(result.status == 0 || result.status == 1, "\(result.errors)")
            let record = try folder.record()
            try folder.write(result.output, to: "printed.json")
            let findings = try await SchemaFile(name: "limits.schema.json")
                .findings([folder.file("printed.json"), record.path(of: .limits)], in: folder)
            #expect(findings.isEmpty, "\(findings.prefix(5))")
        }

        @Test func `a report of it is the same to the byte`() async throws {
            let formats = ["--format", "csv,json,html,markdown"]
            let run = try await verify(formats).result
            let record = try folder.record()
            let before = try Self.derived.map(record.text)
            for file in Self.derived {
                try FileManager.default.removeItem(atPath: record.path(of: file))
            }
            let report = try await StreamGauge.call(["report", record.path] + formats, in: folder)
            #expect(report.status == 0, "\(report.errors)")
            #expect(try Self.derived.map(record.text) == before)
            #expect(report.output.split(separator: "\n").dropLast() == run.outputLines.dropLast())
            #expect(!record.holds(.summary) && !record.holds(.report))
        }

        @Test func `report refuses what a limits run has not, and says why`() async throws {
            _ = try await verify(["--quiet"])
            let record = try folder.record()
            let formats = try await StreamGauge.call(
                ["report", record.path, "--format", "openmetrics"], in: folder)
            #expect(formats.status == 64)
            #expect(formats.errorLines.first?.contains("no openmetrics") == true)
            let several = try await StreamGauge.call(
                ["report", record.path, record.path], in: folder)
            #expect(several.status == 64 && several.output.isEmpty)
            #expect(several.errorLines.first?.contains("limits run") == true, "\(several.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("runs.html")))
        }

        // MARK: Runs that do not come to their end

        /// Starts a run that would last long, and sends `signal` when a row of `probe` is on the disk.
        private func broken(
            by signal: Int32, _ options: [String], after probe: ProbeStep
        ) async throws -> CommandResult {
            let server = try await LimitedServer.start(.quick(requests: nil))
            let command = try StreamGauge.start(
                ["limits", "--base-url", server.baseURL, "--rounds", "50"] + options, in: folder)
            try await command.until {
                let runs = try? FileManager.default.contentsOfDirectory(
                    atPath: self.folder.file("reports"))
                guard runs?.isEmpty == false, let run = try? self.folder.record().run() else {
                    return false
                }
                return run.requests.contains { $0.probe == probe }
            }
            command.send(signal)
            let result = try await command.end()
            try await server.stop()
            return result
        }

        private func summary() throws -> LimitsSummary {
            try Verification(
                result: CommandResult(status: 0, output: "", errors: ""), truth: nil, folder: folder
            ).summary()
        }

        @Test(arguments: [ProbeStep.baseline, .excess, .releaseCancel])
        func `an interrupted run tells what it measured and invents nothing`(
            probe: ProbeStep
        ) async throws {
            let result = try await broken(
                by: SIGINT, ["--only", "streams,release", "--expect-streams", "3"], after: probe)
            #expect(result.status == 130, "\(result.errors)")
            #expect(result.output.contains("interrupted"))
            let summary = try summary()
            #expect(summary.contradicted.isEmpty, "\(result.output)")
            let streams = try #require(summary[.concurrentStreams])
            switch probe {
            case .baseline:
                #expect(streams.verdict == .cannotTell && streams.reason.contains("interrupted"))
            case .releaseCancel:
                #expect(streams.verdict == .holds || streams.verdict == .cannotTell, "\(streams)")
            default: break
            }
        }

        @Test func `an interrupted window is not judged`() async throws {
            let result = try await broken(
                by: SIGINT, ["--only", "requests", "--expect-rpm", "40", "--window", "4s"],
                after: .window)
            #expect(result.status == 130, "\(result.errors)")
            let summary = try summary()
            #expect(summary.contradicted.isEmpty, "\(summary.contradicted)")
            #expect(summary[.requestsInWindow]?.verdict == .cannotTell)
        }

        @Test func `a killed run is reported, and streams without rows are not missed`()
            async throws
        {
            let result = try await broken(
                by: SIGKILL, ["--only", "streams,release", "--expect-streams", "3"],
                after: .releaseCancel)
            #expect(result.status == -SIGKILL)
            let record = try folder.record()
            #expect(!record.holds(.limits))
            let report = try await StreamGauge.call(["report", record.path], in: folder)
            #expect(report.status == 0, "\(report.errors)")
            #expect(report.output.contains("killed"), "\(report.output)")
            // Told is what the rows say, or nothing.
            let streams = try #require(try summary()[.concurrentStreams])
            #expect(streams.verdict == .cannotTell || streams.verdict == .holds, "\(streams)")
        }

        @Test func `a full disk ends it with one sentence`() async throws {
            let result = try await SmallDisk.run(
                [
                    "limits", "--only", "streams,release", "--expect-streams", "10", "--reports",
                    "disk",
                    "--rounds", "50", "--emulator-ttft", "5", "--emulator-gap", "1",
                ], in: folder)
            #expect(result.status == 7, "\(result.errors)")
            #expect(result.errorLines.last?.contains("No space left on device") == true)
            #expect(result.errorLines.count { $0.hasPrefix("streamgauge:") } == 1)
            let copy = try folder.record(in: "copy")
            #expect(try copy.run().manifest.ending == .recordFailed)
            let report = try await StreamGauge.call(["report", copy.path], in: folder)
            #expect(report.status == 0, "\(report.errors)")
            #expect(try !report.output.contains("✗") && copy.text(.limits).contains("cannot_tell"))
        }
    }
}
