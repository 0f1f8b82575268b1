import Analysis
import Foundation
import RecordStore
import Reporting
import Testing

extension CompatibilityTests {
    /// Limits of libraries that servers of APIs use (slowapi with limits, pyrate-limiter, throttled-py, asyncio): what we say
    /// of them is what they were told to enforce.
    @Suite struct LimitLibraryTests {
        /// Windows of two seconds. A busy machine answers too late to tell some of them: then it is looked at again, three
        /// times in all. What is told must never be wrong.
        private func verify(
            _ limiter: String..., stating options: String,
            isRight: (LimitsSummary) -> Bool
        ) async throws {
            for look in 1...3 {
                let folder = try TemporaryFolder()
                let server = try Peer.start(
                    "Tests/EndToEndTests/Peers/limited_api.py", limiter, in: folder)
                defer { server.send(SIGKILL) }
                try await server.until { server.output.contains("\n") }
                let port = try #require(server.output.split(separator: "\n").first)
                let result = try await StreamGauge.call(
                    ["limits", "--base-url", "http://127.0.0.1:\(port)/v1"]
                        + options.split(separator: " ").map(String.init), in: folder)
                let file = try folder.record().path(of: .limits)
                let summary = try LimitsJSON.summary(from: Data(contentsOf: URL(filePath: file)))
                #expect(summary.contradicted.isEmpty, "\(result.output)")
                if isRight(summary) { return }
                if look == 3 { Issue.record("\(result.output)") }
            }
        }

        private static let tenInTwoSeconds = "--only requests --window 2s --expect-rpm 10"

        @Test func `a moving window of slowapi is a sliding one`() async throws {
            try await verify(
                "slowapi", "moving-window", "10/2 seconds", stating: Self.tenInTwoSeconds
            ) {
                $0[.requestsInWindow]?.verdict == .holds && $0.window?.only?.kind == .sliding
            }
        }

        @Test func `two rates of pyrate-limiter are both seen`() async throws {
            try await verify(
                "pyrate", "10/4", "4/1", stating: "--only requests --window 4s --expect-rpm 10"
            ) {
                $0[.requestsInWindow]?.verdict == .holds
                    && $0.window?.layers?.contains {
                        $0.kind == .sliding && $0.lengthSeconds == 1 && $0.limitLow == 4
                    } == true
            }
        }

        @Test func `what a second rate refuses and the first counts is no lower number`()
            async throws
        {
            try await verify(
                "slowapi", "fixed-window", "8/4 seconds;3/second",
                stating: "--only requests --window 4s --expect-rpm 8"
            ) {
                $0[.requestsInWindow]?.verdict != .lower
            }
        }

        @Test func `GCRA of throttled-py is a bucket`() async throws {
            try await verify("throttled", "gcra", "10/2", stating: Self.tenInTwoSeconds) {
                $0[.requestsInWindow]?.verdict == .holds && $0.window?.only?.kind == .bucket
                    && $0.window?.only?.capacityLow == 10
            }
        }

        @Test func `a bucket that fills in steps is not taken for another rate`() async throws {
            try await verify("throttled", "token_bucket", "20/10", stating: Self.tenInTwoSeconds) {
                $0[.requestsInWindow]?.verdict != .holds || $0.window?.only?.kind == .bucket
            }
        }

        @Test func `a semaphore is a ceiling that whole answers count for`() async throws {
            try await verify(
                "semaphore", "3",
                stating: "--only streams,release --rounds 1 --expect-streams 3"
            ) {
                $0[.concurrentStreams]?.verdict == .holds && $0.ceiling?.countsWholeAnswers == true
            }
        }
    }
}
