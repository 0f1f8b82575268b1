import RecordStore
import RunModel
import Statistics

/// A seed of its own for a run of a history: a server with a prefix cache would know the prompts of the run before,
/// and every run would share the luck of one draw.
enum RunSeed {
    /// Of the plan's seed and the moment; short enough to be typed again.
    static func derived(from seed: UInt64, at time: UTCTime = .now()) -> UInt64 {
        var generator = SeededGenerator(
            seed: seed, purpose: 0x6761_7465, index: UInt64(bitPattern: time.nanosecondsSince1970))
        return generator.next() >> 32
    }
}
