/// Some of a run's refusals, by their places in the order of sending.
struct RefusalSet: Hashable, Sendable {
    private var words: [UInt64]
    private(set) var count = 0

    init(of total: Int) {
        words = Array(repeating: 0, count: (total + 63) / 64)
    }

    init(of total: Int, where belongs: (Int) -> Bool) {
        self.init(of: total)
        for index in 0..<total where belongs(index) {
            words[index / 64] |= 1 << UInt64(index % 64)
            count += 1
        }
    }

    func contains(_ index: Int) -> Bool { words[index / 64] >> UInt64(index % 64) & 1 == 1 }

    /// How many are in it or in the other.
    func unionCount(_ other: RefusalSet) -> Int {
        zip(words, other.words).reduce(0) { $0 + ($1.0 | $1.1).nonzeroBitCount }
    }
}
