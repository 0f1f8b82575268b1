import Statistics
import VirtualServer

/// A limiter in a few lines: what it remembers, and what it does with a request.
struct Stranger: StrangeLimiter {
    struct Memory: Sendable {
        /// When requests were counted, in seconds.
        var times: [Double] = []
        /// Those under way, by their numbers: what each takes.
        var open: [Int: Int] = [:]
        var level = 0.0
        var last = -Double.infinity
        /// Until when everything is refused.
        var closedUntil = -Double.infinity
        var refusals = 0
        var generator: SeededGenerator

        func counted(_ length: Double, at now: Double) -> Int {
            times.count { $0 > now - length }
        }

        /// Counts one more where fewer than `limit` were counted in `length`.
        mutating func slides(_ limit: Int, _ length: Double, at now: Double) -> Bool {
            guard counted(length, at: now) < limit else { return false }
            times.append(now)
            return true
        }

        /// Takes one from a store that fills with `rate` a second up to `most`.
        mutating func takes(_ rate: Double, _ most: Double, at now: Double) -> Bool {
            level = last > -.infinity ? min(level + (now - last) * rate, most) : most
            last = now
            guard level >= 1 else { return false }
            level -= 1
            return true
        }

        mutating func chance() -> Double { Double.random(in: 0..<1, using: &generator) }
    }

    typealias Coming = @Sendable (inout Memory, StrangeRequest, Double) -> StrangeVerdict
    typealias Ending = @Sendable (inout Memory, StrangeRequest, Double) -> Void

    private var memory: Memory
    private let onComing: Coming
    private let onEnding: Ending

    init(
        seed: UInt64, onEnding: @escaping Ending = { _, _, _ in }, onComing: @escaping Coming
    ) {
        memory = Memory(generator: SeededGenerator(seed: seed, purpose: 3, index: 0))
        self.onComing = onComing
        self.onEnding = onEnding
    }

    mutating func comes(_ request: StrangeRequest, at now: Double) -> StrangeVerdict {
        let verdict = onComing(&memory, request, now)
        if case .refused = verdict { memory.refusals += 1 }
        return verdict
    }

    mutating func ended(_ request: StrangeRequest, at now: Double) {
        onEnding(&memory, request, now)
    }
}

extension StrangeVerdict {
    /// Let in where it is so, else refused.
    init(_ isLetIn: Bool) { self = isLetIn ? .letIn : .refused() }
}
