import RecordStore
import RunModel
import Testing

/// Every outcome of docs/metrics.md, brought about by the emulator or by the absence of a server.
@Suite(.ownTime) struct OutcomeTests {
    @Test(arguments: [
        (#"{"kind": "truncate", "after_chunks": 3}"#, Outcome.truncated),
        (#"{"kind": "empty"}"#, .empty),
        (#"{"kind": "error_event", "after_chunks": 2}"#, .inBandError),
        (#"{"kind": "not_a_stream"}"#, .notAStream),
        (#"{"kind": "html"}"#, .notAStream),
        (#"{"kind": "http_error", "status": 404}"#, .http4xx),
        (#"{"kind": "http_error", "status": 503}"#, .http5xx),
        (#"{"kind": "rate_limit", "retry_after": 7}"#, .rateLimited),
        (#"{"kind": "reset_before_head"}"#, .reset),
        (#"{"kind": "reset_after_head"}"#, .reset),
        (#"{"kind": "reset", "after_chunks": 3}"#, .reset),
        (#"{"kind": "close", "after_chunks": 3}"#, .reset),
        (#"{"kind": "not_http"}"#, .protocol),
        (#"{"kind": "broken_chunked", "after_chunks": 2}"#, .protocol),
        (#"{"kind": "broken_json", "after_chunks": 2}"#, .ok),
        (#"{"kind": "split_writes"}"#, .ok),
        (#"{"kind": "endless_event", "bytes": 20000000}"#, .protocol),
    ])
    func `names what the server did`(fault: String, outcome: Outcome) async throws {
        let run = try await MeasuredRun.measure(quick("\"fault\": \(fault)"))
        #expect(run.requests.count == 4)
        #expect(run.outcomes == [outcome], "\(run.requests.first?.message ?? "no message")")
    }

    @Test func `an answer that was whole is ok`() async throws {
        let run = try await MeasuredRun.measure(quick())
        #expect(run.outcomes == [.ok])
        #expect(run.requests.allSatisfy { $0.events.output == 8 && $0.events.isDone })
        #expect(run.requests.allSatisfy { $0.finishReason == .stop && $0.status == 200 })
        #expect(run.requests.allSatisfy { $0.tokens.source == .usage && $0.tokens.output == 8 })
    }

    @Test func `a non-streaming answer is ok and comes at once`() async throws {
        let run = try await MeasuredRun.measure(quick()) { $0.request.modes = .nonStreaming }
        #expect(run.outcomes == [.ok])
        #expect(run.requests.allSatisfy { $0.events.output == 1 && $0.tokens.output == 8 })
        #expect(
            run.requests.allSatisfy { $0.instants.firstOutput == $0.instants.lastOutput })
    }

    @Test func `our own limit ends a stream as capped`() async throws {
        let run = try await MeasuredRun.measure(quick(tokens: 500)) { $0.request.capEvents = 5 }
        #expect(run.outcomes == [.capped])
    }

    /// One limit is short and the others are not, so that no busy machine reaches another first.
    @Test(arguments: [
        (#"{"kind": "stall_before_head"}"#, Outcome.timeoutFirstByte),
        (#"{"kind": "stall_after_head"}"#, .timeoutFirstToken),
        (#"{"kind": "stall", "after_chunks": 2}"#, .timeoutGap),
    ])
    func `each time-out is an outcome of its own`(fault: String, outcome: Outcome) async throws {
        let run = try await MeasuredRun.measure(quick("\"fault\": \(fault)")) { plan in
            let short = TimeSpan(.milliseconds(500))
            switch outcome {
            case .timeoutFirstByte: plan.timeouts.firstByte = short
            case .timeoutFirstToken: plan.timeouts.firstToken = short
            default: plan.timeouts.gap = short
            }
        }
        #expect(run.outcomes == [outcome])
    }

    @Test func `the total time-out ends a stream that goes on and on`() async throws {
        let run = try await MeasuredRun.measure(quick(gap: 20, tokens: 10_000)) { plan in
            plan.timeouts.total = TimeSpan(.milliseconds(1500))
        }
        #expect(run.outcomes == [.timeoutTotal])
        #expect(run.requests.allSatisfy { $0.events.output > 0 })
    }

    @Test func `a refused connection is connect`() async throws {
        let run = try await MeasuredRun.measureNowhere("http://127.0.0.1:1/v1")
        #expect(run.outcomes == [.connect])
    }

    @Test func `an unknown host is resolve`() async throws {
        let run = try await MeasuredRun.measureNowhere("http://no-such-host.invalid/v1")
        #expect(run.outcomes == [.resolve])
    }

    @Test func `a plain server where TLS was asked for is tls`() async throws {
        let run = try await MeasuredRun.measureNowhere(nil)
        #expect(run.outcomes == [.tls])
    }

    @Test func `a listener that never accepts is timeout_connect`() async throws {
        let silent = try SilentListener()
        let run = try await MeasuredRun.measureNowhere("https://127.0.0.1:\(silent.port)/v1") {
            $0.timeouts.connect = TimeSpan(.milliseconds(400))
        }
        #expect(run.outcomes == [.timeoutConnect])
    }

    @Test func `an interrupt cuts what is in flight and keeps what arrived`() async throws {
        let run = try await MeasuredRun.measureInterrupted(quick(gap: 20, tokens: 5_000))
        #expect(run.outcomes == [.cut])
        #expect(run.requests.count == 2)
        #expect(run.requests.allSatisfy { $0.events.output > 0 })
        #expect(run.record.manifest.ending == .interrupted)
    }

    @Test func `a wrong key is a 401 and the key is in no file`() async throws {
        let key = "sk-wrong-0123456789"
        let run = try await MeasuredRun.measure(
            quick(), keys: ["sk-right"], key: key)
        #expect(run.outcomes == [.http4xx])
        #expect(run.requests.allSatisfy { $0.status == 401 && $0.message != nil })
        #expect(try run.filesContaining(key).isEmpty)
    }

    @Test func `a server that refuses usage is asked once without`() async throws {
        let run = try await MeasuredRun.measure(quick("\"reject_include_usage\": true")) {
            $0.load.concurrency = 1
        }
        let refused = run.requests.filter { $0.phase == .negotiation }
        #expect(refused.map(\.outcome) == [.http4xx])
        let measured = run.requests.filter { $0.phase == .measured }
        #expect(measured.count == 4 && measured.allSatisfy { $0.outcome == .ok })
        #expect(measured.allSatisfy { $0.tokens.source == .events && $0.tokens.output == nil })
        #expect(run.record.manifest.notices.contains { $0.kind == .usageDowngrade })
    }
}
