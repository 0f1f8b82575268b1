internal import RunModel

/// When a model that calls tools has said which, and with what.
extension ModeRequests {
    func addCalls(to numbers: inout ModeNumbers) {
        guard mode == .streaming else { return }
        numbers.timeToToolCall = MeasuredSample(.timeToToolCall)
            .numbers(begun.compactMap { $0.timeToToolCall?.milliseconds })
        numbers.timeToToolArguments = MeasuredSample(.timeToToolArguments)
            .numbers(successes.compactMap { $0.timeToToolArguments?.milliseconds })
    }
}
