import Emulator
import Foundation
import RecordStore
import RunModel
import Testing

/// Streaming against non-streaming: pairs, what the wire carried, and targets that do not stream.
@Suite(.ownTime) struct ModesTests {
    private func pairs(_ requests: [RequestRecord]) -> [Int?: [RequestRecord]] {
        Dictionary(grouping: requests) { $0.pair }
    }

    @Test func `asks each prompt in both modes and gets the same answer`() async throws {
        let run = try await MeasuredRun.measure(quick(tokens: 8)) { plan in
            plan.request.modes = .both
            plan.request.inputTokens = "5..50"
            plan.load.requests = 20
        }
        #expect(run.outcomes == [.ok] && run.requests.count == 20)
        let pairs = pairs(run.requests)
        #expect(pairs.count == 10)
        for members in pairs.values {
            #expect(Set(members.map(\.mode)) == [.streaming, .nonStreaming])
            #expect(Set(members.map(\.tokens.prompt)).count == 1)
        }
        #expect(Set(run.requests.map(\.tokens.prompt)).count > 1)
    }

    @Test func `counts every byte of the connection and no other's`() async throws {
        let run = try await MeasuredRun.measure(quick(tokens: 30)) { plan in
            plan.request.modes = .both
            plan.load.requests = 12
        }
        for request in run.requests {
            let wire = try #require(request.bytes.wire)
            let known = request.bytes.head + request.bytes.body
            // A whole answer has its length in the head; a stream has a size line and two line ends
            // around each piece, of at most 10 bytes, and a last piece of 5.
            let pieces = request.mode == .streaming ? request.events.all + 4 : 0
            #expect((known...(known + pieces * 10)).contains(wire.received))
            #expect(wire.sent > request.bytes.request && wire.sent < request.bytes.request + 500)
            #expect(wire.segmentsReceived > 0 && wire.segmentsSent > 0)
        }
        let whole = run.requests.filter { $0.mode == .nonStreaming }
        #expect(
            whole.allSatisfy { $0.bytes.wire?.received == $0.bytes.head + $0.bytes.body })
    }

    @Test func `counts no byte for the server's close`() async throws {
        let run = try await MeasuredRun.measure(quick(tokens: 5)) { plan in
            plan.request.modes = .nonStreaming
            plan.request.headers = ["Connection: close"]
            plan.load.requests = 60
        }
        #expect(run.outcomes == [.ok] && run.requests.allSatisfy { $0.connection == .cold })
        #expect(
            run.requests.allSatisfy {
                $0.bytes.wire?.received == $0.bytes.head + $0.bytes.body
            })
    }

    @Test func `divides the worker's time between the modes`() async throws {
        let run = try await MeasuredRun.measure(quick(tokens: 100)) { plan in
            plan.request.modes = .both
            plan.load.requests = 20
        }
        let client = run.record.manifest.client
        let streaming = try #require(client.streamingCPUSeconds)
        let whole = try #require(client.nonStreamingCPUSeconds)
        let shared = try #require(client.sharedCPUSeconds)
        #expect(whole > 0 && shared >= 0)
        // A hundred reads against one.
        #expect(streaming > whole)
        #expect(streaming + whole + shared <= client.workerCPUSeconds)
    }

    @Test(arguments: [ModeChoice.both, .streaming])
    func `goes on with whole answers where the target does not stream`(
        modes: ModeChoice
    ) async throws {
        let run = try await MeasuredRun.measure(
            quick(#""fault": {"kind": "not_a_stream"}"#)
        ) { plan in
            plan.request.modes = modes
            plan.load.requests = 30
        }
        #expect(run.outcomes == [.notAStream, .ok])
        // Three answers decide, and what was in flight with the third is lost too.
        #expect((3...4).contains(run.requests.count { $0.mode == .streaming }))
        #expect(run.requests.filter { $0.mode == .nonStreaming }.allSatisfy { $0.outcome == .ok })
        #expect(run.record.manifest.notices.contains { $0.kind == .notAStream })
    }

    @Test func `asks on for streams where only a page of HTML came`() async throws {
        let run = try await MeasuredRun.measure(quick(#""fault": {"kind": "html"}"#)) {
            $0.load.requests = 10
        }
        #expect(run.outcomes == [.notAStream] && run.requests.count == 10)
        #expect(run.requests.allSatisfy { $0.mode == .streaming })
    }
}
