internal import RunModel
internal import Statistics

extension StreamHarm {
    /// Fewer gaps of one stream are not compared.
    private static let leastGaps = 4

    /// Compares each stream's gaps while others were being refused with those just before; nil where none
    /// was refused.
    init?(_ record: LimitsRecord) {
        let excess = record.requests.filter {
            ($0.probe == .excess || $0.probe == .shortExcess) && record.isTurnedAway($0)
        }
        guard !excess.isEmpty else { return nil }
        self.init()
        var before: [Double] = []
        var during: [Double] = []
        // Streams of one round share what disturbs them, so that rounds are what is independent.
        var roundDifferences: [Double] = []
        for number in Set(excess.map(\.round)) {
            let refused = excess.filter { $0.round == number }
            guard let begin = refused.compactMap(\.instants.sent).min(),
                let end = refused.compactMap({ $0.instants.closed }).max()
            else { continue }
            let length = max(end - begin, .milliseconds(1))
            let earlier = before.count
            for stream in record.requests where stream.mode == .streaming {
                guard let first = stream.instants.firstOutput, let closed = stream.instants.closed,
                    first < begin, closed > begin
                else { continue }
                if stream.outcome.isFailure, closed < end + length { broken += 1 }
                let arrivals = record.chunks.arrivals[stream.request] ?? []
                let early = Self.gaps(arrivals, from: begin + length * -1, to: begin)
                let late = Self.gaps(arrivals, from: begin, to: end)
                guard early.count >= Self.leastGaps, late.count >= Self.leastGaps,
                    let usual = LimitsRecord.median(early),
                    let disturbed = LimitsRecord.median(late)
                else { continue }
                before.append(usual)
                during.append(disturbed)
            }
            let differences = zip(during[earlier...], before[earlier...]).map { $0 - $1 }
            if !differences.isEmpty {
                roundDifferences.append(differences.reduce(0, +) / Double(differences.count))
            }
        }
        streams = before.count
        gapBeforeMilliseconds = LimitsRecord.median(before)
        gapDuringMilliseconds = LimitsRecord.median(during)
        if let interval = MeanInterval(roundDifferences) {
            meanDifferenceMilliseconds = interval.mean
            lowMilliseconds = interval.low
            highMilliseconds = interval.high
        }
    }

    private static func gaps(
        _ arrivals: [MonotonicInstant], from begin: MonotonicInstant, to end: MonotonicInstant
    ) -> [Double] {
        let inside = arrivals.filter { $0 >= begin && $0 <= end }
        return zip(inside, inside.dropFirst()).map { ($1 - $0).milliseconds }
    }
}
