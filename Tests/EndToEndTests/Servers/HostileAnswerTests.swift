import Emulator
import Engine
import Foundation
import RecordStore
import RunModel
import Testing

/// Answers that no honest server gives; the run goes on and its record can be read.
@Suite(.ownTime) struct HostileAnswerTests {
    private func measure(
        _ body: String, type: String = "text/event-stream",
        change: (inout RunPlan) -> Void = { _ in }
    ) async throws -> MeasuredRun {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nConnection: close\r\n\r\n"
        let server = try RecordingServer { _ in head + body }
        return try await MeasuredRun.measureNowhere(server.baseURL, change: change)
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

    @Test(arguments: ["text/event-stream", "application/json"])
    func `answers beyond the run's memory fail clearly`(type: String) async throws {
        let run = try await measure(
            "data: {" + String(repeating: " ", count: 3 << 20), type: type
        ) { plan in
            plan.load.requests = 3
            plan.load.maxMemory = ByteCount(bytes: 1 << 20)
        }
        #expect(run.outcomes == [.protocol])
        #expect(run.requests.allSatisfy { $0.message?.contains("--max-memory") == true })
    }
}
