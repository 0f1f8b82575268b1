internal import RunModel
internal import Statistics

/// The rounds of one mode: the unit by which runs are compared, since requests of one run depend on
/// each other.
struct ModeRounds {
    let record: JudgedRecord
    let mode: ResponseMode

    /// The rounds' own numbers, ascending.
    func numbers() -> [ModeNumbers] {
        let rounds = Set(record.measured.lazy.filter { $0.mode == mode }.map(\.round)).sorted()
        let slices = slices(of: rounds)
        return rounds.map { round in
            var numbers = ModeRequests(record: record, mode: mode, round: round).roundNumbers()
            if let slice = slices[round] { addArrivals(in: slice, to: &numbers) }
            return numbers
        }
    }

    /// The mean over rounds of each quantity, with Student's t interval, a share's with Wilson's; none where a
    /// round cannot say its value. Where one of the `planned` rounds has no request, as after a long pause, its time
    /// is in no round's rate, so that rates have no mean.
    static func means(
        over rounds: [ModeNumbers], planned: Int
    ) -> [RoundQuantity: Estimate] {
        var means: [RoundQuantity: Estimate] = [:]
        for quantity in RoundQuantity.allCases {
            // The first round may be all filling.
            let found = rounds.compactMap { quantity.value(in: $0) }
                .filter { $0.value != nil || $0.note != SummaryNote.tooShortForRate }
            let values = found.compactMap(\.value)
            guard values.count == found.count, let unit = found.first?.unit,
                let mean = MeanInterval(values)
            else { continue }
            if quantity.statistic == .rate, rounds.count < planned { continue }
            let share = unit == .share ? proportion(found) : nil
            let what = "mean over rounds of the \(quantity.statistic.rawValue)"
            let isTrending = RoundTrend(values) != nil
            means[quantity] = Estimate(
                quantity.metric, .roundMean, mean.mean, unit, low: share?.low ?? max(mean.low, 0),
                high: share?.high ?? mean.high, count: mean.count,
                note: isTrending ? what + "; " + SummaryNote.trending : what)
        }
        return means
    }

    /// A share stays between 0 and 1, and none of few is no proof that there is none.
    private static func proportion(_ shares: [Estimate]) -> Proportion? {
        Proportion(
            groups: shares.compactMap { share in
                share.value.map { ($0 * Double(share.count), Double(share.count)) }
            })
    }

    /// Each round lasts from its first scheduled request to that of the next one, and the last to the
    /// window's end; of the first, what lies before the window is the filling. Rounds that were not run one after another have no such span.
    private func slices(of rounds: [Int]) -> [Int: TimeSlice] {
        if let blocks = record.manifest.blocks { return slices(of: rounds, in: blocks) }
        let starts = rounds.compactMap { round in
            record.measured.lazy.filter { $0.round == round }.map(\.instants.scheduled).min()
        }
        let edges = starts + [record.window.slice(origin: record.manifest.origin).end]
        guard starts.count == rounds.count, zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
        else { return [:] }
        var slices: [Int: TimeSlice] = [:]
        let window = record.window.slice(origin: record.manifest.origin)
        for (index, round) in rounds.enumerated() {
            slices[round] = TimeSlice(start: edges[index], end: edges[index + 1])
                .intersection(window)
        }
        return slices
    }

    /// Of a run in blocks each round is one, from its opening until its last answer.
    private func slices(of rounds: [Int], in blocks: [BlockRun]) -> [Int: TimeSlice] {
        let origin = record.manifest.origin
        var slices: [Int: TimeSlice] = [:]
        for block in blocks where rounds.contains(block.index) {
            guard let begin = block.beginNanoseconds, let end = block.endNanoseconds, begin < end
            else { continue }
            slices[block.index] = TimeSlice(
                start: origin + .nanoseconds(begin),
                end: origin + .nanoseconds(end))
        }
        return slices
    }

    private func addArrivals(in slice: TimeSlice, to numbers: inout ModeNumbers) {
        // Chunk rows were counted for the whole window only.
        ArrivalCount(
            record.requests.filter { $0.mode == mode }, in: slice, of: record
        )
        .addRates(
            over: slice.seconds, isTooShort: slice.seconds < record.window.leastSeconds ?? 0,
            hasObjectives: false, to: &numbers)
    }
}
