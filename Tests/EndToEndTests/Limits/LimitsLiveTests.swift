import Analysis
import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// How much a limiter lets in, over real sockets. Numbers of streams and requests have no tolerance.
    @Suite struct LimitsLiveTests {
        @Test func `finds ceilings of one, of ten and of two hundred`() async throws {
            try await LiveVerification.check(
                [1, 10, 200].map { ceiling in
                    LiveVerification(
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
            try await LiveVerification.check(
                [-1, 1].flatMap { offset in
                    [
                        LiveVerification(
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
                        LiveVerification(
                            name: "requests \(offset)",
                            policy: .quick { $0.requests.offset = offset },
                            options: LiveVerification.stated("--only", "requests")
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

        @Test func `somebody else on the same key is never taken for a limit that holds`()
            async throws
        {
            try await LiveVerification.check([
                LiveVerification(
                    name: "other streams",
                    policy: .quick(requests: nil) { $0.others.streams = 1 },
                    options: ["--only", "streams", "--expect-streams", "3", "--rounds", "2"]
                ) { verification, found in
                    let verdict = found[.concurrentStreams]?.verdict
                    #expect(verdict == .lower || verdict == .cannotTell)
                    #expect(verification.result.status != 0, "\(verification.result.output)")
                },
                LiveVerification(
                    name: "other requests",
                    policy: .quick { $0.others.requestsPerSecond = 2.5 },
                    options: LiveVerification.stated("--only", "requests")
                ) { verification, found in
                    let verdict = found[.requestsInWindow]?.verdict
                    #expect(verdict == .lower || verdict == .cannotTell)
                    #expect(verification.result.status != 0, "\(verification.result.output)")
                },
            ])
        }

        @Test func `connections that break now and then change no verdict`() async throws {
            try await LiveVerification.check([
                LiveVerification(
                    name: "resets", policy: .quick(), resetShare: 0.05,
                    options: LiveVerification.stated()
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
            try await LiveVerification.check([
                LiveVerification(
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
