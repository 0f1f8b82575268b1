/// How one request ended. The list is closed and its labels are stable: they stand in records,
/// tables and scripts.
package enum Outcome: String, Codable, Sendable, CaseIterable, Hashable {
    /// A 2xx answer, a stream where one was asked for, no error event, at least one output event, and
    /// a `finish_reason` or `[DONE]`.
    case ok
    /// Our own limit on the output ended it, as intended.
    case capped
    /// We cancelled it on purpose.
    case cancelled
    /// The stream closed without `[DONE]` and without a `finish_reason`.
    case truncated
    /// It ended as it should but held no output event.
    case empty
    /// An error object came inside a 200 stream.
    case inBandError = "in_band_error"
    /// A stream was asked for and something else came.
    case notAStream = "not_a_stream"
    case http4xx = "http_4xx"
    case http5xx = "http_5xx"
    /// Status 429.
    case rateLimited = "rate_limited"
    case resolve
    case connect
    case tls
    /// The connection was closed or reset while the answer was due.
    case reset
    case timeoutConnect = "timeout_connect"
    case timeoutFirstByte = "timeout_first_byte"
    case timeoutFirstToken = "timeout_first_token"
    case timeoutGap = "timeout_gap"
    case timeoutTotal = "timeout_total"
    /// What came is not HTTP, or not an event stream within its bounds.
    case `protocol`
    /// Our own fault: the request could not be made or started.
    case generator
    /// The run ended while the request was in flight.
    case cut

    package var isSuccess: Bool { self == .ok || self == .capped }

    /// Whether it counts in the error rate. A cut request says nothing about the server, and one we
    /// cancelled ended as we wished.
    package var isFailure: Bool { !isSuccess && self != .cut && self != .cancelled }
}

/// How we leave an answer that we do not want to the end.
package enum Departure: String, Codable, Sendable, CaseIterable {
    /// Closes the connection.
    case close
    /// Resets it, as a network does that breaks.
    case reset
}
