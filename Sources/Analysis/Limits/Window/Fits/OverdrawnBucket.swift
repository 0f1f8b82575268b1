/// A bucket that refused requests draw on too, down to minus its capacity and no further.
struct OverdrawnBucket: Sendable {
    /// A request that is certain to be counted, at the earliest.
    private struct Earliest {
        var time: Double
        var answered: Double
        var isAdmitted: Bool
        /// Refused ones until here that may have come after the last that was let in.
        var unsettled: Int
    }

    /// A request that may be counted, at the latest.
    private struct Latest {
        var time: Double
        var count: Int
        /// Of a refused one: its sending, its place among refusals, and how many of those sent after it may
        /// have been counted before it.
        var refusal: (sent: Double, index: Int, overtaking: Int)?
    }

    private let length: Double
    private let jitter: Double
    private let bounds: BucketBounds
    private let earliest: [Earliest]
    private let latest: [Latest]

    init(_ evidence: WindowEvidence, _ bounds: BucketBounds) {
        length = evidence.length
        jitter = evidence.jitter
        self.bounds = bounds
        earliest = Self.earliest(evidence)
        latest = Self.latest(evidence)
    }

    private static func earliest(_ evidence: WindowEvidence) -> [Earliest] {
        let certain = evidence.observations.filter { $0.leastCount(countsRejected: true) > 0 }
            .sorted { $0.answered < $1.answered }
        // In the order of answers no time may lie after a later one's: earlier means less is missing.
        let times = certain.reversed().map { -$0.sent }.runningMaximum().reversed().map { -$0 }
        var lastAdmitted = -Double.infinity
        var refusedAnswers: [Double] = []
        return zip(certain, times).map { item, time in
            let isAdmitted = item.isAdmitted == true
            if isAdmitted {
                lastAdmitted = max(lastAdmitted, item.sent)
            } else {
                refusedAnswers.append(item.answered)
            }
            let settled = refusedAnswers.boundary(where: { $0 >= lastAdmitted })
            return Earliest(
                time: time, answered: item.answered, isAdmitted: isAdmitted,
                unsettled: refusedAnswers.count - settled)
        }
    }

    private static func latest(_ evidence: WindowEvidence) -> [Latest] {
        let items = evidence.observations
        let times = items.map(\.answered).runningMaximum()
        var total = 0
        var refusals = 0
        return zip(items, times).map { item, time in
            let count = item.mostCount(countsRejected: true)
            total += count
            guard item.isAdmitted == false else { return Latest(time: time, count: count) }
            let before = evidence.mostUse(from: -.infinity, ofRefusedFrom: refusals)
            defer { refusals += 1 }
            return Latest(
                time: time, count: count,
                refusal: (item.sent, refusals, max(before - (total - count), 0)))
        }
    }

    /// Of the capacities those that explain every answer with some inflow of the range. Each that is tried
    /// takes one off `trials`; when none is left, the rest stays.
    func capacity(
        inflow: ClosedRange<Double>, of capacities: ClosedRange<Int>, trials: inout Int
    ) -> ClosedRange<Int>? {
        let missing = bounds.mostMissing(inflow.lowerBound / length)
        func stays(_ capacity: Int) -> Bool {
            guard trials > 0 else { return true }
            trials -= 1
            return admits(capacity, rate: inflow.upperBound / length)
                && refuses(capacity, rate: inflow.lowerBound / length, missing)
        }
        guard let low = capacities.first(where: stays),
            let high = (low...capacities.upperBound).last(where: { $0 == low || stays($0) })
        else { return nil }
        return low...high
    }

    /// Whether there can have been enough for all that were let in, with `rate` a second.
    private func admits(_ capacity: Int, rate: Double) -> Bool {
        var missing = 0.0
        var clock = -Double.infinity
        let allowed = Double(capacity - 1) + rate * jitter + 1e-9
        for item in earliest {
            missing = missing > 0 ? max(missing - rate * (item.time - clock), 0) : 0
            clock = item.time
            missing = min(missing + 1, Double(2 * capacity))
            guard item.isAdmitted else { continue }
            let now = max(missing - rate * (item.answered - clock), 0)
            if now - 1 - Double(item.unsettled) > allowed { return false }
        }
        return true
    }

    /// Whether there can have been too little for all that were refused, with `rate` a second.
    private func refuses(_ capacity: Int, rate: Double, _ uncapped: [Double]) -> Bool {
        var missing = 0.0
        var clock = -Double.infinity
        for item in latest {
            if let refusal = item.refusal {
                let given = missing > 0 ? max(refusal.sent - clock, 0) * rate : 0
                let now =
                    max(missing - given, 0) + rate * jitter + Double(refusal.overtaking)
                if min(now, uncapped[refusal.index]) <= Double(capacity - 1) + 1e-9 {
                    return false
                }
            }
            missing = missing > 0 ? max(missing - rate * (item.time - clock), 0) : 0
            clock = item.time
            missing = min(missing + Double(item.count), Double(2 * capacity))
        }
        return true
    }
}
