import Analysis
import Emulator
import Foundation
import RecordStore
import Reporting
import RunModel
import Testing

extension CompatibilityTests {
    /// Limits of programs that none of us wrote, with the emulator behind them: what we say of them is what
    /// stands in their configuration.
    @Suite struct LimitPeerTests {
        /// What a limits run says of `program` with these limits; it exits with `status`, or with any.
        private func verify(
            _ program: PeerLimiter.Program, _ limits: String..., stating options: String,
            status: Int32? = 0
        ) async throws -> LimitsSummary {
            var plan = EmulatorPlan()
            plan.timeToFirstTokenMilliseconds = "20"
            plan.gapMilliseconds = "3"
            plan.outputTokens = "2000"
            let folder = try TemporaryFolder()
            let server = try await EmulatorServer.start(EmulatorConfiguration(plan: plan))
            defer { Task { try await server.stop() } }
            let limiter = try await PeerLimiter(
                program, limits: limits.joined(separator: "\n"), before: server.port)
            let result = try await StreamGauge.call(
                ["limits", "--base-url", limiter.baseURL]
                    + options.split(separator: " ").map(String.init), in: folder)
            #expect(
                result.status == status ?? result.status, "\(result.output) \(result.errors)")
            let file = try folder.record().path(of: .limits)
            return try LimitsJSON.summary(from: Data(contentsOf: URL(filePath: file)))
        }

        /// The same for a window of two seconds. A busy machine answers too late to tell some of them: then
        /// it is looked at again, three times in all. What is told must never be wrong, and `kind` must never
        /// be excluded. Where it `isExact`, the numbers must be told too.
        private func verifyWindow(
            _ program: PeerLimiter.Program, _ limits: String..., stating options: String,
            is kind: RequestWindow.Kind, isExact: Bool = true
        ) async throws -> LimitsSummary {
            var summary: LimitsSummary
            var looks = 0
            repeat {
                summary = try await verify(
                    program, limits.joined(separator: "\n"), stating: options, status: nil)
                looks += 1
                let said = Comment("\(summary.window as Any) \(summary.contradicted)")
                #expect(summary.window?.candidates.contains { $0.kind == kind } == true, said)
                #expect(summary.contradicted.isEmpty, said)
            } while !isTold(summary, isExact: isExact) && looks < 3
            return summary
        }

        private func isTold(_ summary: LimitsSummary, isExact: Bool) -> Bool {
            guard let only = summary.window?.only else { return false }
            let isKnown =
                summary[.requestsInWindow]?.verdict == .holds
                && only.capacityLow == only.capacityHigh && only.countsRejected != nil
            return !isExact || isKnown
        }

        // MARK: nginx

        @Test func `nginx: limit_conn is a ceiling of streams`() async throws {
            let summary = try await verify(
                .nginx, "limit_conn streams 3;",
                stating: "--only streams,release --rounds 2 --expect-streams 3")
            #expect(summary.ceiling?.ceiling == 3 && summary.ceiling?.behaviour == .rejected)
            #expect(summary.refusals.map(\.status) == [503])
            #expect(summary.refusals.allSatisfy { !$0.isErrorObject })
            // All of a stream's ways to end, and of a whole answer's.
            #expect(summary.releases.count == 6)
            expectReleases(summary.releases, within: 150)
        }

        @Test func `nginx: a ceiling below the stated one is told`() async throws {
            let summary = try await verify(
                .nginx, "limit_conn streams 2;",
                stating: "--only streams,release --rounds 2 --expect-streams 4", status: 2)
            let finding = summary.findings.first { $0.subject == .concurrentStreams }
            #expect(finding?.verdict == .lower && finding?.observedValue == 2)
        }

        @Test func `nginx: limit_req with a burst is a bucket that holds one more`() async throws {
            let summary = try await verifyWindow(
                .nginx, "limit_req zone=requests burst=9 nodelay;", stating: Self.tenInTwoSeconds,
                is: .bucket)
            let bucket = try #require(summary.window?.only)
            #expect(bucket.countsRejected == false)
            #expect(bucket.capacityLow == 10 && bucket.capacityHigh == 10)
            expectTenInTwoSeconds(bucket)
            #expect(summary.window?.isDelaying == false)
        }

        @Test func `nginx: limit_req alone is a bucket that holds one`() async throws {
            let summary = try await verifyWindow(
                .nginx, "limit_req zone=requests;", "limit_req_status 429;",
                stating: Self.tenInTwoSeconds, is: .bucket)
            let bucket = try #require(summary.window?.only)
            #expect(bucket.capacityLow == 1 && bucket.capacityHigh == 1)
            expectTenInTwoSeconds(bucket)
            #expect(summary.refusals.map(\.status) == [429])
        }

        @Test func `nginx: limit_req with a burst and a delay keeps requests waiting`()
            async throws
        {
            let summary = try await verifyWindow(
                .nginx, "limit_req zone=requests burst=9;", stating: Self.tenInTwoSeconds,
                is: .bucket, isExact: false)
            #expect(summary.window?.isDelaying == true)
            #expect(summary.findings.first { $0.subject == .aboveRate }?.observed == "delayed")
            let bucket = try #require(summary.window?.only)
            // Waits are known to what an answer may be late, which is half of the time between two here.
            #expect(bucket.capacityLow == 1 && bucket.limitLow <= 10.05)
            #expect(bucket.limitHigh >= 9.95)
        }

        // MARK: haproxy

        @Test func `haproxy: conn_cur is a ceiling of streams`() async throws {
            let summary = try await verify(
                .haproxy, "http-request deny deny_status 429 if { sc_conn_cur(0) gt 3 }",
                stating: "--only streams,release --rounds 1 --expect-streams 3")
            #expect(summary.ceiling?.ceiling == 3 && summary.ceiling?.behaviour == .rejected)
            #expect(summary.refusals.map(\.status) == [429])
            expectReleases(summary.releases.filter { !$0.isWholeAnswer }, within: 150)
        }

        @Test func `haproxy: http_req_rate is an estimate that counts what it denies`()
            async throws
        {
            let summary = try await verifyWindow(
                .haproxy, "http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }",
                stating: "--only requests --window 2s --expect-rpm 20", is: .slidingCounter)
            try expectEstimate(summary)
        }

        @Test func `haproxy: both limits at once are told apart`() async throws {
            let summary = try await verifyWindow(
                .haproxy, "http-request deny deny_status 429 if { sc_conn_cur(0) gt 3 }",
                "http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }",
                stating: "--window 2s --expect-streams 3 --expect-rpm 20 --rounds 1",
                is: .slidingCounter)
            #expect(summary.ceiling?.ceiling == 3)
            try expectEstimate(summary)
        }

        // MARK: Expectations

        private static let tenInTwoSeconds = "--only requests --window 2s --expect-rpm 10"

        private func expectTenInTwoSeconds(_ candidate: RequestWindow.Candidate) {
            #expect(candidate.limitLow <= 10.05 && candidate.limitHigh >= 9.95)
            #expect(candidate.limitHigh < candidate.limitLow * 1.1)
        }

        /// haproxy lets in what makes the estimate 20, and refuses what makes it 21: it leaves fractions off
        /// (read_freq_ctr_period in include/haproxy/freq_ctr.h). A window whose edge may lie right behind
        /// its first request could also have a limit of 19; late answers leave one of 21.
        private func expectEstimate(_ summary: LimitsSummary) throws {
            let estimate = try #require(summary.window?.only, "\(summary.window?.doubt ?? "")")
            #expect(estimate.countsRejected == true)
            #expect((19...20).contains(estimate.limitLow))
            #expect((20...21).contains(estimate.limitHigh))
        }

        /// Slots are free as soon as the proxy has seen the end.
        private func expectReleases(_ releases: [Analysis.SlotRelease], within milliseconds: Double)
        {
            for release in releases {
                #expect(release.kind == .atOnce || release.kind == .afterDelay, "\(release)")
                #expect(
                    release.samples.allSatisfy {
                        $0.highMilliseconds ?? .infinity < milliseconds
                    }, "\(release)")
            }
        }
    }
}
