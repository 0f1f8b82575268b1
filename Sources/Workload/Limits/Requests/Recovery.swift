/// How long after a request was let in the next one is, as far as refusals and admissions bound it: the
/// time in which a bucket earns one.
struct Recovery: Sendable {
    private var lastLetIn: Duration?
    /// The longest time after which one was still refused, and the shortest after which one was let in.
    private var low = Duration.zero
    private var high: Duration?

    /// Those of a burst say only when the last of them was.
    mutating func letIn(at sent: Duration, isAlone: Bool) {
        if isAlone, let lastLetIn, sent - lastLetIn > low {
            high = min(high ?? sent - lastLetIn, sent - lastLetIn)
        }
        lastLetIn = max(lastLetIn ?? sent, sent)
    }

    mutating func refused(at elapsed: Duration) {
        guard let lastLetIn else { return }
        low = max(low, elapsed - lastLetIn)
        // A bucket that holds more than one is not always as empty.
        if let known = high, known <= low { high = nil }
    }

    /// When an attempt halves what is not known yet; nil where no short time is known.
    func mostTelling(below longest: Duration) -> Duration? {
        guard let lastLetIn, let high, high < longest, high > low * 1.02 else { return nil }
        return lastLetIn + (low + high) / 2
    }
}
