import Emulator
import Foundation
import RunModel
import Testing
import VirtualServer
import Workload

@testable import Analysis

/// What was found of one limiter, enforced by another and found again.
@Suite struct FoundLimitsTests {
    struct Limiter: CustomTestStringConvertible, Sendable {
        var name: String
        var change: @Sendable (inout LimitPolicy) -> Void
        var testDescription: String { name }
    }

    private static let kinds: [Limiter] = WindowShape.Kind.allCases.flatMap { kind in
        [
            Limiter(name: "\(kind)") { $0.window.kind = kind },
            Limiter(name: "\(kind), refused ones count") {
                $0.window.kind = kind
                $0.requests.countsRejected = true
            },
            Limiter(name: "\(kind), delayed") {
                $0.window.kind = kind
                $0.requests.excess = .delay
            },
            Limiter(name: "\(kind), non-streaming answers free") {
                $0.window.kind = kind
                $0.requests.wholeAnswers = .free
            },
        ]
    }

    private static let slots: [Limiter] = StreamLimit.Excess.allCases.flatMap { excess in
        [Emulator.SlotRelease.atOnce, .after(.milliseconds(700)), .atNaturalEnd].flatMap {
            release in
            [true, false].map { wholeCounts in
                Limiter(
                    name: "\(excess), \(release), non-streaming answers take slots: \(wholeCounts)"
                ) {
                    $0.streams.excess = excess
                    $0.streams.releaseOnCancel = release
                    $0.streams.releaseOnCut = release
                    $0.streams.countsWholeAnswers = wholeCounts
                }
            }
        }
    }

    private static let others: [Limiter] = [
        Limiter(name: "a small bucket") {
            $0.window.kind = .bucket
            $0.window.bucketCapacity = 12
        },
        Limiter(name: "503") { $0.errorShape = .json503 },
        Limiter(name: "an error event") { $0.errorShape = .errorEvent },
        Limiter(name: "a closed connection") { $0.errorShape = .close },
        Limiter(name: "fewer than stated") {
            $0.streams.offset = -1
            $0.requests.offset = -7
        },
    ]

    private static func verification(
        _ change: (inout LimitPolicy) -> Void
    ) -> VirtualVerification {
        VirtualVerification { policy in
            policy = LimitPolicy(requestsPerMinute: 60, streams: 5)
            change(&policy)
        }
    }

    /// As `serve --profile` reads it.
    private static func policy(of tier: EmulatorTier) throws -> LimitPolicy {
        let keys = tier.keys.mapValues { value -> Any in
            switch value {
            case .word(let word): word
            case .number(let number): Int(exactly: number) ?? number
            case .flag(let flag): flag
            }
        }
        let root: [String: Any] = [
            "default_tier": EmulatorTier.name, "tiers": [EmulatorTier.name: keys],
        ]
        let data = try JSONSerialization.data(withJSONObject: root)
        let profile = try JSONDecoder().decode(LimitProfile.self, from: data)
        return try #require(profile.tiers[EmulatorTier.name])
    }

    /// The same verification of a server that enforces what was found of the first.
    private static func again(
        _ first: VirtualVerification, _ found: FoundLimits
    ) throws -> FoundLimits {
        var second = first
        second.server.policy = try policy(of: EmulatorTier(found))
        return FoundLimits(second.run().0)
    }

    @Test(arguments: Seeds.every(8, of: kinds + slots + others))
    func `what is found is enforced and found again`(limiter: Limiter) throws {
        let verification = Self.verification(limiter.change)
        let found = FoundLimits(verification.run().0)
        #expect(
            found.streams
                == verification.server.policy.streams.limit.map {
                    $0 + verification.server.policy.streams.offset
                })
        let isHard =
            verification.server.policy.requests.excess == .delay
            || verification.server.policy.window.kind == .untilQuiet
        #expect(found.requests != nil || isHard)
        let second = try Self.again(verification, found)
        #expect(LimitChanges(base: found, new: second).found == [])
    }

    /// A whole minute's number that is counted in shorter spans.
    @Test(arguments: [WindowShape.Kind.fixed, .sliding], [5, 10])
    func `a span is enforced as a span`(kind: WindowShape.Kind, seconds: Int) throws {
        var verification = Self.verification { policy in
            policy = LimitPolicy(requestsPerMinute: 300 * seconds / 60, streams: 10)
            policy.window.kind = kind
            policy.window.length = .seconds(seconds)
        }
        verification.plan.statedRequests = 300
        verification.plan.window = TimeSpan(.seconds(60))
        verification.plan.probes = [.requests]
        let found = FoundLimits(verification.run().0)
        #expect(found.windowSeconds == Double(seconds))
        #expect(found.requestsPerMinute == 300)
        #expect(EmulatorTier(found).keys["window_ms"] == .number(Double(seconds) * 1000))
        let second = try Self.again(verification, found)
        #expect(LimitChanges(base: found, new: second).found == [])
    }

    @Test func `a run keeps to what was found`() throws {
        let verification = Self.verification { policy in
            policy.streams.offset = -1
            policy.requests.offset = -8
        }
        let tier = FoundLimits(verification.run().0).tier(named: "found")
        #expect(tier == TierPlan(name: "found", maxStreams: 4, requestsPerMinute: 52))
    }

    @Test func `what could not be told bounds nothing and is said`() throws {
        var verification = Self.verification { _ in }
        verification.plan.probes = [.requests]
        let found = FoundLimits(verification.run().0)
        #expect(found.tier(named: "found").maxStreams == nil)
        #expect(EmulatorTier(found).keys["streams"] == nil)
        #expect(EmulatorTier(found).remarks.contains { $0.contains("streams") })
    }

    @Test func `a ceiling that fell and another window are told in words`() throws {
        let before = FoundLimits(
            Self.verification { policy in
                policy = LimitPolicy(requestsPerMinute: 300, streams: 50)
                policy.window.kind = .sliding
            }.run().0)
        let after = FoundLimits(
            Self.verification { policy in
                policy = LimitPolicy(requestsPerMinute: 300, streams: 50)
                policy.streams.offset = -2
            }.run().0)
        let changes = LimitChanges(base: before, new: after).found
        #expect(
            changes.map(\.sentence) == [
                "the ceiling fell from 50 to 48",
                "the window changed from sliding to fixed",
            ])
        #expect(changes.map(\.direction) == [.fell, .changed])
    }
}
