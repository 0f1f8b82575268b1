import Analysis
import RunModel
import SyntheticRuns
import Testing

/// Servers that let every stream in and serve some of them worse: two are stated, four are opened.
@Suite struct StreamDisfavourTests {
    /// The gaps of streams within the number before there were more and after, and of those beyond, in milliseconds.
    private func finding(
        within before: Int, _ after: Int, beyond: Int, oneOfFourIsQuick: Bool = false
    ) -> LimitFinding? {
        var rows = LimitsRows(statedStreams: 2)
        func add(_ probe: ProbeStep, round: Int, sent: Int, until end: Int, gap: (Int) -> Int) {
            let isBaseline = probe == .baseline
            let at = { (milliseconds: Int) in Double(milliseconds) / 1000 }
            var record = LimitsRows.stream(
                rows.requests.count, probe, round: round, sent: at(sent), first: at(sent + 5),
                closed: at(end), isBaseline ? .ok : .cancelled, isBaseline ? nil : .close)
            record.maxTokens = isBaseline ? 24 : 2000
            var time = sent + 5
            while time <= end {
                let arrived = LimitsRows.at(at(time))
                record.events.output += 1
                record.instants.lastOutput = arrived
                rows.chunks.add(
                    ChunkRecord(
                        request: record.request, index: Int32(record.events.output),
                        arrived: arrived, read: arrived, bytes: 10, eventsInRead: 1,
                        kind: .content, sent: nil))
                time += gap(time)
            }
            rows.requests.append(record)
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
        return rows.summary().streams
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
