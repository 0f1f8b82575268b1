package import RunModel
internal import Statistics

/// Which readers leave, and when; the same on every machine and in every run of the seed. A server cannot know it, so
/// that who stays is no other than who leaves.
package struct LeavingReaders: Sendable {
    private let share: Double
    private let seconds: Distribution
    private let seed: UInt64

    private static let purpose: UInt64 = 22

    /// Nil of a plan in which all stay.
    ///
    /// - Throws: `WorkloadError` when the time is none.
    package init?(_ request: RequestPlan, seed: UInt64) throws(WorkloadError) {
        guard let plan = request.abandon else { return nil }
        share = plan.share
        self.seed = seed
        guard let text = Self.inSeconds(plan.after),
            let seconds = try? Distribution(parsing: text)
        else {
            throw WorkloadError(
                "--after: '\(plan.after)' is no time; write 2s, 1s..5s or exponential(2s)")
        }
        self.seconds = seconds
    }

    /// How long after the request was due its reader leaves; nil of one who stays.
    package func leaveAfter(of prompt: Int) -> Duration? {
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: UInt64(prompt))
        guard generator.unit() < share else { return nil }
        return .nanoseconds(Int64((min(seconds.sample(using: &generator), 1e6) * 1e9).rounded()))
    }

    /// A distribution of times as one of seconds: each length of time in it becomes a number. Nil where one is none.
    private static func inSeconds(_ text: String) -> String? {
        var result = ""
        var rest = text.filter { !$0.isWhitespace }[...]
        while let first = rest.first {
            // Between the two ends of a range.
            if rest.hasPrefix("..") {
                result += ".."
                rest = rest.dropFirst(2)
                continue
            }
            guard first.isNumber || first == "." else {
                result.append(first)
                rest = rest.dropFirst()
                continue
            }
            var length = 0
            for (index, character) in rest.enumerated() {
                let isEnd = character == "." && rest.dropFirst(index).hasPrefix("..")
                guard !isEnd, character.isNumber || character.isLetter || character == "." else {
                    break
                }
                length = index + 1
            }
            let word = rest.prefix(length)
            guard let span = TimeSpan(String(word)) else { return nil }
            result += "\(span.duration / .seconds(1))"
            rest = rest.dropFirst(length)
        }
        return result
    }
}
