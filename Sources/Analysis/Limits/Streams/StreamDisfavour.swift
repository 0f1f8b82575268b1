internal import RunModel

/// Whether streams beyond a number are let in and treated worse than those within it, late, slow, or with long pauses; or
/// those within it worse than before, where newer ones go first.
struct StreamDisfavour {
    /// Without a full stop; nil where they are not.
    private(set) var sentence: String?

    private struct Manner {
        var firstOutput: Double
        var gap: Double?
        var pause: Double?
    }

    /// Fewer streams say nothing.
    private static let fewest = 2
    /// By how much those beyond are worse than all of those within.
    private static let factor = 2.0
    /// As many of those beyond may be as quick: one of four has a slot that was free again.
    private static let exceptions = 4
    /// Shorter times, in milliseconds, are no treatment.
    private static let leastPause = 100.0

    init(_ record: LimitsRecord, beyond stated: Int) {
        let load = StreamLoad(record)
        var within: [Manner] = []
        var beyond: [Manner] = []
        for request in record.requests where request.probe?.isOfFilling == true {
            guard let sent = request.instants.sent, let first = request.instants.firstOutput
            else { continue }
            let arrivals = record.chunks.arrivals[request.request] ?? []
            var gaps = zip(arrivals, arrivals.dropFirst()).map { ($1 - $0).milliseconds }
            // What it waits for when it is left is a pause too.
            if let last = arrivals.last, let end = request.instants.closed {
                gaps.append((end - last).milliseconds)
            }
            let manner = Manner(
                firstOutput: (first - sent).milliseconds, gap: LimitsRecord.median(gaps),
                pause: gaps.max())
            if load.open(before: sent) < stated {
                within.append(manner)
            } else {
                beyond.append(manner)
            }
        }
        guard beyond.count >= Self.fewest, within.count >= Self.fewest else { return }
        let fact =
            Self.worse(within, beyond, \.firstOutput).map { "their first output came after \($0)" }
            ?? Self.worse(within, beyond, \.pause).map { "their longest pauses were \($0)" }
            ?? Self.worse(within, beyond, \.gap, least: 0).map { "their gaps were \($0)" }
        sentence = fact.map {
            "all streams were let in, but those beyond \(stated) are held back: " + $0
        }
        sentence = sentence ?? Self.slowedWithin(record, load, stated)
    }

    /// What became of those within when there were more: each one's own gaps before and after.
    private static func slowedWithin(
        _ record: LimitsRecord, _ load: StreamLoad, _ stated: Int
    ) -> String? {
        let opened = record.requests.filter { $0.probe?.isOfFilling == true }
        var gaps: [(before: Double, after: Double, beyond: Double)] = []
        for round in Set(opened.map(\.round)) {
            let ofRound = opened.filter { $0.round == round && $0.instants.firstOutput != nil }
            let isBeyond = { (request: RequestRecord) in
                request.instants.sent.map { load.open(before: $0) >= stated } == true
            }
            let newer = ofRound.filter(isBeyond)
            guard let begin = newer.compactMap(\.instants.firstOutput).min(),
                let beyond = LimitsRecord.median(
                    newer.compactMap { meanGap(of: $0, record, from: begin, to: nil) })
            else { continue }
            for stream in ofRound where !isBeyond(stream) {
                guard let before = meanGap(of: stream, record, from: nil, to: begin),
                    let after = meanGap(of: stream, record, from: begin, to: nil)
                else { continue }
                gaps.append((before, after, beyond))
            }
        }
        // What slows all alike is told by the gaps of all.
        let slowed = gaps.filter {
            $0.after > max($0.before, $0.beyond) * factor && $0.after > $0.before + 5
        }
        guard slowed.count >= fewest, slowed.count * 2 >= gaps.count,
            let before = LimitsRecord.median(slowed.map(\.before)),
            let after = LimitsRecord.median(slowed.map(\.after))
        else { return nil }
        return
            "all streams were let in, but \(slowed.count) of \(gaps.count) that were under way came slower once more "
            + "than \(stated) were open: a gap of \(FindingWords.milliseconds(after)) instead of "
            + FindingWords.milliseconds(before)
    }

    /// The mean gap of a stream in a part of its time, in milliseconds, the one that it waits for at its end included: of a
    /// stream that is slowed in the midst of it the median says nothing. Nil where few gaps lie in it.
    private static func meanGap(
        of stream: RequestRecord, _ record: LimitsRecord, from begin: MonotonicInstant?,
        to end: MonotonicInstant?
    ) -> Double? {
        guard let first = stream.instants.firstOutput, let closed = stream.instants.closed
        else { return nil }
        let (start, stop) = (max(begin ?? first, first), min(end ?? closed, closed))
        let inside = (record.chunks.arrivals[stream.request] ?? []).count {
            $0 > start && $0 <= stop
        }
        let length = (stop - start).milliseconds
        guard end == nil ? length > 0 : inside >= GapGrowth.fewestGaps else { return nil }
        return length / Double(max(inside, 1))
    }

    /// `1.5 s instead of at most 40 ms`, where those beyond, but for a few, are worse than all within.
    private static func worse(
        _ within: [Manner], _ beyond: [Manner], _ value: (Manner) -> Double?,
        least: Double = leastPause
    ) -> String? {
        let inside = within.compactMap(value)
        let outside = beyond.compactMap(value).sorted()
        guard outside.count == beyond.count, let most = inside.max(), !outside.isEmpty else {
            return nil
        }
        let fewest = outside[outside.count / exceptions]
        guard
            fewest > most * factor, fewest > most + least
        else { return nil }
        let share = outside.count / exceptions > 0 ? "mostly " : ""
        return
            "\(share)at least \(FindingWords.milliseconds(fewest)) instead of at most "
            + FindingWords.milliseconds(most)
    }
}
