import Analysis
import RunModel
import Testing

/// Servers that let every stream in and serve some of them worse: two are stated, four are opened.
@Suite struct StreamDisfavourTests {
    private static let origin = MonotonicInstant(nanoseconds: 1_000_000_000)

    /// The gaps of streams within the number before there were more and after, and of those beyond, in milliseconds.
    private func finding(
        within before: Int, _ after: Int, beyond: Int, oneOfFourIsQuick: Bool = false
    ) -> LimitFinding? {
        var requests: [RequestRecord] = []
        var chunks = LimitsChunks()
        func add(_ probe: ProbeStep, round: Int, sent: Int, until end: Int, gap: (Int) -> Int) {
            let at = { (milliseconds: Int) in Self.origin + .milliseconds(milliseconds) }
            var record = RequestRecord(
                request: requests.count, round: round, phase: .measured, mode: .streaming,
                worker: 0)
            record.instants.sent = at(sent)
            record.instants.head = at(sent + 5)
            record.instants.firstOutput = at(sent + 5)
            record.status = 200
            record.probe = probe
            record.maxTokens = probe == .baseline ? 24 : 2000
            var time = sent + 5
            while time <= end {
                record.events.output += 1
                record.instants.lastOutput = at(time)
                chunks.add(
                    ChunkRecord(
                        request: record.request, index: Int32(record.events.output),
                        arrived: at(time), read: at(time), bytes: 10, eventsInRead: 1,
                        kind: .content, sent: nil))
                time += gap(time)
            }
            record.instants.closed = at(end)
            record.outcome = probe == .baseline ? .ok : .cancelled
            record.departure = probe == .baseline ? nil : .close
            requests.append(record)
        }
        add(.baseline, round: 0, sent: 0, until: 100) { _ in 3 }
        for round in 0..<3 {
            let start = 5000 * (round + 1)
            for index in 0..<2 {
                add(.fill, round: round, sent: start + 100 * index, until: start + 1500) {
                    $0 < start + 400 ? before : after
                }
            }
            for index in 0..<4 {
                let gap = oneOfFourIsQuick && index == 3 ? before : beyond
                add(.excess, round: round, sent: start + 400 + 50 * index, until: start + 1500) {
                    _ in gap
                }
            }
        }
        var plan = RunPlan()
        plan.limits = LimitsPlan()
        plan.limits?.statedStreams = 2
        plan.limits?.statedRequests = 1000
        let manifest = RunManifest(
            version: "test", plan: plan,
            clock: ClockAnchors(
                originMonotonicNanoseconds: Self.origin.nanoseconds, originRealtimeNanoseconds: 0),
            endpoint: "http://127.0.0.1", started: "2026-01-01T00:00:00Z")
        return LimitsSummary(manifest: manifest, requests: requests, chunks: chunks)
            .findings.first { $0.subject == .concurrentStreams }
    }

    @Test func `where all are served alike nothing is enforced`() {
        let finding = finding(within: 5, 5, beyond: 5)
        #expect(finding?.verdict == .notEnforced, "\(String(describing: finding))")
    }

    @Test func `streams under way that yield to newer ones are no sign that nothing is enforced`() {
        let finding = finding(within: 5, 300, beyond: 5)
        #expect(finding?.verdict == .cannotTell)
        #expect(finding?.reason.contains("came slower once more than 2 were open") == true)
    }

    @Test(arguments: [false, true])
    func `streams beyond that come slower are told, also where one of four is quick`(isQuick: Bool)
    {
        let finding = finding(within: 5, 5, beyond: 200, oneOfFourIsQuick: isQuick)
        #expect(finding?.verdict == .cannotTell)
        #expect(finding?.reason.contains("are held back") == true)
    }
}
