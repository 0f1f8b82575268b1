internal import RunModel

/// When a model that calls tools has said which, and with what; whether that can be read.
extension ModeRequests {
    func addCalls(to numbers: inout ModeNumbers) {
        addCallCounts(to: &numbers)
        guard mode == .streaming else { return }
        numbers.timeToToolCall = MeasuredSample(.timeToToolCall)
            .numbers(begun.compactMap { $0.timeToToolCall?.milliseconds })
        numbers.timeToToolArguments = MeasuredSample(.timeToToolArguments)
            .numbers(successes.compactMap { $0.timeToToolArguments?.milliseconds })
        numbers.toolCallHeld = MeasuredSample(.toolCallHeld)
            .numbers(successes.compactMap { $0.calls.held?.milliseconds })
    }

    /// What our own limit ended has no whole arguments.
    private func addCallCounts(to numbers: inout ModeNumbers) {
        let calls = whole.filter { $0.calls.all ?? 0 > 0 }
        guard !calls.isEmpty else { return }
        let all = calls.reduce(0) { $0 + ($1.calls.all ?? 0) }
        numbers.toolCalls = Estimate(
            .toolCalls, .total, Double(all), .count, count: calls.count)
        numbers.brokenToolCalls = CountedShare(
            .brokenToolCalls, groups: calls.map { ($0.calls.broken ?? 0, $0.calls.all ?? 0) })
    }
}
