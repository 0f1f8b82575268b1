import Analysis
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension CommandTests {
    /// A sweep from its first request to its report, and what is left where it does not come so far.
    @Suite struct SweepTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func call(_ words: [String], _ options: [String] = []) async throws -> CommandResult
        {
            try await StreamGauge.call(words + options, in: folder)
        }

        private func summary(_ path: String) throws -> SweepSummary {
            let data = try #require(
                FileManager.default.contents(atPath: folder.file("\(path)/sweep.json")))
            return try SweepJSON.summary(from: data)
        }

        private func text(_ path: String) throws -> String {
            try String(contentsOfFile: folder.file(path), encoding: .utf8)
        }

        @Test func `each load is a run, and the sweep tells them all`() async throws {
            let sweep =
                ["sweep", "-c", "1,2,4", "--passes", "2", "--requests", "24", "--out", "one"]
                + StreamGauge.quickEmulator
            let result = try await call(sweep)
            try #require(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("EMULATOR. Sweeping the embedded emulator: 6 steps"))
            #expect(result.output.contains("EMULATOR: sweep: closed loop, 1 to 4 streams"))
            #expect(result.output.contains("\nknee "))

            let found = try summary("one")
            #expect(found.record.ending == .completed)
            #expect(found.points.map(\.load.value) == [1, 2, 4])
            for point in found.points {
                #expect(point.passes.count == 2)
                #expect(point.requests == 48)
                #expect(point.failures?.value == 0)
                // 5 ms, and a machine that does other things too.
                #expect((4..<80).contains(try #require(point.timeToFirstToken?.p50.value)))
            }
            // The order of measuring, and an ordinary record each.
            let order = found.record.counted.map { "\($0.load.label) \($0.pass)" }
            #expect(order == ["c1 1", "c2 1", "c4 1", "c4 2", "c2 2", "c1 2"])
            let runs = try found.record.counted.map {
                try RecordReader(opening: folder.file("one/\($0.folder)")).read()
            }
            #expect(Set(runs.map(\.manifest.plan.seed)).count == 6)
            #expect(runs.map(\.manifest.plan.load.concurrency) == [1, 2, 4, 4, 2, 1])
            for run in runs {
                #expect(run.requests.count { $0.phase == .measured } == 24)
                #expect(run.manifest.ending == .completed)
            }

            // From the records alone the same bytes follow again.
            let names = ["sweep.json", "sweep.csv", "sweep.html"]
            let written = try names.map { try text("one/\($0)") }
            let again = try await call(["report", "one"])
            #expect(again.status == 0, "\(again.errors)")
            #expect(try names.map { try text("one/\($0)") } == written)
            #expect(again.output == result.output)
            let listed = try await call(["list", "."])
            #expect(listed.output.contains("1–4 streams"), "\(listed.output)")
        }

        @Test func `two sweeps are drawn over each other and compared load by load`() async throws {
            let words =
                ["sweep", "-c", "1,4", "--passes", "1", "--requests", "60"]
                + ["--emulator-gap", "1", "--emulator-tokens", "8", "--out"]
            for (name, first) in [("before", "10"), ("after", "40")] {
                let result = try await call(words, [name, "--emulator-ttft", first])
                try #require(result.status == 0, "\(result.errors)")
            }
            let compared = try await call(["compare", "before", "--to", "after"])
            // On a busy machine the client may have been late, and then no load is compared.
            let isBusy = compared.status == 5 && compared.output.contains("cannot be trusted")
            #expect(compared.status == 3 || isBusy, "\(compared.output) \(compared.errors)")
            #expect(isBusy || compared.output.hasPrefix("Worse at 1 stream"), "\(compared.output)")
            #expect(try text("compare.html").contains("Did it get worse?"))
            let both = try await call(["report", "before", "after", "--out", "both.html"])
            #expect(both.status == 0, "\(both.errors)")
            #expect(try text("both.html").contains("2 sweeps compared"))
            let mixed = try await call(["compare", "before/c1-pass1", "--to", "after"])
            #expect(mixed.status == 64)
        }

        @Test func `what was interrupted goes on, and no other plan does`() async throws {
            let sweep =
                ["sweep", "-c", "1,2,3", "--passes", "1", "--requests", "20", "--out", "cut"]
                + ["--emulator-ttft", "20", "--emulator-gap", "10", "--emulator-tokens", "20"]
            let command = try StreamGauge.start(sweep, in: folder)
            try await command.until { command.errors.contains("Step 2 of 3") }
            command.send(SIGINT)
            let result = try await command.end()
            #expect(result.status == 130, "\(result.errors)")
            #expect(result.output.contains("--resume cut"), "\(result.output)")
            let first = try summary("cut")
            #expect(first.record.ending == .interrupted)
            #expect(first.points.map(\.load.value) == [1])

            let other = try await call(["sweep", "--resume", "cut", "-c", "1,2"])
            #expect(other.status == 64)
            #expect(other.errors.contains("another plan"), "\(other.errors)")

            let resumed = try await call(["sweep", "--resume", "cut"])
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("2 steps"), "\(resumed.errors)")
            let second = try summary("cut")
            #expect(second.record.ending == .completed)
            #expect(second.points.map(\.load.value) == [1, 2, 3])
            #expect(second.points[0] == first.points[0])
            #expect(second.record.plan == first.record.plan)
        }

        @Test func `a target that dies ends the sweep and leaves what was measured`() async throws {
            let (server, address) = try await StreamGauge.serve(["--port", "0"], in: folder)
            let command = try StreamGauge.start(
                ["sweep", "--base-url", address, "-c", "1,2,3", "--passes", "1", "--out", "dead"]
                    + ["--requests", "20", "--max-tokens", "3"], in: folder)
            try await command.until { command.errors.contains("Step 2 of 3") }
            server.send(SIGKILL)
            let result = try await command.end()
            #expect(result.status == 6, "\(result.errors)")
            let found = try summary("dead")
            #expect(found.record.ending == .targetFailed || found.points.count == 2)
            #expect(found.points.first?.load.value == 1)
            #expect(result.output.contains("--resume dead"), "\(result.output)")
        }

        @Test func `a target that is not there is told before anything is written`() async throws {
            let result = try await call(
                ["sweep", "--base-url", "http://127.0.0.1:9/v1", "-c", "1,2", "--out", "none"])
            #expect(result.status == 6)
            #expect(!FileManager.default.fileExists(atPath: folder.file("none")))
        }

        @Test func `a dry run says each step and sends nothing`() async throws {
            let result = try await call(
                ["sweep", "--base-url", "http://127.0.0.1:9/v1", "--rate", "1,10", "--dry-run"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("4 steps, 1 to 10 requests/s, 2 passes"))
            #expect(result.output.contains("2. r10, pass 1: 300 requests in at most 30s"))
            // Nobody knows how many answers a closed loop gets in a time.
            let timed = try await call(
                ["sweep", "--base-url", "http://127.0.0.1:9/v1", "-c", "1", "--dry-run"]
                    + ["--passes", "1", "--duration", "5s"])
            #expect(
                timed.output.contains("as many streaming requests as fit into 5 s of measuring"),
                "\(timed.output)")
        }
    }
}
