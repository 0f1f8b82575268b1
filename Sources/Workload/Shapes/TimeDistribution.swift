internal import RunModel
internal import Statistics

/// A distribution of lengths of time, as users write them: `5s`, `2s..10s`, `exponential(5s)`, `lognormal(4s,0.6)`. A bare
/// number is seconds, or the shape of a distribution.
package struct TimeDistribution: Sendable, Hashable {
    private let seconds: Distribution

    /// Nobody waits for longer.
    private static let longest = 31_536_000.0

    /// - Throws: `WorkloadError` with one sentence, which does not name the option.
    package init(parsing text: String) throws(WorkloadError) {
        var plain = ""
        var word = ""
        func flush() -> String? {
            defer { word = "" }
            guard word.contains(where: \.isNumber) else { return word }
            // What is no time is left as it is, and refused with the rest.
            return TimeSpan(word).map { "\($0.duration.seconds)" } ?? word
        }
        var rest = text.filter { !$0.isWhitespace }[...]
        while let character = rest.first {
            let isRange = rest.hasPrefix("..")
            if isRange || "(),".contains(character) {
                plain += flush() ?? ""
                plain += isRange ? ".." : String(character)
                rest = rest.dropFirst(isRange ? 2 : 1)
            } else {
                word.append(character)
                rest = rest.dropFirst()
            }
        }
        plain += flush() ?? ""
        do {
            seconds = try Distribution(parsing: plain)
        } catch {
            throw WorkloadError(
                "'\(text)' is no distribution of times; write 5s, 2s..10s, exponential(5s), normal(5s,1s), lognormal(4s,0.6) "
                    + "or gamma(5s,2)")
        }
    }

    func sample(using generator: inout some RandomNumberGenerator) -> Duration {
        .nanoseconds(Int64(min(seconds.sample(using: &generator), Self.longest) * 1e9))
    }
}
