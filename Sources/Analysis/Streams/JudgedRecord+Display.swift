internal import RunModel
internal import Statistics

extension JudgedRecord {
    /// Milliseconds from *sent* until a display of the plan's speed can begin and never run dry; nil where
    /// chunk rows are missing. A whole answer is all there at once.
    func smoothStart(of request: RequestRecord) -> Double? {
        guard let first = request.timeToFirstToken?.milliseconds else { return nil }
        if request.mode == .nonStreaming { return first }
        return chunks?.trace(of: request).map { first + $0.greatestDisplayLag / 1e6 }
    }

    func displayFlow() -> DisplayFlow? {
        chunks.flatMap {
            DisplayFlow($0.display, tokensPerSecond: manifest.plan.display.tokensPerSecond)
        }
    }
}

extension ModeRequests {
    /// Of the whole run only: the sums are not kept by round.
    func addDisplay(to numbers: inout ModeNumbers) {
        let note = displayNote
        numbers.smoothStart = MeasuredSample(.smoothStart, note: note)
            .numbers(successes.compactMap { record.smoothStart(of: $0) })
        guard mode == .streaming, let totals = record.chunks?.display, totals.streams > 0 else {
            return
        }
        for (delay, course) in zip(DisplayTrace.delays, totals.courses) {
            numbers.fluidity[delay] = CountedShare(
                .fluidity(after: delay), course.eventsInTime, of: totals.events, note: note)
        }
        guard let course = totals.courses.first else { return }
        let streams = Double(totals.streams)
        numbers.displayStalls = Estimate(
            .displayStalls, .mean, Double(course.stalls) / streams, .count,
            count: totals.streams, note: note)
        numbers.displayStalled = Estimate(
            .displayStalled, .mean, Double(course.stalled) / 1e6 / streams, .milliseconds,
            count: totals.streams, note: note)
    }

    /// What the numbers of a display take for granted.
    private var displayNote: String {
        guard mode == .streaming else { return "" }
        return successes.contains { ($0.shownTokens ?? 0) == 0 }
            ? SummaryNote.eventsAsTokens : SummaryNote.evenTokens
    }
}
