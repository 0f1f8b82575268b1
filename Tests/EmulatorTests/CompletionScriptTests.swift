import RunModel
import Statistics
import Testing

@testable import Emulator

@Suite struct CompletionScriptTests {
    private let received = MonotonicInstant(nanoseconds: 1_000_000_000)

    private func script(
        _ change: (inout EmulatorPlan) -> Void = { _ in }, maxTokens: Int? = nil,
        number: UInt64 = 0, prompt: String = "",
        delivery: Delivery = .streamed, behave: (inout AnswerBehaviour) -> Void = { _ in }
    ) throws -> CompletionScript {
        var plan = EmulatorPlan()
        plan.timeToFirstTokenMilliseconds = "200"
        plan.gapMilliseconds = "30"
        plan.outputTokens = "6"
        change(&plan)
        var behaviour = try AnswerBehaviour(plan)
        behave(&behaviour)
        var digest = PromptDigest()
        digest.add(prompt)
        return CompletionScript(
            behaviour, delivery, maxTokens: maxTokens, received: received,
            AnswerSeed(seed: plan.seed, number: number, prompt: digest))
    }

    private func batches(_ script: CompletionScript) -> [CompletionScript.Batch] {
        var script = script
        var batches: [CompletionScript.Batch] = []
        while let batch = script.take() { batches.append(batch) }
        return batches
    }

    private func milliseconds(_ batches: [CompletionScript.Batch]) -> [Double] {
        batches.map { ($0.due - received).milliseconds }
    }

    @Test func `tokens are due at absolute instants`() throws {
        let script = try script()
        #expect(milliseconds(batches(script)) == [200, 230, 260, 290, 320, 350])
        #expect((script.end - received).milliseconds == 350)
        #expect(script.finishReason == .stop)
    }

    @Test func `a batch is due with its last token, the first with its first`() throws {
        let script = try script { $0.batching = "2" }
        #expect(milliseconds(batches(script)) == [200, 260, 320])
        #expect(batches(script).map(\.tokens) == [0..<2, 2..<4, 4..<6])
    }

    @Test func `the first chunk may hold more`() throws {
        let batches = batches(
            try script { _ in
            } behave: {
                $0.firstChunkTokens = 4
            })
        #expect(batches.map(\.tokens) == [0..<4, 4..<5, 5..<6])
        #expect(milliseconds(batches) == [200, 230, 260])
    }

    @Test func `a limit on tokens cuts and says so`() throws {
        let script = try script(maxTokens: 2)
        #expect(script.totalTokens == 2)
        #expect(script.finishReason == .length)
        #expect(try self.script(maxTokens: 6).finishReason == .stop)
    }

    @Test func `reasoning comes first and is never joined with content`() throws {
        let batches = batches(
            try script {
                $0.batching = "4"
            } behave: {
                $0.reasoningTokens = 5
            })
        #expect(batches.map(\.tokens) == [0..<4, 4..<5, 5..<9, 9..<11])
        #expect(batches.map(\.part) == [.reasoning, .reasoning, .content, .content])
    }

    @Test func `what streaming costs is added to streams alone`() throws {
        let costs: (inout AnswerBehaviour) -> Void = {
            $0.latency.streamExtraTimeToFirstToken = .constant(50)
            $0.latency.streamExtraGap = .constant(7)
            $0.latency.wholeExtra = .constant(400)
        }
        let streamed = try script(behave: costs)
        #expect(milliseconds(batches(streamed)) == [250, 287, 324, 361, 398, 435])
        #expect((streamed.end - received).milliseconds == 435)
        #expect((try script(delivery: .whole, behave: costs).end - received).milliseconds == 750)
    }

    @Test func `what is added moves no draw`() throws {
        let noisy: (inout EmulatorPlan) -> Void = {
            $0.timeToFirstTokenMilliseconds = "normal(200,20)"
            $0.gapMilliseconds = "exponential(30)"
        }
        let plain = try script(noisy)
        let costly = try script(noisy) { $0.latency.streamExtraGap = .exponential(mean: 5) }
        let late = try script(noisy) { $0.latency.streamExtraTimeToFirstToken = .constant(50) }
        let pairs = zip(batches(plain), batches(costly))
        #expect(batches(plain).first?.due == batches(costly).first?.due)
        #expect(pairs.dropFirst().allSatisfy { $0.due < $1.due })
        let delays = zip(batches(plain), batches(late)).map { ($1.due - $0.due).milliseconds }
        #expect(delays.allSatisfy { $0 == 50 })
    }

    @Test func `in lock-step every chunk is due at a multiple of the step`() throws {
        let batches = batches(
            try script {
                $0.timeToFirstTokenMilliseconds = "190..210"
                $0.batching = "3"
            } behave: {
                $0.lockStep = .milliseconds(20)
            })
        #expect(batches.allSatisfy { $0.due.nanoseconds.isMultiple(of: 20_000_000) })
        #expect((batches[1].due - batches[0].due).milliseconds == 20)
    }

    @Test func `what is overdue joins into one batch`() throws {
        var script = try script()
        let late = received + .milliseconds(300)
        let taken = script.take(joiningThoseDueBy: late)
        let joined = try #require(taken)
        #expect(joined.tokens == 0..<4)
        #expect(joined.due == received + .milliseconds(200))
        #expect(script.next?.tokens == 4..<5)
    }

    @Test func `postponing moves all that is still to come`() throws {
        var script = try script()
        _ = script.take()
        script.postpone(by: .milliseconds(1000))
        #expect(milliseconds(batches(script)) == [1230, 1260, 1290, 1320, 1350])
    }

    @Test func `an empty answer still ends when its first token was due`() throws {
        let script = try script { $0.outputTokens = "0" }
        #expect(script.next == nil)
        #expect((script.due - received).milliseconds == 200)
    }

    @Test func `the same seed and number give the same script`() throws {
        let noisy: (inout EmulatorPlan) -> Void = {
            $0.timeToFirstTokenMilliseconds = "normal(200,20)"
            $0.gapMilliseconds = "exponential(30)"
            $0.outputTokens = "normal(90,15)"
        }
        #expect(batches(try script(noisy, number: 3)) == batches(try script(noisy, number: 3)))
        #expect(batches(try script(noisy, number: 3)) != batches(try script(noisy, number: 4)))
        let other: (inout EmulatorPlan) -> Void = {
            noisy(&$0)
            $0.seed = 2
        }
        #expect(batches(try script(noisy, number: 3)) != batches(try script(other, number: 3)))
    }

    @Test func `the length hangs on the prompt, the times on the number`() throws {
        let noisy: (inout EmulatorPlan) -> Void = {
            $0.gapMilliseconds = "exponential(30)"
            $0.outputTokens = "50..5000"
        }
        let first = try script(noisy, number: 3, prompt: "a")
        let again = try script(noisy, number: 4, prompt: "a")
        let other = try script(noisy, number: 3, prompt: "b")
        #expect(first.totalTokens == again.totalTokens)
        #expect(first.totalTokens != other.totalTokens)
        let common = min(first.totalTokens, other.totalTokens)
        #expect(batches(first).prefix(common) == batches(other).prefix(common))
        #expect(batches(first).prefix(common) != batches(again).prefix(common))
    }
}
