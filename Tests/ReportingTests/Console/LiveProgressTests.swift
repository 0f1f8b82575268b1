import Reporting
import RunModel
import Testing

@Suite struct LiveProgressTests {
    private let snapshot = LiveSnapshot(
        elapsed: .seconds(83), remaining: .seconds(37), openStreams: 10,
        eventsPerSecond: 3121.4, medianTimeToFirstToken: .milliseconds(204),
        p99TimeToFirstToken: .milliseconds(305), endedRequests: 512, plannedRequests: 600,
        failures: 3)

    @Test func `says all on a wide terminal`() {
        #expect(
            LiveProgress.plain(snapshot)
                == "01:23 (00:37 left)  512/600 done  10 streams  3 failed  "
                + "TTFT p50 204 ms p99 305 ms  3,121 events/s")
    }

    @Test func `counts warm-up and ramp apart from what is measured`() {
        var ramping = snapshot
        (ramping.warmupRequests, ramping.rampRequests) = (5, 12)
        #expect(LiveProgress.plain(ramping).contains("512/600 done + 5 warm-up + 12 ramp  10"))
    }

    @Test func `says why nothing is sent`() {
        var waiting = snapshot
        waiting.serverPause = .seconds(59)
        #expect(
            LiveProgress.plain(waiting).contains("10 streams  waiting 00:59 as the server asked"))
    }

    @Test(arguments: 1...120)
    func `never fills a line`(width: Int) {
        #expect(LiveProgress.line(snapshot, columns: width).count < max(width, 2))
    }

    @Test func `leaves out what it does not know yet`() {
        let start = LiveSnapshot(
            elapsed: .zero, remaining: nil, openStreams: 1, eventsPerSecond: 0,
            medianTimeToFirstToken: nil, p99TimeToFirstToken: nil, endedRequests: 0,
            plannedRequests: nil, failures: 0)
        #expect(LiveProgress.plain(start) == "00:00  0 done  1 stream  0 events/s")
    }

    @Test func `tells the step of a limits run, and no time that it cannot know`() {
        var limits = snapshot
        limits.limits = LiveLimits(
            probe: .releaseCancel, round: 1, rounds: 3, refused: 2, isResting: false)
        #expect(
            LiveProgress.plain(limits)
                == "01:23  freeing slots, round 2 of 3  512 requests done  2 refused  1 failed  "
                + "10 streams")
        limits.limits = LiveLimits(
            probe: .window, round: 0, rounds: 3, refused: 3, isResting: true)
        #expect(
            LiveProgress.plain(limits)
                == "01:23  using up the window, resting  512 requests done  3 refused  10 streams")
    }
}
