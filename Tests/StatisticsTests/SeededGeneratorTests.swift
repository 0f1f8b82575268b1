import Statistics
import Testing

@Suite struct SeededGeneratorTests {
    @Test func `repeats itself from its seed`() {
        var one = SeededGenerator(seed: 42)
        var other = SeededGenerator(seed: 42)
        #expect((0..<100).map { _ in one.next() } == (0..<100).map { _ in other.next() })
    }

    @Test func `gives every purpose and index numbers of its own`() {
        var first: Set<UInt64> = []
        for purpose in 0..<20 {
            for index in 0..<500 {
                var generator = SeededGenerator(
                    seed: 1, purpose: UInt64(purpose), index: UInt64(index))
                first.insert(generator.next())
            }
        }
        #expect(first.count == 10_000)
    }

    @Test func `draws evenly between 0 and 1`() {
        var generator = SeededGenerator(seed: 5)
        var bins = [Int](repeating: 0, count: 10)
        for _ in 0..<100_000 {
            let value = generator.unit()
            #expect(value > 0 && value < 1)
            bins[Int(value * 10)] += 1
        }
        // Chi-square with 9 degrees of freedom: 27.9 at one in a thousand.
        let chi = bins.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
        #expect(chi < 27.9)
    }
}
