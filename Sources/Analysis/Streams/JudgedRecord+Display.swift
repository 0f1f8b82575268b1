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

extension ModeRows {
    /// Of the whole run only: the sums are not kept by round.
    func displayRows() -> [SummaryRow] {
        let starts = successes.compactMap { record.smoothStart(of: $0) }
        let rows = sample(.smoothStart, note: displayNote).rows(SortedSample(starts))
        guard mode == .streaming, let totals = record.chunks?.display, totals.streams > 0 else {
            return rows
        }
        let courses = zip(DisplayTrace.delays, totals.courses)
        return rows
            + courses.flatMap { delay, course -> [SummaryRow] in
                var rows = share(.fluidity(after: delay), course.eventsInTime, of: totals.events)
                for index in rows.indices { rows[index].note = displayNote }
                return rows
            }
            + (totals.courses.first.map { stallRows($0, of: totals.streams) } ?? [])
    }

    private func stallRows(_ course: DisplayTrace.Course, of streams: Int) -> [SummaryRow] {
        let count = Double(streams)
        return [
            SummaryRow(
                .displayStalls, mode, .mean, Double(course.stalls) / count, .count,
                count: streams, note: displayNote),
            SummaryRow(
                .displayStalled, mode, .mean, Double(course.stalled) / 1e6 / count,
                .milliseconds, count: streams, note: displayNote),
        ]
    }

    /// What the numbers of a display take for granted.
    private var displayNote: String {
        guard mode == .streaming else { return "" }
        return successes.contains { ($0.shownTokens ?? 0) == 0 }
            ? SummaryNote.eventsAsTokens : SummaryNote.evenTokens
    }
}
