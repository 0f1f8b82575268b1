package import Reactor
package import RunModel

/// Hears of one transfer, on the thread of its multi handle.
package protocol TransferReceiver: AnyObject {
    /// The connection is ready and the request about to be written: *sent*.
    func requestReady(at instant: MonotonicInstant)
    /// Its last byte was handed to the kernel. Not told by libcurl, and so not over TLS, HTTP/2 and proxies.
    func requestWritten(at instant: MonotonicInstant)
    /// The final response head is complete.
    func headComplete(_ head: ResponseHead, _ arrival: Arrival)
    /// Body bytes; the span is valid during the call only.
    ///
    /// - Returns: false to end the transfer here, which closes its connection.
    func receive(_ bytes: Span<UInt8>, _ arrival: Arrival) -> Bool
    /// Bytes that are not of the body ended the read, and need not have come with those that are.
    func framingFollowed()
    /// The transfer is over and its handle free to start another, from within this call too.
    func transferEnded(_ end: TransferEnd)
}

extension TransferReceiver {
    package func requestWritten(at instant: MonotonicInstant) {}
    package func framingFollowed() {}
}

/// What can be told when a transfer is over.
package struct TransferEnd: Sendable {
    /// Nil when the answer came to its proper end.
    package var failure: TransferFailure?
    /// One line about the failure, libcurl's or the system's.
    package var message: String?
    /// When the end was met: the arrival of the last bytes, or of the failure.
    package var instant: MonotonicInstant
    /// Absent when no connection was had.
    package var connection: ConnectionKind?
    package var phases = ConnectPhases()
    package var headBytes = 0
    /// The body as it came, where compression was allowed.
    package var encodedBodyBytes: Int?
    package var wire: WireBytes?
    package var way = NetworkWay()

    /// libcurl did not take the transfer.
    package static func notStarted() -> TransferEnd {
        TransferEnd(
            failure: .generator, message: "libcurl did not start the transfer", instant: .now())
    }
}

/// Why a transfer failed: what the user can act on, from libcurl's many codes and the system's.
package enum TransferFailure: Sendable, Equatable {
    case resolve
    case connect
    case tls
    /// The connection was closed or reset before the answer was whole.
    case reset
    /// What came is not HTTP.
    case `protocol`
    /// The receiver ended it.
    case stoppedByReceiver
    /// libcurl's own time-out for connecting.
    case timeout
    /// Anything else is our fault: an option, memory, a wrong URL.
    case generator
}
