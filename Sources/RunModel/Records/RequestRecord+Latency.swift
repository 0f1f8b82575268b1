/// The latencies of docs/metrics.md; nil where one of their instants did not happen.
extension RequestRecord {
    /// From w until the last byte of the request was handed to the kernel.
    package var uploadTime: Duration? { span(instants.sent, instants.uploaded) }

    /// TTFB = h - w.
    package var timeToFirstByte: Duration? { span(instants.sent, instants.head) }

    /// TTFT = e1 - w.
    package var timeToFirstToken: Duration? { span(instants.sent, instants.firstOutput) }

    /// TTFT less the least round trip of the request's own connection: half of it was spent on the request's way, half on the
    /// first token's. Nil where the kernel does not tell, and where it says more than TTFT.
    package var timeToFirstTokenWithoutWay: Duration? {
        guard let first = timeToFirstToken, let trip = way.leastRoundTrip ?? way.roundTrip,
            trip <= first
        else { return nil }
        return first - trip
    }

    /// The least that TTFT can have been, where e1 is known to an interval.
    package var leastTimeToFirstToken: Duration? {
        span(instants.sent, instants.firstOutputEarliest)
    }

    /// TTFT_sched = e1 - s.
    package var timeToFirstTokenScheduled: Duration? {
        span(instants.scheduled, instants.firstOutput)
    }

    /// TTFA = a1 - w.
    package var timeToFirstAnswer: Duration? { span(instants.sent, instants.firstAnswer) }

    /// c1 - w.
    package var timeToToolCall: Duration? { span(instants.sent, instants.firstCall) }

    /// cK - w: until the last argument of the last call.
    package var timeToToolArguments: Duration? { span(instants.sent, instants.lastCall) }

    /// e2 - e1.
    package var firstGap: Duration? { span(instants.firstOutput, instants.secondOutput) }

    /// z - eK of a stream that did not come to its end: the next output would have come no sooner, so that
    /// its gap is at least so long. Nil where no output came.
    package var openGap: Duration? {
        guard mode == .streaming else { return nil }
        switch outcome {
        case .timeoutGap, .timeoutTotal, .cut, .reset, .truncated, .inBandError, .protocol:
            return span(instants.lastOutput, instants.closed)
        default: return nil
        }
    }

    /// E2E = eK - w.
    package var endToEnd: Duration? { span(instants.sent, instants.lastOutput) }

    /// E2E_sched = eK - s.
    package var endToEndScheduled: Duration? { span(instants.scheduled, instants.lastOutput) }

    /// z - w.
    package var close: Duration? { span(instants.sent, instants.closed) }

    /// w - s: how late it was sent, the opening of a connection included.
    package var scheduleLag: Duration? { span(instants.scheduled, instants.sent) }

    /// Whether this machine read the answer so late that this may be the better part of a wait of that length.
    package func isReadLate(by wait: Duration) -> Bool { (maxReadDelay ?? .zero) * 2 > wait }

    /// How late it was handed to the transport: the generator's own part of the schedule lag.
    package var startLag: Duration? { span(instants.scheduled, instants.started) }

    /// The whole opening of a connection; nil on a warm one.
    package var connectTime: Duration? {
        let parts = [connectPhases.resolve, connectPhases.connect, connectPhases.tls]
            .compactMap { $0 }
        return parts.isEmpty ? nil : parts.reduce(.zero, +)
    }

    /// Output tokens where the server counted them.
    package var countedTokens: Int? { tokens.source == .usage ? tokens.output : nil }

    /// TPOT = (eK - e1) / (N - k1).
    ///
    /// k1 is taken as 1 where the server does not tell it. Nil for N <= k1, and where everything came
    /// in one event: no time passed in which to measure it.
    package var timePerOutputToken: Duration? {
        laterOutput.map { $0.span / $0.tokens }
    }

    /// TPOT in seconds, with fractions of nanoseconds.
    package var secondsPerOutputToken: Double? {
        laterOutput.map { $0.span.seconds / Double($0.tokens) }
    }

    /// The time from the first output event to the last, and the tokens that came in it: N - k1.
    private var laterOutput: (span: Duration, tokens: Int)? {
        guard let count = countedTokens, events.output > 1,
            let span = span(instants.firstOutput, instants.lastOutput)
        else { return nil }
        let later = count - (tokens.first ?? 1)
        return later > 0 ? (span, later) : nil
    }

    /// 1 / TPOT, in tokens a second; nil where no time passed.
    package var outputSpeed: Double? {
        guard let seconds = secondsPerOutputToken, seconds > 0 else { return nil }
        return 1 / seconds
    }

    /// N / E2E, in tokens a second; nil for N = 0, which servers state that do not count.
    package var endToEndSpeed: Double? {
        guard let count = countedTokens, count > 0, let seconds = endToEnd?.seconds, seconds > 0
        else { return nil }
        return Double(count) / seconds
    }

    private func span(_ from: MonotonicInstant?, _ to: MonotonicInstant?) -> Duration? {
        guard let from, let to else { return nil }
        return to - from
    }
}
