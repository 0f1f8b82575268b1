import Analysis
import Reporting
import Statistics
import SyntheticRuns
import Testing

/// A page stays under 1.5 MB however long the run was.
@Suite struct PageSizeTests {
    @Test func `of ten thousand requests of a hundred chunks`() throws {
        var run = SyntheticRun()
        run.requests = 10_000
        run.outputTokens = .constant(100)
        run.isPaired = true
        run.stallEvery = 50
        run.refusalEvery = 70
        let page = try HTMLReport(run.summary()).rendered()
        #expect(page.utf8.count < 1_500_000)
    }

    @Test func `of two hours`() throws {
        var run = SyntheticRun()
        run.requests = 7200
        run.rate = 1
        run.rounds = 60
        run.outputTokens = .constant(12)
        let page = try HTMLReport(run.summary()).rendered()
        #expect(page.utf8.count < 1_500_000)
    }
}
