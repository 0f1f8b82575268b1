import Analysis
import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

extension CompatibilityTests {
    /// Token limits of input and output apart, in windows of three seconds, by APIs whose words for tokens and refusals are
    /// not chat's.
    @Suite struct LimitsLiveAPITests {
        private static let input = 6000
        private static let output = 4000

        @Test func `input and output tokens are told apart by Messages and Responses`() async throws
        {
            try await LiveVerification.check([APIName.messages, .responses].map(Self.live))
        }

        private static func live(_ api: APIName) -> LiveVerification {
            let policy = LimitPolicy.quick { policy in
                policy.streams.limit = nil
                policy.requests.limit = nil
                policy.tokens.inputLimit = input
                policy.tokens.outputLimit = output
                policy.window.length = .seconds(3)
            }
            return LiveVerification(
                name: api.rawValue, policy: policy,
                options: [
                    "--api", api.rawValue, "--only", "tokens", "--window", "3s",
                    "--expect-input-tpm", "\(input)", "--expect-output-tpm", "\(output)",
                ]
            ) { verification, found in
                let said = Comment("\(api): \(verification.result.output)")
                #expect(found.contradicted.isEmpty, said)
                // A busy machine answers too late to tell some of it.
                for subject in [LimitFinding.Subject.inputTokensInWindow, .outputTokensInWindow] {
                    let verdict = found[subject]?.verdict
                    #expect(verdict == .holds || verdict == .cannotTell, said)
                }
                #expect((20...300).contains(found.sentRequests), said)
                let record = try? verification.folder.record()
                let requests = record.flatMap { try? RecordReader(opening: $0.path).requests() }
                let refused = (requests ?? []).filter { $0.outcome == .rateLimited }
                #expect(!refused.isEmpty, said)
                let word = api == .messages ? "rate_limit_error" : "tokens"
                #expect(refused.allSatisfy { $0.error?.type == word }, said)
            }
        }
    }
}
