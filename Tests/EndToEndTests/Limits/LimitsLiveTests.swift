import Analysis
import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// Verdicts over real sockets, held against what the server really did.
    ///
    /// Several runs share the machine, since they wait for most of their time. Numbers of streams and requests
    /// have no tolerance; a delay that is told must lie within the two ends of what was observed, 30 ms apart
    /// from it at most.
    @Suite struct LimitsLiveTests {
        /// One run, and what must come of it.
        private struct Live: Sendable {
            let name: String
            var policy: LimitPolicy
            /// The server's, as `LimitedServer.start` takes it.
            var resetShare = 0.0
            var isSlow = false
            var options: [String]
            var environment: [String: String] = [:]
            let check: @Sendable (Verification, LimitsSummary) -> Void
        }

        private static let wide = 4

        private func verify(_ all: [Live]) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, live) in all.enumerated() {
                    if index >= Self.wide { try await group.next() }
                    group.addTask { try await Self.verify(live) }
                }
                try await group.waitForAll()
            }
        }

        private static func verify(_ live: Live) async throws {
            let verification = try await Verification.of(
                live.policy, resetShare: live.resetShare, isSlow: live.isSlow, live.options,
                environment: live.environment)
            live.check(verification, try verification.summary())
        }

        private static func full(_ more: String...) -> [String] {
            ["--expect-streams", "3", "--expect-rpm", "20", "--window", "2s", "--rounds", "2"]
                + more
        }

        // MARK: What a limiter can be

        private struct Kind: Sendable {
            var window: WindowShape.Kind
            var excess: StreamLimit.Excess
            var release: Emulator.SlotRelease
            var headers: LimitHeaderPolicy.Truth
        }

        private static let kinds: [Kind] = [
            Kind(window: .fixed, excess: .reject, release: .atOnce, headers: .honest),
            Kind(
                window: .sliding, excess: .queue, release: .after(.milliseconds(400)),
                headers: .lying),
            Kind(window: .bucket, excess: .slow, release: .atOnce, headers: .none),
            Kind(window: .fixed, excess: .queue, release: .atNaturalEnd, headers: .lying),
            Kind(window: .sliding, excess: .reject, release: .atNaturalEnd, headers: .none),
            Kind(
                window: .bucket, excess: .reject, release: .after(.milliseconds(400)),
                headers: .honest),
        ]

        @Test func `what is found is what the limiter is`() async throws {
            try await verify(Self.kinds.map(Self.live))
        }

        private static func live(_ kind: Kind) -> Live {
            let policy = LimitPolicy.quick { policy in
                policy.window.kind = kind.window
                policy.streams.excess = kind.excess
                policy.streams.releaseOnCancel = kind.release
                policy.streams.releaseOnCut = kind.release
                policy.headers.truth = kind.headers
                policy.headers.retryAfterFactor = 0.4
                policy.headers.remainingLie = .stuck
                policy.headers.statedRequests = 30
            }
            return Live(name: "\(kind)", policy: policy, options: Self.full()) {
                verification, found in
                let said = Comment("\(kind): \(verification.result.output)")
                #expect(found[.concurrentStreams]?.verdict == .holds, said)
                // On a busy machine answers come too late to tell some windows of two seconds apart; the
                // matrix in virtual time shows that they are told.
                let number = found[.requestsInWindow]
                #expect(number?.verdict == .holds || number?.verdict == .cannotTell, said)
                let kinds = found.window?.candidates.map(\.kind.rawValue) ?? []
                #expect(kinds.contains(kind.window.rawValue), said)
                checkStreams(kind, found, said)
                checkHeaders(kind, found, said)
                let isLying = kind.headers == .lying
                let isTold = number?.verdict == .holds
                let status: Int32 = !found.contradicted.isEmpty ? 2 : isTold ? 0 : 1
                #expect(verification.result.status == status, said)
                #expect(isLying || found.contradicted.isEmpty, said)
                checkCounts(verification, found, said)
            }
        }

        private static func checkStreams(
            _ kind: Kind, _ found: LimitsSummary, _ said: Comment
        ) {
            switch kind.excess {
            case .reject: #expect(found.ceiling?.behaviour == .rejected, said)
            case .queue: #expect(found.ceiling?.behaviour == .queued, said)
            case .slow:
                #expect(found.ceiling?.behaviour == .slowed, said)
                #expect(found.releases.isEmpty, said)
                return
            }
            for cause in Analysis.SlotRelease.Cause.allCases {
                let release = found.releases.first { $0.cause == cause && !$0.isWholeAnswer }
                switch cause == .end ? .atOnce : kind.release {
                case .atOnce: #expect(release?.kind == .atOnce, said)
                case .after(let delay):
                    #expect(release?.kind == .afterDelay, said)
                    let samples = release?.samples ?? []
                    #expect(
                        samples.allSatisfy {
                            $0.lowMilliseconds <= delay.milliseconds + 30
                                && ($0.highMilliseconds ?? 0) >= delay.milliseconds - 30
                        }, said)
                case .atNaturalEnd:
                    // The wait may outlast the streams that fill the other slots; then it cannot be told.
                    #expect(release?.kind == .atNaturalEnd || release?.kind == nil, said)
                }
            }
        }

        private static func checkHeaders(
            _ kind: Kind, _ found: LimitsSummary, _ said: Comment
        ) {
            let subjects: [LimitFinding.Subject] = [
                .retryAfter, .limitRequestsHeader, .remainingRequestsHeader,
            ]
            for subject in subjects {
                switch kind.headers {
                case .none: #expect(found[subject]?.observed == "not sent", said)
                case .honest: #expect(found[subject]?.contradicts == false, said)
                // Times of a window of two seconds are told in whole ones.
                case .lying where subject == .retryAfter: break
                // Compared with a number that may not be told.
                case .lying where subject == .limitRequestsHeader:
                    #expect(
                        found[subject]?.verdict.map { [.lower, .cannotTell].contains($0) } == true)
                case .lying: #expect(found[subject]?.verdict == .lower, said)
                }
            }
        }

        /// What the record counts is what the server did. One that we left before its head may have met any
        /// fate: let in, refused on its way to us, or gone before the server had read it.
        private static func checkCounts(
            _ verification: Verification, _ found: LimitsSummary, _ said: Comment
        ) {
            guard let truth = verification.truth,
                let requests = try? verification.folder.record().run().requests
            else {
                Issue.record("the server saw no request, or there is no record")
                return
            }
            let left = requests.count {
                $0.instants.head == nil && ($0.outcome == .cancelled || $0.outcome == .cut)
            }
            let refused = found.refusals.map(\.count).reduce(0, +)
            let rejected = truth.rejected.values.reduce(0, +)
            #expect((refused...refused + left).contains(rejected), said)
            let seen = truth.accepted + truth.gaveUp + rejected
            #expect(seen >= found.sentRequests - left, said)
            #expect(truth.accepted <= found.sentRequests, said)
        }

        // MARK: How many

        @Test func `finds ceilings of one, of ten and of two hundred`() async throws {
            try await verify(
                [1, 10, 200].map { ceiling in
                    Live(
                        name: "ceiling \(ceiling)",
                        policy: .quick(requests: nil, streams: ceiling), isSlow: ceiling > 10,
                        options: [
                            "--only", "streams,release", "--expect-streams", "\(ceiling)",
                            "--rounds", "2",
                        ]
                    ) { verification, found in
                        let said = Comment("\(ceiling): \(verification.result.output)")
                        #expect(verification.result.status == 0, said)
                        #expect(found[.concurrentStreams]?.observedValue == Double(ceiling), said)
                        #expect(verification.truth?.streamsPeak == ceiling, said)
                        #expect((verification.truth?.rejected[.streams] ?? 0) >= 6, said)
                    }
                })
        }

        @Test func `is exact: one more and one less than stated is told`() async throws {
            try await verify(
                [-1, 1].flatMap { offset in
                    [
                        Live(
                            name: "streams \(offset)",
                            policy: .quick(requests: nil) { $0.streams.offset = offset },
                            options: [
                                "--only", "streams", "--expect-streams", "3", "--rounds", "2",
                            ]
                        ) { verification, found in
                            let said = Comment("\(offset): \(verification.result.output)")
                            #expect(verification.result.status == 2, said)
                            let finding = found[.concurrentStreams]
                            #expect(finding?.verdict == (offset < 0 ? .lower : .higher), said)
                            #expect(finding?.observedValue == Double(3 + offset), said)
                            #expect(verification.truth?.streamsPeak == 3 + offset, said)
                        },
                        Live(
                            name: "requests \(offset)",
                            policy: .quick { $0.requests.offset = offset },
                            options: Self.full("--only", "requests")
                        ) { verification, found in
                            let said = Comment("\(offset): \(verification.result.output)")
                            #expect(verification.result.status != 0, said)
                            let finding = found[.requestsInWindow]
                            guard finding?.verdict != .cannotTell else { return }
                            #expect(finding?.verdict == (offset < 0 ? .lower : .higher), said)
                            // Answers that come late leave a span, of which no number is told.
                            let truth = Double(20 + offset)
                            let value = finding?.observedValue
                            #expect(value == nil || value == truth, said)
                            let isIn = found.window?.candidates.contains {
                                $0.limitLow <= truth && truth <= $0.limitHigh
                            }
                            #expect(isIn == true, said)
                        },
                    ]
                })
        }

        // MARK: What a target can be besides

        @Test func `somebody else on the same key is never taken for a limit that holds`()
            async throws
        {
            try await verify([
                Live(
                    name: "other streams",
                    policy: .quick(requests: nil) { $0.others.streams = 1 },
                    options: ["--only", "streams", "--expect-streams", "3", "--rounds", "2"]
                ) { verification, found in
                    let verdict = found[.concurrentStreams]?.verdict
                    #expect(verdict == .lower || verdict == .cannotTell)
                    #expect(verification.result.status != 0, "\(verification.result.output)")
                },
                Live(
                    name: "other requests",
                    policy: .quick { $0.others.requestsPerSecond = 2.5 },
                    options: Self.full("--only", "requests")
                ) { verification, found in
                    let verdict = found[.requestsInWindow]?.verdict
                    #expect(verdict == .lower || verdict == .cannotTell)
                    #expect(verification.result.status != 0, "\(verification.result.output)")
                },
            ])
        }

        @Test func `connections that break now and then change no verdict`() async throws {
            try await verify([
                Live(
                    name: "resets", policy: .quick(), resetShare: 0.05, options: Self.full()
                ) { verification, found in
                    let said = Comment("\(verification.result.output)")
                    #expect(found.contradicted.isEmpty, said)
                    #expect(found[.concurrentStreams]?.verdict == .holds, said)
                    let verdict = found[.requestsInWindow]?.verdict
                    #expect(verdict == .holds || verdict == .cannotTell, said)
                }
            ])
        }

        @Test func `a key's tier is what is verified, and the key stands nowhere`() async throws {
            let key = "sk-free-5b1e77c0a94f2d"
            try await verify([
                Live(
                    name: "free", policy: LimitPolicy(requestsPerMinute: 6000, streams: 9),
                    options: [
                        "--expect-streams", "3", "--only", "streams,release", "--rounds", "1",
                    ], environment: ["OPENAI_API_KEY": key]
                ) { verification, found in
                    #expect(verification.result.status == 0, "\(verification.result.output)")
                    #expect(found[.concurrentStreams]?.observedValue == 3)
                    #expect(verification.truth?.tier == "free")
                    #expect(verification.truth?.streamsPeak == 3)
                    #expect((try? verification.folder.filesContaining(key))?.isEmpty == true)
                }
            ])
        }
    }
}
