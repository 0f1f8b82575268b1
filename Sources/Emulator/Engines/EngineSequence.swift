internal import RunModel

/// One request on its way through an engine. Times are nanoseconds of the simulation's clock.
struct EngineSequence: Sendable {
    /// -1 for somebody else's.
    let id: Int
    let arrived: Int64
    let promptTokens: Int
    let outputTokens: Int
    let blocks: [UInt64]
    var admitted: Int64 = 0
    var cachedTokens = 0
    /// Prompt tokens still to be read.
    var promptLeft: Int
    /// Tokens still to be put out.
    var outputLeft: Int
    var firstToken: Int64 = 0
    var lastToken: Int64 = 0
    var longestGap: Int64 = 0
    /// Who asked has left: it keeps its place until the step under way has ended.
    var isCancelled = false

    init(id: Int, _ arrival: EngineArrival, arrived: Int64) {
        self.id = id
        self.arrived = arrived
        promptTokens = max(arrival.promptTokens, 1)
        outputTokens = max(arrival.outputTokens, 1)
        blocks = arrival.blocks
        promptLeft = promptTokens
        outputLeft = outputTokens
    }

    var isOther: Bool { id < 0 }
    var isOver: Bool { outputLeft == 0 || isCancelled }

    /// Gets a place, `cached` of its prompt tokens being known. The last token of a prompt is always read: the
    /// first one of the answer is made from it.
    mutating func admit(at now: Int64, cached: Int) {
        let isFirst = admitted == 0
        let known = min(cached, promptTokens - 1)
        if isFirst {
            admitted = now
            cachedTokens = known
        }
        // Who lost its place reads what it had put out too.
        promptLeft = heldTokens - known
    }

    /// Tokens of its prompt, and those that were put out.
    var heldTokens: Int { promptTokens + outputTokens - outputLeft }

    mutating func putOutToken(at now: Int64) {
        if outputLeft == outputTokens {
            firstToken = now
        } else {
            longestGap = max(longestGap, now - lastToken)
        }
        lastToken = now
        outputLeft -= 1
    }

    /// The tokens of steps alike; the first token of the answer is not among them.
    mutating func putOutTokens(of step: EngineStep) {
        let first = step.end - (step.count - 1) * step.length
        longestGap = max(longestGap, first - lastToken, step.length)
        lastToken = step.end
        outputLeft -= Int(step.count)
    }

    func answer(_ outcome: EngineAnswer.Outcome, at now: Int64) -> EngineAnswer {
        let hasBegun = outcome == .answered || (outcome == .cancelled && admitted > 0)
        let tokens = outputTokens - outputLeft
        return EngineAnswer(
            id: id, outcome: outcome, arrived: MonotonicInstant(nanoseconds: arrived),
            ended: MonotonicInstant(nanoseconds: now),
            admitted: hasBegun ? MonotonicInstant(nanoseconds: admitted) : nil,
            firstToken: tokens > 0 ? MonotonicInstant(nanoseconds: firstToken) : nil,
            longestGapNanoseconds: longestGap, tokens: tokens, cachedTokens: cachedTokens)
    }
}

/// Requests in the order in which they came.
struct EngineLine: Sendable {
    private var sequences: [EngineSequence] = []
    private var head = 0

    var count: Int { sequences.count - head }

    mutating func append(_ sequence: EngineSequence) {
        sequences.append(sequence)
    }

    var first: EngineSequence? { head < sequences.count ? sequences[head] : nil }

    /// Puts one before all others.
    mutating func prepend(_ sequence: EngineSequence) {
        if head > 0 {
            head -= 1
            sequences[head] = sequence
        } else {
            sequences.insert(sequence, at: 0)
        }
    }

    mutating func removeFirst() -> EngineSequence? {
        guard head < sequences.count else { return nil }
        defer {
            head += 1
            if head >= 1024, head * 2 >= sequences.count {
                sequences.removeFirst(head)
                head = 0
            }
        }
        return sequences[head]
    }

    mutating func remove(id: Int) -> EngineSequence? {
        guard let index = sequences[head...].firstIndex(where: { $0.id == id }) else { return nil }
        return sequences.remove(at: index)
    }
}
