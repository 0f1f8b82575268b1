import Foundation
import Glibc
import Synchronization
import Testing

/// A server that keeps every request as it came and answers with what `answer` makes of it. It is no
/// emulator: it shows the bytes that reach a server. One connection at a time.
final class RecordingServer: Sendable {
    let baseURL: String
    private let listener: Int32
    private let kept: Kept

    /// What the accepting thread and the tests share.
    private final class Kept: Sendable {
        let requests = Mutex<[RecordedRequest]>([])
    }

    /// A stream of one word, and the end of the connection.
    static func stream(_: RecordedRequest) -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"}}]}\n\n"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n"
    }

    convenience init(_ answer: @escaping @Sendable (RecordedRequest) -> String = stream) throws {
        try self.init(bytes: { Array(answer($0).utf8) })
    }

    /// `keepsOpen`: connections stay open after the answer until the server ends.
    init(
        keepsOpen: Bool = false, bytes answer: @escaping @Sendable (RecordedRequest) -> [UInt8]
    ) throws {
        let (descriptor, port) = try LoopbackSocket.listen()
        listener = descriptor
        baseURL = "http://127.0.0.1:\(port)/v1"
        let kept = Kept()
        self.kept = kept
        Thread.detachNewThread {
            var open: [Int32] = []
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                if let request = RecordedRequest(reading: connection) {
                    kept.requests.withLock { $0.append(request) }
                    let bytes = answer(request)
                    send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                }
                if keepsOpen { open.append(connection) } else { close(connection) }
            }
            for connection in open { close(connection) }
            close(descriptor)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    var requests: [RecordedRequest] { kept.requests.withLock { $0 } }

    /// The JSON object that is the body of request `index`.
    func body(_ index: Int = 0) throws -> [String: Any] {
        try #require(requests.count > index)
        let value = try JSONSerialization.jsonObject(with: Data(requests[index].body.utf8))
        return try #require(value as? [String: Any])
    }
}

/// A request's head and body as text.
struct RecordedRequest: Sendable {
    let head: String
    let body: String

    init(head: String, body: String) {
        self.head = head
        self.body = body
    }

    /// Nil when the client goes before its request is whole.
    init?(reading connection: Int32) {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let parts = text.split(
                separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[1].utf8.count >= Self.length(parts[0]) {
                head = String(parts[0])
                body = String(parts[1])
                return
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    private static func length(_ head: Substring) -> Int {
        let line = head.split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length:") }
        return line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    }
}

/// Sockets on 127.0.0.1.
enum LoopbackSocket {
    /// Those that were given away as free.
    private static let given = Mutex<Set<UInt16>>([])

    /// At a port that the kernel chooses.
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        var port: UInt16 = 0
        return (try #require(listen(&port)), port)
    }

    /// A free port, for a program that cannot choose one itself. It lies below those that the kernel gives to
    /// connections (ip_local_port_range), so that none takes it before the program does.
    static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            var port = UInt16.random(in: 20_000..<32_000)
            guard given.withLock({ $0.insert(port).inserted }), let descriptor = listen(&port)
            else { continue }
            close(descriptor)
            return port
        }
        throw NoFreePort()
    }

    private struct NoFreePort: Error {}

    private static func listen(_ port: inout UInt16) -> Int32? {
        open(&port) { descriptor, address, length in
            var length = length
            return bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 64) == 0
                && getsockname(descriptor, address, &length) == 0
        }
    }

    /// Whether a program takes connections at the port.
    static func isListening(_ port: UInt16) -> Bool {
        var port = port
        guard let descriptor = open(&port, { connect($0, $1, $2) == 0 }) else { return false }
        close(descriptor)
        return true
    }

    /// A socket for which `act` succeeded with the address of `port`, which it may change.
    private static func open(
        _ port: inout UInt16,
        _ act: (Int32, UnsafeMutablePointer<sockaddr>, socklen_t) -> Bool
    ) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let isDone = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                act(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard !isDone else { return descriptor }
        close(descriptor)
        return nil
    }
}
