import Analysis
import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// What a limiter is, found over real sockets and held against what the server really did.
    ///
    /// A delay that is told must lie within the two ends of what was observed, 30 ms apart from it at most.
    @Suite struct LimitsLiveKindTests {
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
            try await LiveVerification.check(Self.kinds.map(Self.live))
        }

        private static func live(_ kind: Kind) -> LiveVerification {
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
            // At 3 ms a token the usual 2,000 end before all slots were freed in each way.
            return LiveVerification(
                name: "\(kind)", policy: policy,
                options: LiveVerification.stated("--max-stream-tokens", "6000")
            ) {
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
                case .never: #expect(release?.kind == .notSeen, said)
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
    }
}
