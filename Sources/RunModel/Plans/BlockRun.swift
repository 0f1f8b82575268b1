/// A block as it went: an entry of `blocks` in manifest.json.
package struct BlockRun: Codable, Sendable, Equatable {
    /// Its number in order of time, from 0, which its requests have as their round.
    package var index: Int
    package var target: Int
    /// Since the run's origin. Absent where it never began.
    package var beginNanoseconds: Int64?
    /// When its last request had ended. Absent where it did not come to its end.
    package var endNanoseconds: Int64?
    /// How long the command before it took; absent where there was none.
    package var betweenSeconds: Double?
    /// Its exit status; below 0 the signal that ended it.
    package var betweenStatus: Int?

    package init(index: Int, target: Int) {
        self.index = index
        self.target = target
    }

    /// The same block with instants since an origin that lies so much earlier.
    package func moved(by shift: Duration) -> BlockRun {
        var block = self
        block.beginNanoseconds = beginNanoseconds.map { $0 + shift.nanoseconds }
        block.endNanoseconds = endNanoseconds.map { $0 + shift.nanoseconds }
        return block
    }
}

extension RunManifest {
    /// Blocks whose pair came to its end, by their round; nil where there are no blocks.
    package var roundsOfFinishedPairs: Set<Int>? {
        guard let blocks else { return nil }
        let finished = Set(blocks.filter { $0.endNanoseconds != nil }.map(\.index))
        return finished.filter { finished.contains($0 ^ 1) }
    }
}
