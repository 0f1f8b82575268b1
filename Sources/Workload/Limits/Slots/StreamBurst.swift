internal import RunModel

/// Opens as many streams as fit in and some more, all at once. A limiter that looks before it counts lets more in
/// then, one that is against quick openings fewer.
struct StreamBurst {
    private enum State {
        case opening(left: Int)
        case watching(until: Duration)
    }

    private let round: Int
    private let count: Int
    private var state: State

    init(round: Int, count: Int) {
        self.round = round
        self.count = count
        state = .opening(left: count)
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        switch state {
        case .opening(let left):
            if left == count {
                let paced = desk.earliestStart(of: count, at: elapsed)
                if paced > elapsed { return .wait(until: paced) }
            }
            guard left > 0, left < count || desk.canAfford(count) else {
                state = .watching(until: elapsed + desk.speed.patience)
                return .wait(until: elapsed + desk.speed.patience)
            }
            let tokens = desk.speed.tokens(
                for: desk.speed.patience * 2, atMost: desk.plan.maxStreamTokens)
            state = .opening(left: left - 1)
            return desk.start(.burst, tokens: tokens, round: round, at: elapsed)
        case .watching(let end):
            return elapsed < end && !desk.silent.isEmpty ? .wait(until: end) : .finished
        }
    }
}
