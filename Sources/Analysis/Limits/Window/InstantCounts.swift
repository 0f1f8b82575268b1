/// How many of some instants lie before another: sorted once, then one binary search a question.
struct InstantCounts: Sendable {
    private var instants: [Double] = []
    /// Of the instants up to an index, one longer than `instants`.
    private var totals = [0]

    init(_ counted: [(instant: Double, count: Int)]) {
        for entry in counted.filter({ $0.count > 0 }).sorted(by: { $0.instant < $1.instant }) {
            instants.append(entry.instant)
            totals.append(totals[totals.count - 1] + entry.count)
        }
    }

    func before(_ instant: Double) -> Int {
        totals[instants.boundary(where: { $0 >= instant })]
    }

    func through(_ instant: Double) -> Int {
        totals[instants.boundary(where: { $0 > instant })]
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index whose element has a property that all after it have too; `endIndex` where none has.
    /// The elements without it all come first.
    func boundary(where belongs: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
