import RunModel
import Testing

@testable import Workload

@Suite struct TraceLoopTests {
    private func schedule(
        _ text: String, _ change: (inout ReplayPlan) -> Void = { _ in }
    ) throws -> TraceSchedule {
        var wishes = PromptRows.Wishes()
        var replay = ReplayPlan()
        change(&replay)
        wishes.replay = replay
        return try #require(try PromptRows(text, name: "t", wishes).schedule)
    }

    private func mooncake(_ milliseconds: [Int]) -> String {
        milliseconds.map {
            #"{"timestamp": \#($0), "input_length": 5, "output_length": 2}"# + "\n"
        }.joined()
    }

    private func milliseconds(_ run: TraceRun) -> [Int] {
        run.sent.map { Int(($0.scheduled / .milliseconds(1)).rounded()) }
    }

    @Test func `sends each row at its time, the first at once, whatever the server does`() throws {
        let run = TraceRun(try schedule(mooncake([500, 501, 700, 2500]))) { _ in .seconds(60) }
        #expect(milliseconds(run) == [0, 1, 200, 2000])
        #expect(run.held.count == 0)
    }

    @Test func `sorts a trace that is out of order, and keeps rows of one time in theirs`() throws {
        let run = TraceRun(try schedule(mooncake([900, 100, 900, 500]))) { _ in .zero }
        #expect(milliseconds(run) == [0, 400, 800, 800])
        #expect(run.sent.map(\.request) == [0, 1, 2, 3])
    }

    @Test func `speed, a part and repetitions change the times and nothing else`() throws {
        let text = mooncake([0, 1000, 2000, 3000, 4000, 5000])
        let fast = TraceRun(try schedule(text) { $0.speed = 2 }) { _ in .zero }
        #expect(milliseconds(fast) == [0, 500, 1000, 1500, 2000, 2500])
        let part = try schedule(text) {
            $0.from = TimeSpan("2s")
            $0.to = TimeSpan("4s")
            $0.loop = 2
        }
        // A second lies between the last row of a repetition and the first of the next, as between rows.
        #expect(milliseconds(TraceRun(part) { _ in .zero }) == [0, 1000, 2000, 3000])
        #expect(part.account.rows == 2 && part.account.seconds == 1)
        #expect(part.measuredRequests(of: Shard(), warmup: .zero) == 4)
    }

    @Test func `a part that ends in silence is followed by it before it is sent again`() throws {
        let text = mooncake([0, 1000, 9000])
        let part = try schedule(text) {
            $0.to = TimeSpan("5s")
            $0.loop = 2
            $0.speed = 2
        }
        #expect(milliseconds(TraceRun(part) { _ in .zero }) == [0, 500, 2500, 3000])
        // Of what lies behind its last row a trace says nothing.
        let whole = try schedule(text) {
            $0.to = TimeSpan("60s")
            $0.loop = 2
        }
        #expect(
            milliseconds(TraceRun(whole) { _ in .zero }) == [0, 1000, 9000, 13500, 14500, 22500])
    }

    /// Each of these once ended the process, or would have sent all at once.
    @Test(arguments: [
        ([0, 10_000_000_000_000], 0.001, 1, "more than ten years"),
        ([0, 86_400_000], 1, 1_000_000, "more than ten years"),
        ([500], 1, 60, "all the same time"), ([500, 500, 500], 1, 2, "all the same time"),
    ])
    func `what nobody could wait for, and a loop without a pause, are refused`(
        times: [Int], speed: Double, loop: Int, complaint: String
    ) throws {
        let error = #expect(throws: WorkloadError.self) {
            try schedule(mooncake(times)) {
                $0.speed = speed
                $0.loop = loop
            }
        }
        #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
    }

    @Test func `a length that no prompt has is refused with its line`() {
        let error = #expect(throws: WorkloadError.self) {
            try schedule(#"{"timestamp": 0, "input_length": 1e15, "output_length": 2}"#)
        }
        #expect(error?.description.contains("line 1: input_length") == true)
        #expect(error?.description.contains("at most 10 million") == true)
    }

    @Test func `times beyond a century are a century`() {
        let century = TraceRow.Arrival.at(Int64(100 * 31_536_000) * 1_000_000_000)
        #expect(TraceRow.Arrival.at(seconds: 1e300) == century)
        #expect(TraceRow.Arrival.at(seconds: -1e300) != century)
        #expect(TraceRow.Arrival.after(milliseconds: -5) == .after(0))
    }

    @Test func `a part without rows, and a file without times, are refused`() throws {
        #expect(throws: WorkloadError.self) {
            try schedule(mooncake([0, 1000])) { $0.from = TimeSpan("2s") }
        }
        let error = #expect(throws: WorkloadError.self) { try schedule("\"a\"\n\"b\"\n") }
        #expect(error?.description.contains("has no times") == true)
        let untimed = #"{"session_id": "a", "input_length": 3}"#
        let other = #expect(throws: WorkloadError.self) { try schedule(untimed) }
        #expect(other?.description.contains("line 1") == true)
    }

    /// Three turns of one conversation, and one of another in between.
    private let chats = """
        {"session_id": "a", "timestamp": 0, "input_length": 5, "output_length": 2}
        {"session_id": "b", "timestamp": 50, "input_length": 5, "output_length": 2}
        {"session_id": "a", "timestamp": 100, "input_length": 5, "output_length": 2}
        {"session_id": "a", "delay": 30, "input_length": 5, "output_length": 2}
        """

    @Test func `a turn waits for the answer before it, and others do not wait for it`() throws {
        let slow = TraceRun(try schedule(chats)) { _ in .milliseconds(250) }
        #expect(milliseconds(slow) == [0, 50, 250, 530])
        #expect(slow.sent.map(\.turn) == [0, 0, 1, 2])
        #expect(slow.held.count == 1 && slow.held.longest == .milliseconds(150))
        let quick = TraceRun(try schedule(chats)) { _ in .milliseconds(10) }
        #expect(milliseconds(quick) == [0, 50, 100, 140])
        #expect(quick.held.count == 0)
    }

    /// Conversations of one to six turns at times that overlap.
    private func manyChats() -> String {
        var text = ""
        for index in 0..<600 {
            let session = index * 7919 % 120
            text +=
                #"{"session_id": \#(session), "timestamp": \#(index * 13), "input_length": 5, "output_length": 2}"#
                + "\n"
        }
        return text
    }

    @Test(arguments: [1, 2, 5], [1, 3])
    func `workers and shards send each row once, and no conversation's turns overlap`(
        workers: Int, shards: Int
    ) throws {
        let schedule = try schedule(manyChats()) { $0.loop = 2 }
        var all: [TraceRun.Sent] = []
        for index in 0..<shards {
            let shard = try #require(Shard(index: index, count: shards))
            let run = TraceRun(schedule, workers: workers, shard: shard) { ticket in
                .milliseconds(ticket.request * 7919 % 900)
            }
            #expect(run.sent.count == schedule.measuredRequests(of: shard, warmup: .zero))
            all += run.sent
        }
        #expect(all.map(\.request).sorted() == Array(0..<1200))
        for (_, turns) in Dictionary(grouping: all, by: \.session) {
            let ordered = turns.sorted { $0.turn < $1.turn }
            #expect(ordered.map(\.turn) == Array(0..<turns.count))
            for (turn, next) in zip(ordered, ordered.dropFirst()) {
                #expect(next.scheduled >= turn.ended)
            }
        }
    }

    @Test func `rounds are slices of the trace, after a warm-up by time`() throws {
        var load = LoadPlan()
        load.rounds = 4
        load.warmupDuration = TimeSpan("2s")
        let schedule = try schedule(mooncake((0..<10).map { $0 * 1000 }))
        let run = TraceRun(schedule, load: load) { _ in .seconds(3) }
        #expect(run.sent.map(\.phase).count { $0 == .warmup } == 2)
        #expect(run.sent.dropFirst(2).map(\.round) == [0, 0, 1, 1, 2, 2, 3, 3])
        #expect(schedule.measuredRequests(of: Shard(), warmup: .seconds(2)) == 8)
    }

    /// Two users who ask five times, each ten seconds after an answer.
    private var delayedChats: String {
        ["a", "b"].map { session in
            #"{"session_id": "\#(session)", "timestamp": 0, "input_length": 5, "output_length": 2}"#
                + "\n"
                + String(
                    repeating:
                        #"{"session_id": "\#(session)", "delay": 10000, "input_length": 5, "output_length": 2}"#
                        + "\n", count: 4)
        }.joined()
    }

    @Test func `a turn that is due after an answer has its place by the earliest it can be`() throws
    {
        var load = LoadPlan()
        load.rounds = 2
        load.warmupDuration = TimeSpan("15s")
        let schedule = try schedule(delayedChats)
        #expect(schedule.delayedTurns == 8 && schedule.account.seconds == 40)
        #expect(schedule.measuredRequests(of: Shard(), warmup: .seconds(15)) == 6)
        let run = TraceRun(schedule, load: load) { _ in .seconds(7) }
        let first = run.sent.filter { $0.session == 0 }.sorted { $0.turn < $1.turn }
        #expect(first.map(\.scheduled) == [0, 17, 34, 51, 68].map { Duration.seconds($0) })
        #expect(first.map(\.phase) == [.warmup, .warmup, .measured, .measured, .measured])
        #expect(first.map(\.round) == [0, 0, 0, 1, 1])
    }

    @Test func `a warm-up that leaves nothing to measure is refused`() throws {
        var wishes = PromptRows.Wishes()
        wishes.replay = ReplayPlan()
        wishes.warmup = .seconds(3)
        let text = mooncake([0, 1000, 2000])
        let error = #expect(throws: WorkloadError.self) {
            try PromptRows(text, name: "t", wishes)
        }
        #expect(error?.description.contains("due within the first 3s") == true)
        wishes.replay?.loop = 2
        _ = try PromptRows(text, name: "t", wishes)
    }

    @Test func `too many streams delay a row, which keeps its time`() throws {
        let run = TraceRun(
            try schedule(mooncake([0, 10, 20])), maxStreams: 1, latency: { _ in .milliseconds(100) }
        )
        #expect(milliseconds(run) == [0, 10, 20])
        #expect(
            run.sent.map(\.ended) == [.milliseconds(100), .milliseconds(200), .milliseconds(300)])
    }

    @Test func `what is given up lets its conversation go on`() throws {
        var loop = TraceLoop(
            try schedule(chats), LoadPlan(), mode: .streaming,
            share: WorkerShare(index: 0, count: 1), maxStreams: 9)
        guard case .start(let first) = loop.next(elapsed: .zero, open: 0) else {
            Issue.record("the first row is due at once")
            return
        }
        loop.gaveUp(first, at: .milliseconds(40))
        // The rows at 50 and 100 ms are given up too, and the last is due 30 ms after that.
        #expect(loop.skip(before: .milliseconds(200), completesPair: false) == 2)
        #expect(loop.next(elapsed: .milliseconds(200), open: 0) == .wait(until: .milliseconds(230)))
        guard case .start(let last) = loop.next(elapsed: .milliseconds(230), open: 0) else {
            Issue.record("the conversation goes on")
            return
        }
        #expect(last.turn == 2)
        #expect(loop.next(elapsed: .milliseconds(230), open: 1) == .finished)
    }

    @Test func `a trace whose times are rounded is told by its step`() throws {
        #expect(try schedule(mooncake([0, 3000, 3000, 12_000])).account.stepSeconds == 3)
        #expect(try schedule(mooncake([0, 3000, 3001])).account.stepSeconds == nil)
        #expect(try schedule(mooncake([7, 7])).account.stepSeconds == nil)
    }
}
