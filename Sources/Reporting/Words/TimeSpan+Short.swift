package import RunModel

extension TimeSpan {
    /// `2 h`, `5 min`, `1 min 30 s`, `45 s`: whole seconds, as a person says them.
    package var short: String {
        let seconds = Int(duration.seconds.rounded(.up))
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
            .filter { $0.0 > 0 }
        return parts.isEmpty ? "0 s" : parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
