import Analysis
import RunModel
import Testing
import VirtualServer
import Workload

/// Limiters that are none of the emulator's kinds: what is said of them is true, or that it cannot be told.
@Suite struct LimitStrangerTests {
    static func judged(_ stranger: StrangerCase, seed: Int) -> (LimitsSummary, VirtualRun) {
        var verification = VirtualVerification()
        verification.server.strange = Stranger(
            seed: UInt64(seed), onEnding: stranger.onEnding, onComing: stranger.onComing)
        verification.server.timeToFirstToken = .milliseconds(20)
        verification.server.gap = .milliseconds(5)
        verification.server.seed = UInt64(seed)
        verification.plan.statedRequests = stranger.isOfRequests ? stranger.requests : nil
        verification.plan.statedStreams = stranger.streams
        verification.plan.window = TimeSpan(.seconds(stranger.seconds))
        verification.plan.probes = stranger.isOfRequests ? [.requests] : [.streams, .release]
        return verification.run()
    }

    @Test(
        arguments: Seeds.every(
            2, of: StrangerCase.ofWindows + StrangerCase.ofRates + StrangerCase.ofStreams))
    func `nothing false is said of`(stranger: StrangerCase) {
        for seed in Seeds.of(5) {
            let (summary, run) = Self.judged(stranger, seed: seed)
            #expect(run.isFinished)
            let subject: LimitFinding.Subject =
                stranger.isOfRequests ? .requestsInWindow : .concurrentStreams
            let verdict = summary[subject]?.verdict
            let isTrue =
                verdict == .cannotTell || stranger.verdicts.contains(verdict?.rawValue ?? "")
            if Seeds.isSweep {
                print("##", stranger.testDescription, seed, isTrue ? "" : "FALSE")
                for finding in summary.findings {
                    print(
                        "   ", finding.subject, finding.verdict?.rawValue ?? "-",
                        finding.observed ?? "-", "|", finding.reason)
                }
            }
            #expect(isTrue, "\(seed): \(summary[subject]?.reason ?? "")")
            #expect(summary[.requestLayer]?.observed == nil || stranger.hasLayers)
            let said = summary.findings.filter { $0.verdict != .cannotTell }.compactMap(\.observed)
            for words in stranger.untrue {
                #expect(!said.contains { $0.hasPrefix(words) }, "\(seed): \(words)")
            }
        }
    }
}
