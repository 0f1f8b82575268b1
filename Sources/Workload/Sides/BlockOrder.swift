package import RunModel
internal import Statistics

/// The blocks of a run with two sides in order of time: pairs of blocks, each AB or BA.
///
/// As many pairs are AB as BA, or one more, and which is drawn, so that nothing that changes in step with the
/// blocks favours a side. The first block and the last are of A, so that what drifts shows in A alone.
package struct BlockOrder: Sendable, Equatable {
    /// The target of each block.
    package let targets: [Int]

    private static let purpose: UInt64 = 5

    /// - Precondition: there are at least two pairs.
    package init(pairs: Int, seed: UInt64) {
        precondition(pairs >= 2, "the first pair and the last are two")
        var generator = SeededGenerator(seed: seed, purpose: Self.purpose, index: 0)
        // The first is AB and the last BA; the kind that an odd number has one more of is drawn too.
        let isOddSwapped = generator.next() & 1 == 1
        let swapped = pairs / 2 - 1 + (isOddSwapped ? pairs % 2 : 0)
        var inner = (0..<pairs - 2).map { $0 < swapped }
        inner.shuffle(using: &generator)
        targets = ([false] + inner + [true]).flatMap { $0 ? [1, 0] : [0, 1] }
    }

    /// The targets as letters, such as ABBA.
    package var letters: String { targets.map(AgainstPlan.name(ofSide:)).joined() }
}

/// Where a block stands.
package struct BlockPlace: Sendable, Equatable {
    /// Its number, the round of its requests.
    package var index: Int
    package var target: Int
    /// The pair of blocks that it belongs to, whose other block asks the same.
    package var pair: Int
}

/// What is open at a time, step by step: one block, or the two of a pair.
package struct BlockSchedule: Sendable, Equatable {
    package let order: BlockOrder
    package let steps: [[BlockPlace]]

    package init(_ against: AgainstPlan, seed: UInt64) {
        order = BlockOrder(pairs: against.blocks, seed: seed)
        let isAtOnce = against.interleave == .requests
        let places = order.targets.enumerated().map { position, target in
            BlockPlace(
                index: isAtOnce ? position / 2 * 2 + target : position, target: target,
                pair: position / 2)
        }
        steps =
            isAtOnce
            ? stride(from: 0, to: places.count, by: 2).map { Array(places[$0..<$0 + 2]) }
            : places.map { [$0] }
    }
}

extension RunPlan {
    /// The blocks of the plan; nil where it has one side.
    ///
    /// - Precondition: the seed of the arrivals is known.
    package var blockSchedule: BlockSchedule? {
        against.map { BlockSchedule($0, seed: load.arrivalSeed ?? seed) }
    }
}
