import Analysis
import Emulator
import Foundation
import RunModel
import Statistics
import Testing
import VirtualServer
import Workload

/// Limiters of requests drawn by seed: kinds, spans, layers of two, numbers that are not what is stated. No verdict is
/// wrong, and few are missing.
///
/// Six are judged unless LIMIT_SWEEP says how many (docs/limits.md has what came of 60).
@Suite struct LimitSweepTests {
    struct Drawn: CustomStringConvertible, Sendable {
        var stated: Int
        var offset: Int
        var kind: WindowShape.Kind
        /// Over which the number is enforced, in seconds.
        var seconds: Int
        var layer: RateLayer?
        var seed: Int

        init(seed: Int) {
            self.seed = seed
            var generator = SeededGenerator(seed: UInt64(seed) &* 7919)
            func one<T>(_ of: [T]) -> T { of[Int(generator.next() % UInt64(of.count))] }
            stated = one([60, 120, 300])
            kind = one([.fixed, .sliding, .bucket, .fixedFromFirst, .slidingCounter])
            let isLayered = one([true, false])
            // Of a span the share, and the number at once, are two truths that a bucket has only one of.
            seconds = isLayered || kind == .bucket ? 60 : one([60, 60, 30, 20, 15, 10, 6, 5])
            let share = stated * seconds / 60
            // A little more than the share of a span is a matter of too many requests to tell (docs/limits.md).
            let more = seconds == 60 && !isLayered ? max(share / 10, 1) : 0
            offset = one([0, 0, -max(share / 10, 1), more])
            if isLayered {
                let (part, span) = one([(5, 1), (10, 1), (6, 2), (5, 5), (3, 10)])
                let limit = max(stated / part * span / 10, stated * span / 60 + 2, 3)
                layer = RateLayer(
                    limit: limit, one([.fixed, .sliding, .bucket]), length: .seconds(span))
            }
        }

        var description: String {
            let beside = layer.map {
                " beside \($0.limit) in \($0.window.length.seconds) s, \($0.window.kind)"
            }
            return
                "seed \(seed): \(stated) stated, \(stated * seconds / 60 + offset) in \(seconds) s, "
                + "\(kind)\(beside ?? "")"
        }

        var right: LimitFinding.Verdict { offset == 0 ? .holds : offset < 0 ? .lower : .higher }

        func judged() -> (finding: LimitFinding?, run: VirtualRun, isWithin: Bool) {
            var verification = VirtualVerification { policy in
                policy = LimitPolicy(requestsPerMinute: stated * seconds / 60, streams: 10)
                policy.requests.offset = offset
                policy.window.kind = kind
                policy.window.length = .seconds(seconds)
                policy.layers = layer.map { [$0] } ?? []
            }
            verification.server.seed = UInt64(seed)
            verification.server.age = .milliseconds(17_300 + 1_370 * seed)
            verification.plan.statedRequests = stated
            verification.plan.window = TimeSpan(.seconds(60))
            verification.plan.probes = [.requests]
            let (summary, run) = verification.run()
            return (
                summary[.requestsInWindow], run, run.isWithin(LimitsCost(verification.plan))
            )
        }
    }

    /// `100` for the first hundred, `43-50` for some.
    private static func seeds(_ text: String) -> ClosedRange<Int>? {
        let bounds = text.split(separator: "-").compactMap { Int($0) }
        guard let last = bounds.last else { return nil }
        let first = bounds.count > 1 ? bounds[0] : 1
        return first <= last ? first...last : nil
    }

    @Test func `no verdict is wrong, and few are missing`() {
        let told = ProcessInfo.processInfo.environment["LIMIT_SWEEP"].flatMap(Self.seeds)
        let seeds = told ?? 1...6
        var cases = [0, 0]
        var untold = [0, 0]
        for seed in seeds {
            let drawn = Drawn(seed: seed)
            let (finding, run, isWithin) = drawn.judged()
            let layers = drawn.layer == nil ? 0 : 1
            cases[layers] += 1
            let verdict = finding?.verdict
            let words = "\(drawn): \(verdict?.rawValue ?? "none"), \(finding?.reason ?? "")"
            if verdict == .cannotTell { untold[layers] += 1 }
            if told != nil, verdict != drawn.right { print("untold:", words) }
            #expect(verdict == drawn.right || verdict == .cannotTell, "\(words)")
            #expect(isWithin && run.isFinished, "\(words)")
        }
        if told != nil { print("\(seeds.count) limiters: \(untold) of \(cases) could not be told") }
        guard seeds.count >= 100 else { return }
        #expect(untold[0] * 20 < cases[0])
        #expect(untold[1] * 100 < cases[1] * 15)
    }
}
