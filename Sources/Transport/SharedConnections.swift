internal import CCurl
internal import Glibc
internal import Reactor
internal import RunModel

/// Which connection carries each transfer over HTTP/2, where libcurl tells of a socket for one of them only.
struct SharedConnections {
    /// Descriptors by transfer.
    private var carriers: [UnsafeMutableRawPointer: Int32] = [:]
    /// Transfers whose connection we shut down.
    private var abandoned: Set<UnsafeMutableRawPointer> = []

    mutating func carry(_ transfer: UnsafeMutableRawPointer, on descriptor: Int32) {
        carriers[transfer] = descriptor
        abandoned.remove(transfer)
    }

    func carrier(of transfer: UnsafeMutableRawPointer) -> Int32? { carriers[transfer] }

    /// All that the connection carries is over.
    mutating func abandon(_ descriptor: Int32) {
        for (transfer, carrier) in carriers where carrier == descriptor {
            abandoned.insert(transfer)
        }
    }

    /// Forgets a transfer that has ended.
    ///
    /// - Returns: whether it ended because its connection was shut down.
    mutating func remove(_ transfer: UnsafeMutableRawPointer) -> Bool {
        carriers[transfer] = nil
        return abandoned.remove(transfer) != nil
    }
}

extension MultiHandle {
    /// The local port tells the connection, since no two to one address have the same.
    func noteCarrier(of easy: EasyHandle, localPort: Int32) {
        let found = sockets.indices.first { index in
            sockets[index].isConnection && SocketCalls.localPort(Int32(index)) == localPort
        }
        guard let found else { return }
        shared.carry(easy.curl, on: Int32(found))
    }

    /// The connection of a transfer if nothing has come on it since the request was sent.
    func silentCarrier(of easy: EasyHandle, since sent: MonotonicInstant) -> Int32? {
        guard let descriptor = shared.carrier(of: easy.curl),
            sockets.indices.contains(Int(descriptor)), sockets[Int(descriptor)].met < sent
        else { return nil }
        return descriptor
    }

    /// Shuts down a connection on which a request was lost: libcurl knows nothing of our time-outs, and would
    /// send all further requests into it. What else it carries ends here, and says so.
    func abandon(_ descriptor: Int32) {
        shared.abandon(descriptor)
        shutdown(descriptor, Int32(SHUT_RDWR))
        // libcurl is to see the end before anything is started.
        act(descriptor, CURL_CSELECT_IN)
    }
}
