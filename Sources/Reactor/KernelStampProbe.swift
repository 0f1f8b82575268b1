internal import Glibc

/// Tries whether this kernel stamps what sockets receive: a datagram to ourselves, about 50 us.
package enum KernelStampProbe {
    package static func succeeds() -> Bool {
        let number = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard number >= 0 else { return false }
        let descriptor = Descriptor(number)
        guard ArrivalClock.enableStamps(on: number), bindAndSendToItself(number) else {
            return false
        }
        var clock = ArrivalClock()
        withExtendedLifetime(descriptor) {}
        return clock.arrival(on: number).isStamped
    }

    private static func bindAndSendToItself(_ number: Int32) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(number, address, length) == 0
                    && getsockname(number, address, &length) == 0
                    && sendto(number, "x", 1, 0, address, length) == 1
            }
        }
    }
}
