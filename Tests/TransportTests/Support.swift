import Glibc
import Reactor
import RunModel
import Synchronization
import Testing

@testable import Transport

/// One thread's loop, multi handle and easy handle, which makes one request after another.
final class Client {
    private let loop: EventLoop
    private let multi: MultiHandle
    private let easy: EasyHandle
    private let headers = HeaderList(["Content-Type: text/plain", "Expect:"])
    private(set) var cancelled: TransferEnd?

    init(_ url: String) throws {
        loop = try EventLoop()
        multi = try MultiHandle(on: loop, streams: 1)
        easy = try EasyHandle(ConnectionOptions(url: url), on: multi)
    }

    /// Runs one request to its end; to the end of `until` body bytes where that is told.
    func request(
        bodyBytes: Int = 4, until: Int? = nil, cancelsAfter: Int? = nil
    ) throws -> Receiver {
        let receiver = Receiver(until: until)
        let loop = loop
        receiver.ended = { loop.stop() }
        easy.receiver = receiver
        easy.setRequest(headers, body: Array(repeating: UInt8(ascii: "x"), count: bodyBytes))
        try #require(multi.start(easy))
        loop.turnEnded = { [unowned self] in
            guard let cancelsAfter, receiver.body.utf8.count >= cancelsAfter else { return }
            cancelled = multi.cancel(easy)
            loop.stop()
        }
        try loop.run()
        easy.receiver = nil
        return receiver
    }
}

/// Keeps what a transfer tells.
final class Receiver: TransferReceiver {
    private(set) var sent: [MonotonicInstant] = []
    private(set) var heads: [ResponseHead] = []
    private(set) var body = ""
    private(set) var arrivals: [Arrival] = []
    private(set) var end: TransferEnd?
    private let until: Int?
    var ended: () -> Void = {}

    init(until: Int?) {
        self.until = until
    }

    func requestReady(at instant: MonotonicInstant) { sent.append(instant) }

    func headComplete(_ head: ResponseHead, _ arrival: Arrival) {
        heads.append(head)
        arrivals.append(arrival)
    }

    func receive(_ bytes: Span<UInt8>, _ arrival: Arrival) -> Bool {
        body += String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        arrivals.append(arrival)
        return until.map { body.utf8.count < $0 } ?? true
    }

    func transferEnded(_ end: TransferEnd) {
        self.end = end
        ended()
    }
}

/// A listening socket, closed by the thread that accepts on it and by nobody else: its number may belong to
/// another test's a moment later.
private final class Listener: Sendable {
    private let descriptor: Mutex<Int32?>

    init(_ descriptor: Int32) {
        self.descriptor = Mutex(descriptor)
    }

    /// Ends a wait for connections; without effect once it is closed.
    func shutDown() {
        descriptor.withLock { descriptor in
            if let descriptor { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func close() {
        descriptor.withLock { descriptor in
            if let descriptor { _ = Glibc.close(descriptor) }
            descriptor = nil
        }
    }
}

/// A server on loopback that follows a script: for each connection in turn, what to do with each request.
final class ScriptedServer {
    enum Step: Sendable {
        /// Read a request, then write this.
        case answer(String)
        /// Read the beginning of a request, write this and close.
        case answerHeadOnly(String)
        /// Read a request, if one comes, and close.
        case readAndClose
        /// Close at once.
        case close
        /// Read until the client closes.
        case wait
    }

    let port: UInt16
    var url: String { "http://127.0.0.1:\(port)/v1" }
    private let listener: Listener
    private let log = RequestLog()

    /// What came, one text a request.
    var requests: [String] { log.texts.withLock { $0 } }

    init(_ script: [[Step]]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isListening)
        let owner = Listener(listener)
        self.listener = owner
        port = UInt16(bigEndian: address.sin_port)
        let log = log
        startThread {
            defer { owner.close() }
            for steps in script {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Self.follow(steps, on: client, log)
                close(client)
            }
        }
    }

    deinit { listener.shutDown() }

    /// A port that nobody listens on.
    func closedPort() -> UInt16 {
        listener.shutDown()
        return port
    }

    private static func follow(_ steps: [Step], on client: Int32, _ log: RequestLog) {
        for step in steps {
            switch step {
            case .answer(let text):
                guard let request = readRequest(client) else { return }
                log.texts.withLock { $0.append(request) }
                _ = write(client, text, text.utf8.count)
            case .answerHeadOnly(let text):
                var beginning = [UInt8](repeating: 0, count: 1024)
                _ = read(client, &beginning, beginning.count)
                _ = write(client, text, text.utf8.count)
                return
            case .close:
                return
            case .readAndClose:
                if let request = readRequest(client) {
                    log.texts.withLock { $0.append(request) }
                }
                return
            case .wait:
                _ = readRequest(client)
            }
        }
        // The client closes or leaves the connection idle; either ends with it.
        _ = readRequest(client)
    }

    /// A head and as many bytes as it says; nil where the connection ends.
    private static func readRequest(_ client: Int32) -> String? {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var wanted: Int?
        while wanted.map({ text.count < $0 }) ?? true {
            let count = read(client, &buffer, buffer.count)
            guard count > 0 else { return nil }
            text += buffer[..<count]
            guard wanted == nil else { continue }
            let head = String(decoding: text.prefix(2048), as: UTF8.self)
            guard let end = head.firstRange(of: "\r\n\r\n") else { continue }
            let length = head.firstRange(of: "Content-Length: ").map {
                head[$0.upperBound...].prefix { $0.isNumber }
            }
            wanted = head[..<end.upperBound].utf8.count + (length.flatMap { Int($0) } ?? 0)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

private final class RequestLog: Sendable {
    let texts = Mutex<[String]>([])
}

/// Runs `body` on a thread of its own, which the process does not wait for.
private func startThread(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { context in
            guard let context else { return nil }
            Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().body()
            return nil
        }, box)
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
