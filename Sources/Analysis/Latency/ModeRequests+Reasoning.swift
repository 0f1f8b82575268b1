internal import RunModel

/// What a model thinks before it answers, as far as it is sent or counted.
extension ModeRequests {
    func addReasoning(to numbers: inout ModeNumbers) {
        if mode == .streaming {
            numbers.thinkingTime = MeasuredSample(.thinkingTime)
                .numbers(begun.compactMap { $0.thinkingTime?.milliseconds })
            numbers.reasoningSpeed = MeasuredSample(.reasoningSpeed, .tokensPerSecond)
                .numbers(successes.compactMap(\.reasoningSpeed))
        }
        // Records of before do not say how many events carried reasoning.
        let told = successes.filter { $0.tokens.reasoning ?? 0 > 0 && $0.events.reasoning != nil }
        guard !told.isEmpty else { return }
        numbers.hiddenReasoning = CountedShare(
            .hiddenReasoning, told.count { $0.events.reasoning == 0 }, of: told.count)
    }
}

extension RequestRecord {
    /// a1 - e1, where reasoning came first.
    fileprivate var thinkingTime: Duration? {
        guard let first = instants.firstOutput, let answer = instants.firstAnswer, answer > first,
            events.reasoning ?? 0 > 0
        else { return nil }
        return answer - first
    }

    /// Tokens a second of the reasoning, where the server counts it.
    fileprivate var reasoningSpeed: Double? {
        guard let time = thinkingTime, let tokens = tokens.reasoning, tokens > 0 else { return nil }
        return Double(tokens) / time.seconds
    }
}
