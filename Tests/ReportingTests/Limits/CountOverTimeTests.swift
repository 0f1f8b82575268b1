import Testing

@testable import Reporting

@Suite struct CountOverTimeTests {
    @Test func `counts what lies within the last length`() {
        let count = CountOverTime([0, 10, 20, 65], withinLast: 60)
        #expect(count.most(in: 0...19) == 2)
        #expect(count.most(in: 0...100) == 3)
        #expect(count.most(in: 71...100) == 2)
        #expect(count.most(in: 200...300) == 0)
    }

    @Test func `what leaves the window at a moment makes room for what comes then`() {
        #expect(CountOverTime([0, 60], withinLast: 60).most(in: 0...100) == 1)
    }

    @Test func `counts anew at every edge`() {
        let count = CountOverTime([5, 14, 15, 75, 80], sinceEdgesOf: 60, at: 15)
        #expect(count.most(in: 0...14.9) == 2)
        #expect(count.most(in: 15...74) == 1)
        #expect(count.most(in: 75...100) == 2)
    }
}
