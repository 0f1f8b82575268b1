import Foundation
import Statistics
import Testing

extension PeerTests {
    /// Our statistics against scipy's, on random cases of every size.
    @Suite struct StatisticsPeerTests {
        private static let cases = 1000

        @Test func `intervals and tests agree with scipy`() async throws {
            let folder = try TemporaryFolder()
            var generator = SeededGenerator(seed: 12)
            let cases = StatisticsCase.Kind.allCases.flatMap { kind in
                (0..<Self.cases).map { _ in StatisticsCase(kind, using: &generator) }
            }
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let path = try folder.write(
                String(decoding: try encoder.encode(cases), as: UTF8.self), to: "cases.json")
            let result = try await Peer.call(
                "Tests/EndToEndTests/Peers/check_statistics.py", [path], in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(
                result.output == "\(cases.count) cases\n", "\(result.output.prefix(2000))")
        }
    }
}

/// A random case of one of our statistics, and what we make of it.
private struct StatisticsCase: Encodable {
    enum Kind: String, Encodable, CaseIterable {
        case welch
        case paired
        case rankSum = "rank_sum"
        case kolmogorovSmirnov = "kolmogorov_smirnov"
        case contingency
        case student
        case trend
    }

    let kind: Kind
    private(set) var first: [Double] = []
    private(set) var second: [Double] = []
    let confidence: Double
    private(set) var ours: [String: Double] = [:]

    init(_ kind: Kind, using generator: inout SeededGenerator) {
        self.kind = kind
        confidence = 0.9 + 0.0995 * generator.unit()
        switch kind {
        case .welch, .paired: drawMeans(using: &generator)
        case .rankSum, .kolmogorovSmirnov: drawSamples(using: &generator)
        case .contingency: drawCounts(using: &generator)
        case .student: drawStudent(using: &generator)
        case .trend: drawTrend(using: &generator)
        }
    }

    private static func values(
        _ count: Int, using generator: inout SeededGenerator
    ) -> [Double] {
        let spread = 1 + 20 * generator.unit()
        let distribution = Distribution.normal(mean: 100 + 50 * generator.unit(), deviation: spread)
        return (0..<count).map { _ in distribution.sample(using: &generator) }
    }

    private mutating func drawMeans(using generator: inout SeededGenerator) {
        let count = Int.random(in: 2...40, using: &generator)
        let other = kind == .paired ? count : Int.random(in: 2...40, using: &generator)
        first = Self.values(count, using: &generator)
        second = Self.values(other, using: &generator)
        let pairs = zip(first, second).map { $1 - $0 }
        guard let base = SideMean(first), let new = SideMean(second), let mean = SideMean(pairs)
        else { return }
        let effect =
            kind == .paired
            ? MeanEffect(pairs: mean, confidence: confidence)
            : MeanEffect(base: base, new: new, confidence: confidence)
        ours = [
            "low": effect.low, "high": effect.high, "degrees_of_freedom": effect.degreesOfFreedom,
        ]
    }

    /// Whole numbers, so that there are ties, but for every other case.
    private mutating func drawSamples(using generator: inout SeededGenerator) {
        let hasTies = Bool.random(using: &generator)
        func sample() -> [Double] {
            Self.values(Int.random(in: 2...200, using: &generator), using: &generator)
                .map { hasTies ? $0.rounded() : $0 }
        }
        first = sample()
        second = sample()
        let (one, other) = (GroupedSample(first), GroupedSample(second))
        if kind == .rankSum, let test = RankSumTest(one, other) {
            ours = ["statistic": test.statistic, "probability": test.probability]
        } else if let test = KolmogorovSmirnovTest(one, other) {
            ours = ["distance": test.distance, "probability": test.probability]
        }
    }

    private mutating func drawCounts(using generator: inout SeededGenerator) {
        let classes = Int.random(in: 2...6, using: &generator)
        // Each side and at least two classes have something.
        func counts() -> [Double] {
            (0..<classes).map { Double(Int.random(in: ($0 < 2 ? 1 : 0)...300, using: &generator)) }
        }
        first = counts()
        second = counts()
        if let test = ContingencyTest(first.map { Int($0) }, second.map { Int($0) }) {
            ours = ["statistic": test.statistic, "probability": test.probability]
        }
    }

    private mutating func drawStudent(using generator: inout SeededGenerator) {
        let isWhole = Bool.random(using: &generator)
        let freedom = 1 + 60 * generator.unit()
        first = [8 * generator.unit()]
        second = [isWhole ? freedom.rounded() : freedom]
        let student = StudentT(degreesOfFreedom: second[0])
        ours = [
            "within": student.probabilityWithin(first[0]), "quantile": student.quantile(confidence),
        ]
    }

    private mutating func drawTrend(using generator: inout SeededGenerator) {
        let count = Int.random(in: 4...30, using: &generator)
        first = Self.values(count, using: &generator)
        if let test = TrendTest(first) { ours = ["probability": test.probability] }
    }
}
