internal import RunModel
internal import Statistics

/// What arrived in each of equal parts of the window: how sure a rate is.
struct RateBlocks {
    private let counts: [ArrivalCount]
    private let seconds: Double

    /// Parts of at least a median answer, so that waves of answers are no surprise.
    private static let mostParts = 60
    private static let fewestParts = 10
    /// Independent parts; fewer say nothing of their own spread.
    private static let fewestWorth = 5.0

    init(_ requests: [RequestRecord], _ record: JudgedRecord) {
        let window = record.window.slice(origin: record.manifest.origin)
        let answer = max((record.window.leastSeconds ?? 0) / 2, .leastNonzeroMagnitude)
        let count = Int(min(Double(Self.mostParts), window.seconds / answer))
        let parts = count < Self.fewestParts ? [] : window.parts(count)
        seconds = parts.first?.seconds ?? 0
        counts = parts.map {
            ArrivalCount(requests, in: $0, of: record)
        }
    }

    /// The rate with its interval: its own spread over the parts, of which neighbours may depend on each
    /// other.
    func bounded(_ rate: Estimate?, _ amount: (ArrivalCount) -> Double) -> Estimate? {
        guard var rate, let value = rate.value else { return rate }
        let rates = counts.map { amount($0) / seconds }
        let worth = Double(rates.count) / Dependence(rates).time
        guard rates.count >= Self.fewestParts, worth >= Self.fewestWorth,
            let spread = MeanInterval(rates)
        else {
            rate.note = [rate.note, SummaryNote.tooShortForInterval].filter { !$0.isEmpty }
                .joined(separator: "; ")
            return rate
        }
        // The interval of so many parts, widened to that of as many as they are worth.
        let own = StudentT(degreesOfFreedom: rates.count - 1).quantile(0.975)
        let wide = StudentT(degreesOfFreedom: max(1, Int(worth) - 1)).quantile(0.975)
        let half =
            (spread.high - spread.mean) * wide / own
            * (Double(rates.count) / worth).squareRoot()
        rate.low = max(value - half, 0)
        rate.high = value + half
        return rate
    }
}
