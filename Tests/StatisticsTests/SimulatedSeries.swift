import Statistics

/// Levels with noise of spread 1.
struct SimulatedSeries {
    enum Noise: Sendable {
        case normal
        /// Student's t with five degrees of freedom.
        case heavyTails
        /// A chain with that correlation of neighbours.
        case dependent(Double)
    }

    private let noise: Noise
    private var generator: SeededGenerator

    init(_ noise: Noise, seed: UInt64) {
        self.noise = noise
        generator = SeededGenerator(seed: seed, purpose: 1, index: 0)
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    /// So many values; each place is the first index of the next level.
    mutating func values(
        _ count: Int, levels: [Double] = [0], places: [Int] = []
    ) -> [Double] {
        var last = normal()
        return (0..<count).map { index in
            let level = levels[places.count { $0 <= index }]
            switch noise {
            case .normal: return level + normal()
            case .heavyTails:
                let squares = (0..<5).reduce(0.0) { sum, _ in
                    let value = normal()
                    return sum + value * value
                }
                return level + normal() / (squares / 5 * (5.0 / 3)).squareRoot()
            case .dependent(let correlation):
                last = correlation * last + (1 - correlation * correlation).squareRoot() * normal()
                return level + last
            }
        }
    }

    private mutating func normal() -> Double {
        Distribution.normal(mean: 100, deviation: 1).sample(using: &generator) - 100
    }
}
