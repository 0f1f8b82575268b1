internal import RunModel
internal import Transport

/// How an attempt came to its end, beside what was recorded of it.
enum AttemptEnd {
    case transferEnded(TransferFailure?)
    case timedOut(Outcome)
    /// We left on purpose.
    case cancelled(Departure)
    /// The run ended first.
    case cut
}

extension StreamRecorder {
    /// The outcome of docs/metrics.md's closed list. An answer that was complete stays `ok` whatever
    /// happened to its connection afterwards.
    ///
    /// `isReadable` is false where a whole answer came that is no JSON, or is packed.
    func outcome(
        _ end: AttemptEnd, mode: ResponseMode, body: BodyKind, isReadable: Bool
    ) -> Outcome {
        let outcome = readableOutcome(end, mode: mode, body: body)
        return !isReadable && [.ok, .empty, .notAStream].contains(outcome) ? .protocol : outcome
    }

    private func readableOutcome(
        _ end: AttemptEnd, mode: ResponseMode, body: BodyKind
    ) -> Outcome {
        let record = recordSoFar()
        if case .cut = end { return .cut }
        if let status = record.status, let refusal = Self.refusal(status) { return refusal }
        if inBandError != nil { return .inBandError }
        if isCapped { return .capped }
        let isComplete = record.events.isDone || isAtFinish
        if isComplete, body == .eventStream || mode == .nonStreaming {
            return record.events.output > 0 ? .ok : .empty
        }
        switch end {
        case .cut: return .cut
        case .cancelled: return .cancelled
        case .timedOut(let outcome): return outcome
        case .transferEnded(let failure?): return Outcome(failure)
        case .transferEnded(nil): break
        }
        if mode == .streaming, body == .document { return .notAStream }
        if record.bytes.body == 0 || (mode == .streaming && body != .eventStream) { return .empty }
        // Nothing but a proper end without a sign that the answer was whole is left.
        if mode == .streaming { return .truncated }
        return record.events.output > 0 ? .ok : .empty
    }

    /// What a status other than a 2xx makes of an attempt.
    static func refusal(_ status: Int) -> Outcome? {
        switch status {
        case 200..<300: nil
        case 429: .rateLimited
        case 400..<500: .http4xx
        case 500..<600: .http5xx
        default: .protocol
        }
    }
}

extension Outcome {
    init(_ failure: TransferFailure) {
        switch failure {
        case .resolve: self = .resolve
        case .connect: self = .connect
        case .tls: self = .tls
        case .reset: self = .reset
        // The receiver stops a transfer only at a bound that hostile bytes have passed, or at the cap,
        // which was looked at before.
        case .protocol, .stoppedByReceiver: self = .protocol
        case .timeout: self = .timeoutConnect
        case .generator: self = .generator
        }
    }
}
