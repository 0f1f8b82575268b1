internal import Statistics

/// Which of a run's front ends a unit of its load goes to: of each `count` units in a row one goes to each, in an order that is
/// drawn by the seed. A function of seed and number, whichever worker or shard sends it.
///
/// A plain turn, u mod `count`, would send all units of a worker or of a shard to one front end wherever both numbers have a
/// divisor in common.
struct TargetTurns: Sendable {
    let count: Int
    let seed: UInt64

    private static let purpose: UInt64 = 7

    /// Counted from 0.
    func target(of unit: Int) -> Int {
        guard count > 1 else { return 0 }
        let (turn, place) = unit.quotientAndRemainder(dividingBy: count)
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: UInt64(turn))
        return (0..<count).shuffled(using: &generator)[place]
    }
}
