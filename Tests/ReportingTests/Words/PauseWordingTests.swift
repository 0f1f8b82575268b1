import Analysis
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

@Suite struct PauseWordingTests {
    private func sentences(
        pause: Duration?, to reason: HeldBack.Reason = .server
    ) -> [ValidityCheck.Kind: String] {
        var run = SyntheticRun()
        run.drift = 0.6
        var record = run.record()
        record.manifest.plannedRequests = 10_000
        if let pause { record.manifest.client.heldBack.add(pause, to: reason) }
        let summary = record.summary()
        return Dictionary(
            summary.validity.checks.map { ($0.kind, Wording.sentence($0, in: summary)) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `a check that a server's pause made fail names it`() {
        let words = "; starts paused for 5.00 s, as the server's answers asked (Retry-After"
        let paused = sentences(pause: .seconds(5))
        #expect(paused[.planned]?.contains(words) == true, "\(paused[.planned] ?? "")")
        #expect(paused[.trend]?.contains(words) == true)
        // It passed, or has nothing to do with starts.
        #expect(paused[.implausibleStamps]?.contains("paused for") == false)
    }

    @Test func `no pause is named where the server asked for none`() {
        for unpaused in [sentences(pause: nil), sentences(pause: .seconds(5), to: .requestRate)] {
            #expect(!unpaused.values.contains { $0.contains("paused for") })
        }
    }
}
