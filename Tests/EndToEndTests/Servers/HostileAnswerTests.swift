import Emulator
import Engine
import Foundation
import RecordStore
import RunModel
import Testing

/// Answers that no honest server gives; the run goes on and its record can be read.
@Suite(.ownTime) struct HostileAnswerTests {
    private func measure(_ events: String) async throws -> MeasuredRun {
        let server = try CannedServer(events)
        let emulator = try await EmulatorServer.start(EmulatorConfiguration())
        let run = try await MeasuredRun.measure(
            at: "http://127.0.0.1:\(server.port)/v1", server: emulator)
        try await emulator.stop()
        return run
    }

    private static let output = #"data: {"choices":[{"index":0,"delta":{"content":"a"}}]}"#

    @Test func `a token count beyond reason counts as none`() async throws {
        let most = "\(Int64.max)"
        let run = try await measure(
            """
            \(Self.output)\n
            data: {"choices":[],"usage":{"prompt_tokens":\(most),"completion_tokens":\(most)}}\n
            data: [DONE]\n\n
            """)
        #expect(run.outcomes == [.ok])
        #expect(run.requests.allSatisfy { $0.tokens.output == nil && $0.tokens.prompt == nil })
    }

    @Test func `a server's time of another clock counts as a comment`() async throws {
        let run = try await measure(
            """
            : received-ns=\(Int64.max)\n
            : sent-ns=\(Int64.max)
            \(Self.output)\n
            data: [DONE]\n\n
            """)
        #expect(run.outcomes == [.ok])
        #expect(run.requests.allSatisfy { $0.groundTruth == nil && $0.events.keepAlives == 2 })
    }
}

/// Gives every request the same event stream and closes.
final class CannedServer {
    let port: UInt16
    private let listener: Int32

    init(_ events: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(isListening)
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        let answer =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            + events
        Thread.detachNewThread {
            while case let client = accept(listener, nil, nil), client >= 0 {
                Self.answer(client, answer)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func answer(_ client: Int32, _ text: String) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        // The body is a JSON object and ends a piece.
        while case let count = read(client, &buffer, buffer.count), count > 0 {
            if buffer[count - 1] == UInt8(ascii: "}") { break }
        }
        _ = write(client, text, text.utf8.count)
        close(client)
    }
}
