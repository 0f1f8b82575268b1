import Analysis
import RunModel
import SyntheticRuns
import Testing

@testable import Reporting

/// A run with two sides of which one gave no answer: which, with its first message, and what to do.
@Suite struct FailedSideTests {
    private func comparison(
        failing target: Int, ending: RunEnding = .endedEarly
    ) -> SideComparison {
        var run = SyntheticRun()
        run.requests = 80
        var record = run.record()
        record.manifest.ending = ending
        // No pair of blocks was finished.
        if ending != .completed { record.manifest.blocks = [BlockRun(index: 0, target: 0)] }
        record.manifest.againstEndpoint = "http://127.0.0.1:9/v1"
        record.manifest.notices = [Notice(.endedEarly, "the run ended because 20 failed alike")]
        record.edit { index, request in
            request.target = index / 20 % 2
            guard request.target == target else { return }
            request.outcome = .http4xx
            request.status = 404
            request.message = "no model 'm' here"
        }
        var rules = SideRules()
        rules.isForced = ending != .completed
        return SideComparison(
            manifest: record.manifest, requests: record.requests, histograms: record.histograms,
            rules: rules)
    }

    @Test(arguments: [RunEnding.endedEarly, .completed])
    func `the side is named with its message and the remedy`(ending: RunEnding) {
        let found = comparison(failing: 1, ending: ending)
        #expect(found.verdict == .notComparable)
        #expect(found.hindrances.map(\.kind) == [.failed])
        let text = ConsoleSides(found).rendered().split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        #expect(
            text.hasPrefix(
                "Not comparable: no request to side B, http://127.0.0.1:9/v1, succeeded - No request"
            ))
        #expect(
            text.contains("http_4xx 40 (status 404), the first: no model 'm' here. See whether"))
        #expect(text.contains("--against-model"))
        for wrong in ["to its end", "with care", "--force", "—"] {
            #expect(!text.contains(wrong), "\(wrong)")
        }
    }

    @Test func `side A has options of its own`() {
        let text = ConsoleSides(comparison(failing: 0)).rendered()
        #expect(text.hasPrefix("Not comparable: no request to side A, "))
        #expect(text.contains("--base-url") && !text.contains("--against"))
    }

    @Test func `the other outputs say the same`() throws {
        let found = comparison(failing: 1)
        let page = try SidesPage(found).rendered()
        #expect(page.contains("no request succeeded"))
        #expect(!page.contains("with care"))
        #expect(SidesMarkdown(found).text().contains("no model"))
    }
}
