/// What the answers say of the tokens that had been charged when, for one belief of how they are charged. Every
/// number is a bound that holds whenever the server decided between sending and answer, and charged what comes
/// after the end shortly before or after the client saw it.
struct TokenEvidence: Sendable {
    /// A charge, with the span in which it was made.
    struct Entry: Sendable {
        var time: ClosedRange<Double>
        var amount: ClosedRange<Double>
    }

    /// A request that was let in or refused.
    struct Decision: Sendable {
        var time: ClosedRange<Double>
        var isAdmitted: Bool
        var tested: ClosedRange<Double>
        /// Of requests under way: what is charged for now, and given back later.
        var held: ClosedRange<Double>
        /// Its own charge, among the entries, where a refused request has one.
        var own: Double
        var isOfPrompt: Bool
        /// Charged before it, and up to it, whenever that was.
        var leastBefore: Double
        var mostBefore: Double
    }

    /// Of the window, in seconds.
    let length: Double
    /// What clocks may be off, and a window may be longer or shorter than is said, in seconds.
    let tolerance: Double
    /// The earliest and the latest first.
    let byStart: [Entry]
    let byEnd: [Entry]
    private(set) var decisions: [Decision] = []

    private let leastByEnd: AmountSums
    private let leastByStart: AmountSums
    private let mostByStart: AmountSums
    private let mostByEnd: AmountSums

    /// A charge may come so long before the client sees the end, and after it.
    private static let settling = 0.1

    init(
        _ observations: [TokenObservation], length: Double, _ charge: TokenCharge,
        countsRefused: Bool, isCachedFree: Bool
    ) {
        self.length = length
        tolerance = 0.002 + 0.001 * length
        let settling = min(Self.settling, length / 250)
        let amounts = observations.map { charge.amounts($0, isCachedFree: isCachedFree) }
        var entries: [Entry] = []
        for (item, amount) in zip(observations, amounts) {
            let time = item.sent...max(item.answered, item.sent)
            func add(_ time: ClosedRange<Double>, _ amount: ClosedRange<Double>) {
                guard amount.upperBound > 0 else { return }
                let isCertain = item.isAdmitted != nil
                entries.append(
                    Entry(
                        time: time,
                        amount: isCertain ? amount : 0...amount.upperBound))
            }
            if item.isAdmitted == false {
                if countsRefused { add(time, amount.atFirst) }
                continue
            }
            add(time, amount.inTheEnd)
            let end = max(item.closed, item.answered)
            add(max(item.sent, end - settling)...(end + settling), amount.after)
        }
        byStart = entries.sorted { $0.time.lowerBound < $1.time.lowerBound }
        byEnd = entries.sorted { $0.time.upperBound < $1.time.upperBound }
        leastByEnd = AmountSums(entries.map { ($0.time.upperBound, $0.amount.lowerBound) })
        leastByStart = AmountSums(entries.map { ($0.time.lowerBound, $0.amount.lowerBound) })
        mostByStart = AmountSums(entries.map { ($0.time.lowerBound, $0.amount.upperBound) })
        mostByEnd = AmountSums(entries.map { ($0.time.upperBound, $0.amount.upperBound) })
        decisions = decided(observations, amounts, countsRefused, settling)
    }

    private func decided(
        _ observations: [TokenObservation], _ amounts: [TokenCharge.Amounts],
        _ countsRefused: Bool, _ settling: Double
    ) -> [Decision] {
        observations.indices.compactMap { index in
            let (item, amount) = (observations[index], amounts[index])
            guard let isAdmitted = item.isAdmitted else { return nil }
            let time = item.sent...max(item.answered, item.sent)
            var least = 0.0
            var most = 0.0
            for place in observations.indices
            where place != index && observations[place].isAdmitted == true {
                let (other, held) = (observations[place], amounts[place])
                let rest = held.atFirst.upperBound - held.inTheEnd.upperBound
                guard rest > 0, other.sent <= time.upperBound,
                    other.closed + settling >= time.lowerBound
                else { continue }
                most += rest
                if other.answered <= time.lowerBound, other.closed - settling >= time.upperBound {
                    least += rest
                }
            }
            return Decision(
                time: time, isAdmitted: isAdmitted, tested: amount.tested, held: least...most,
                own: countsRefused && !isAdmitted ? amount.atFirst.upperBound : 0,
                isOfPrompt: item.isOfPrompt,
                leastBefore: leastByEnd.through(time.lowerBound),
                mostBefore: mostByStart.through(time.upperBound))
        }
    }

    /// What was certainly, and what may have been, charged since a window began that began in this span.
    func use(_ decision: Decision, since start: ClosedRange<Double>) -> ClosedRange<Double> {
        let least =
            decision.leastBefore - leastByStart.before(start.upperBound) + decision.held.lowerBound
        let most =
            decision.mostBefore - mostByEnd.before(start.lowerBound) + decision.held.upperBound
            - decision.own
        let low = max(least, 0)
        return low...max(most, low)
    }
}

/// Sums of amounts up to an instant.
struct AmountSums: Sendable {
    private var instants: [Double] = []
    /// One longer than `instants`.
    private var totals = [0.0]

    init(_ entries: [(instant: Double, amount: Double)]) {
        for entry in entries.sorted(by: { $0.instant < $1.instant }) {
            instants.append(entry.instant)
            totals.append(totals[totals.count - 1] + entry.amount)
        }
    }

    func before(_ instant: Double) -> Double {
        totals[instants.boundary(where: { $0 >= instant })]
    }

    func through(_ instant: Double) -> Double {
        totals[instants.boundary(where: { $0 > instant })]
    }
}
