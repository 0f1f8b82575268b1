import Testing

@testable import Analysis

@Suite struct WatchScheduleTests {
    private let every = Duration.seconds(600)

    @Test func `rounds begin on a grid, whatever each takes`() {
        var schedule = WatchSchedule(every: every, first: .zero)
        #expect(schedule.begin(at: .seconds(0.3)) == 0)
        #expect(schedule.due == .seconds(600))
        #expect(schedule.begin(at: .seconds(605)) == 0)
        #expect(schedule.due == .seconds(1200))
    }

    @Test func `what was slept through is left out, and counted`() {
        var schedule = WatchSchedule(every: every, first: .seconds(10))
        #expect(schedule.begin(at: .seconds(10 + 3 * 600 + 1)) == 3)
        #expect(schedule.due == .seconds(10 + 4 * 600))
    }

    @Test func `what is due while a round takes longer is left out, and the grid stays`() {
        var schedule = WatchSchedule(every: every, first: .zero)
        #expect(schedule.begin(at: .zero) == 0)
        #expect(schedule.end(at: .seconds(500)) == 0)
        #expect(schedule.due == .seconds(600))
        #expect(schedule.begin(at: .seconds(600)) == 0)
        #expect(schedule.end(at: .seconds(600 + 950)) == 1)
        #expect(schedule.due == .seconds(1800))
    }

    /// Of the last round it is known by the wall clock when it began, which somebody may have set.
    @Test(arguments: [(nil, 0), (100, 500), (600, 0), (90_000, 0), (-50, 0)])
    func `a watch that begins again waits for the rest of its time`(since: Int?, wait: Int) {
        let last = since.map { Duration.seconds($0) }
        #expect(WatchSchedule.wait(sinceLast: last, every: every) == .seconds(wait))
    }
}
