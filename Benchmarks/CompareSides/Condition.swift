import Statistics

/// A target whose truth is known, and how it is measured: what one line of the table is of.
struct Condition: Sendable {
    /// How a target's level moves beside the spread of its rounds.
    enum Movement: Sendable {
        case none
        /// By so much of its level from the first round to the last of both sides, either way.
        case drift(Double)
        /// A wave of so much of the level, and so many rounds, at any phase.
        case wave(Double, rounds: Double)
        /// Neighbours correlate by 0.8; so much is the standard deviation.
        case wandering(Double)
    }

    enum Design: String, Sendable {
        /// One run a side, one after the other.
        case rounds
        /// So many runs a side as there would be rounds.
        case runs
        /// Blocks of one run, in pairs of balanced order.
        case blocks
    }

    var name: String
    var design = Design.rounds
    /// Rounds a run, runs a side, or blocks a side.
    var count = 10
    /// The standard deviation between rounds of the median TTFT, as a share of it.
    var spread = 0.02
    var movement = Movement.none
    /// How much longer the new side's first tokens take, as a share.
    var effect = 0.0
    var smallestEffect = 0.05

    /// The levels of 2 `count` rounds in order of time.
    func movements(using generator: inout SeededGenerator) -> [Double] {
        let places = 0..<(2 * count)
        switch movement {
        case .none: return places.map { _ in 1 }
        case .drift(let size):
            let sign = generator.next() & 1 == 0 ? 1.0 : -1.0
            return places.map { 1 + sign * size * Double($0) / Double(2 * count) }
        case .wave(let size, let rounds):
            let phase = generator.unit()
            return places.map {
                1 + size * Wave.height(at: Double($0) / rounds + phase)
            }
        case .wandering(let size):
            let step = Distribution.normal(mean: 10, deviation: 1)
            var level = step.sample(using: &generator) - 10
            return places.map { _ in
                level = 0.8 * level + 0.6 * (step.sample(using: &generator) - 10)
                return max(0.2, 1 + size * level)
            }
        }
    }

    /// Which of 2 `count` blocks in order of time are the base's: pairs of either order, as many of one as of
    /// the other, the first and the last block the base's.
    func order(using generator: inout SeededGenerator) -> [Bool] {
        guard design == .blocks else { return (0..<(2 * count)).map { $0 < count } }
        var inner = (0..<(count - 2)).map { $0 % 2 == 0 }
        inner.shuffle(using: &generator)
        return ([true] + inner + [false]).flatMap { $0 ? [true, false] : [false, true] }
    }
}
