internal import RunModel

/// Whether streams beyond a number are let in and treated worse than those within it: late, slow, or with long pauses.
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
    /// By how much every one of those beyond is worse than all of those within.
    private static let factor = 2.0
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
    }

    /// `1.5 s instead of at most 40 ms`, where each one beyond is worse than all within.
    private static func worse(
        _ within: [Manner], _ beyond: [Manner], _ value: (Manner) -> Double?,
        least: Double = leastPause
    ) -> String? {
        let inside = within.compactMap(value)
        let outside = beyond.compactMap(value)
        guard outside.count == beyond.count, let most = inside.max(), let fewest = outside.min(),
            fewest > most * factor, fewest > most + least
        else { return nil }
        return
            "at least \(FindingWords.milliseconds(fewest)) instead of at most "
            + FindingWords.milliseconds(most)
    }
}
