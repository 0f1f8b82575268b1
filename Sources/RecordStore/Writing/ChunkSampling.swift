package import RunModel

/// Which requests leave rows in chunks.csv. A request is kept or left out as a whole, by a seeded hash
/// of its number, so that shards and repetitions of a plan keep the same ones.
package struct ChunkSampling: Sendable, Equatable {
    /// One request in this many is kept once sampling has begun.
    package static let interval: UInt64 = 10

    package let policy: ChunkPolicy
    /// Rows after which `ChunkPolicy.all` begins to sample.
    package let rowLimit: Int
    package let seed: UInt64

    package init(plan: RecordPlan, seed: UInt64) {
        policy = plan.chunks
        rowLimit = plan.chunkRowLimit
        self.seed = seed
    }

    /// Whether the chunks of `request` are to be recorded when `rows` rows have been so far. Asked once,
    /// when the request starts: one in flight as the limit is reached finishes its rows.
    package func keeps(request: Int, afterRows rows: Int) -> Bool {
        switch policy {
        case .none: false
        case .sample: isDrawn(request)
        case .all: rows < rowLimit || isDrawn(request)
        }
    }

    /// The share of requests kept once sampling has begun; 1 where it has not after `rows` rows.
    package func keptShare(afterRows rows: Int) -> Double {
        switch policy {
        case .none: 0
        case .sample: 1 / Double(Self.interval)
        case .all: rows < rowLimit ? 1 : 1 / Double(Self.interval)
        }
    }

    /// The finalizer of MurmurHash3, twice: neighbouring numbers must not be kept together.
    private func isDrawn(_ request: Int) -> Bool {
        let number = UInt64(bitPattern: Int64(request))
        return Self.mixed(Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ number) % Self.interval == 0
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ (mixed >> 33)
    }
}
