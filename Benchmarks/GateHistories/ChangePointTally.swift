import Statistics

/// How often change points are found where they are, and where none is.
enum ChangePointTally {
    static func lines(series count: Int) -> [String] {
        [30, 60].map { length in
            var right = 0
            var flat = 0
            for seed in 1...count {
                var generator = SeededGenerator(
                    seed: UInt64(seed), purpose: 0x7374_6570, index: UInt64(length))
                let noise = (0..<length).map { _ in generator.normal() }
                let place = 5 + Int(generator.unit() * Double(length - 10))
                let stepped = noise.enumerated().map { $0 < place ? $1 : $1 + 3 }
                let points = ChangePoints(stepped)?.points ?? []
                if points.count == 1, abs(points[0].index - place) <= 1 { right += 1 }
                if ChangePoints(noise)?.points.isEmpty != false { flat += 1 }
            }
            return
                "{\"length\": \(length), \"series\": \(count), \"right\": \(right), \"flat\": \(flat)}"
        }
    }
}
