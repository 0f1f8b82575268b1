import Glibc
import RunModel
import Testing

@testable import Reactor

/// Two connected Unix sockets.
final class SocketPair {
    let left: Int32
    let right: Int32

    init() throws {
        var numbers: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &numbers) == 0)
        left = numbers[0]
        right = numbers[1]
    }

    deinit {
        close(left)
        close(right)
    }

    func write(_ text: String, to descriptor: Int32) {
        _ = Glibc.write(descriptor, text, text.utf8.count)
    }
}

/// A TCP connection of this process to itself.
final class LoopbackConnection {
    let client: Int32
    private let server: Int32

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, address, &length) == 0
                    && connect(number, address, length) == 0
            }
        }
        try #require(isConnected)
        client = number
        server = accept(listener, nil, nil)
        try #require(server >= 0)
    }

    deinit {
        close(client)
        close(server)
    }

    func send(_ text: String) {
        _ = Glibc.write(server, text, text.utf8.count)
    }

    func waitUntilReadable() {
        var request = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
        _ = poll(&request, 1, 5_000)
    }

    /// Sends a byte, takes its arrival and reads it away.
    func exchange(_ clock: inout ArrivalClock) -> Arrival {
        send("x")
        waitUntilReadable()
        let arrival = clock.arrival(on: client)
        var byte: UInt8 = 0
        _ = read(client, &byte, 1)
        return arrival
    }
}

/// Notes the descriptors it hears of and then acts.
final class Recorder: DescriptorHandler {
    private(set) var calls: [Int32] = []
    private let action: (Int32, Readiness) -> Void

    init(_ action: @escaping (Int32, Readiness) -> Void) {
        self.action = action
    }

    func descriptorReady(_ descriptor: Int32, _ readiness: Readiness) {
        calls.append(descriptor)
        action(descriptor, readiness)
    }
}

/// A deadline that is always due, and acts at the last of `times` calls: lets a loop go round.
final class Ticker: DeadlineSource {
    private var left: Int
    private let action: () -> Void

    init(times: Int, _ action: @escaping () -> Void) {
        left = times
        self.action = action
    }

    var deadline: MonotonicInstant? { left > 0 ? MonotonicInstant(nanoseconds: 0) : nil }

    func deadlinePassed(at now: MonotonicInstant) {
        left -= 1
        if left == 0 { action() }
    }
}
