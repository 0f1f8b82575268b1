internal import Glibc

/// The few system calls on a connection that is ours, beside reading.
enum SocketCalls {
    enum Sent {
        case done
        /// The kernel's buffer is full; what is left can be sent when the socket is writable.
        case later
        /// The system error.
        case failed(Int32)
    }

    /// Whether an idle connection has nothing to read, not even its end.
    static func isQuiet(_ socket: Int32) -> Bool {
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count < 0 && (errno == EAGAIN || errno == EINTR)
    }

    /// Of a connection over IP; nil of any other socket.
    static func localPort(_ socket: Int32) -> Int32? {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        // Both families have their port at the same place; a longer address than this one is cut.
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(socket, $0, &length)
            }
        }
        let families = [sa_family_t(AF_INET), sa_family_t(AF_INET6)]
        guard result == 0, families.contains(address.sin6_family) else { return nil }
        return Int32(UInt16(bigEndian: address.sin6_port))
    }

    /// Has a local address that the socket is bound to cost no port until it connects: else the kernel gives each port of
    /// the address to one socket, whomever it connects to (ip(7), IP_BIND_ADDRESS_NO_PORT).
    static func bindWithoutPort(_ socket: Int32) {
        var isOn: Int32 = 1
        // Without it, as before Linux 4.2, there are fewer ports, and connections come about all the same.
        setsockopt(
            socket, Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, &isOn,
            socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends `bytes` from `position` on, which moves behind what was taken.
    static func send(_ bytes: [UInt8], from position: inout Int, on socket: Int32) -> Sent {
        let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        while position < bytes.count {
            // The pointer is used within the closure only.
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    socket, $0.baseAddress?.advanced(by: position), $0.count - position, flags)
            }
            if count >= 0 {
                position += count
            } else if errno == EAGAIN {
                return .later
            } else if errno != EINTR {
                return .failed(errno)
            }
        }
        return .done
    }

    /// Has the coming `close` drop what is unsent and reset the connection: with no time to linger, it
    /// does (socket(7)).
    static func dropUnsent(_ socket: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
}
