import Analysis
import Foundation
import RecordStore
import RunModel
import Testing

extension TimingTests {
    /// A client that is stopped again and again, beside a server that writes its times of sending: the worst
    /// that can happen to stamps, since segments merge meanwhile.
    @Suite struct StoppedClientTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        @Test func `each event lies in its interval, and the run says how late it was`()
            async throws
        {
            let (server, address) = try await StreamGauge.serve(["--port", "0"], in: folder)
            let run = try StreamGauge.start(
                [
                    "run", "--base-url", address, "--modes", "streaming", "-c", "10", "-n", "30",
                    "--quiet",
                ], in: folder)
            try await Task.sleep(for: .milliseconds(500))
            for _ in 0..<40 {
                run.send(SIGSTOP)
                try await Task.sleep(for: .milliseconds(150))
                run.send(SIGCONT)
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await run.end().status == 0)
            withExtendedLifetime(server) {}

            let reader = try RecordReader(opening: try folder.record().path)
            var count = (all: 0, intervals: 0, outside: 0)
            try reader.forEachChunk { chunk in
                guard let sent = chunk.sent else { return }
                count.all += 1
                // The server may be interrupted between taking its time and writing, so the lower end gets
                // some milliseconds.
                let earliest = chunk.earliest ?? chunk.arrived - .milliseconds(20)
                if chunk.earliest != nil { count.intervals += 1 }
                if sent - chunk.arrived > .microseconds(50) || earliest - sent > .milliseconds(20) {
                    count.outside += 1
                }
            }
            try #require(count.all > 1000)
            #expect(count.intervals > count.all / 10)
            #expect(count.outside * 1000 <= count.all, "\(count)")

            let record = try reader.read()
            let summary = RunSummary(
                manifest: record.manifest, requests: record.requests,
                histograms: record.histograms, chunks: nil)
            #expect(summary.validity.verdict == .notTrustworthy)
            let late = summary.numbers[.streaming]?.lateness.all?.tail.value ?? 0
            #expect(late > 100)
        }

        /// What came meanwhile lies in its sockets: the server has kept to the limit.
        @Test func `a stop longer than a time-out is no time-out of the server's`() async throws {
            let (server, address) = try await StreamGauge.serve(
                ["--port", "0", "--ttft", "50", "--gap", "30", "--tokens", "80"], in: folder)
            let run = try StreamGauge.start(
                [
                    "run", "--base-url", address, "--modes", "streaming", "-c", "10", "-n", "10",
                    "--timeout-gap", "2s", "--quiet",
                ], in: folder)
            try await Task.sleep(for: .milliseconds(800))
            run.send(SIGSTOP)
            try await Task.sleep(for: .milliseconds(2500))
            run.send(SIGCONT)
            #expect(try await run.end().status == 0)
            withExtendedLifetime(server) {}
            let requests = try folder.record().run().requests
            #expect(requests.count == 10 && requests.allSatisfy { $0.outcome == .ok })
        }
    }
}

extension MonotonicInstant {
    fileprivate static func - (instant: MonotonicInstant, span: Duration) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: instant.nanoseconds - span.nanoseconds)
    }
}
