/// A search of all values of a parameter for those that explain the answers.
///
/// `judge` is asked of a range of values at once, and answers nil only where no value in it explains them;
/// what it answers must hold for the whole range. Ranges that are not excluded are halved until they are
/// as narrow as `isNarrow` wants: what is left has every value that is possible, and little else.
struct CellSearch<Finding> {
    struct Cell {
        var low: Double
        var high: Double
        var finding: Finding
    }

    /// Neighbouring ranges in ascending order.
    private(set) var cells: [Cell] = []

    init(
        _ starts: [ClosedRange<Double>], isNarrow: (ClosedRange<Double>) -> Bool,
        judge: (ClosedRange<Double>) -> Finding?
    ) {
        // The last is looked at first.
        var open = Array(starts.reversed())
        while let range = open.popLast() {
            guard let finding = judge(range) else { continue }
            guard !isNarrow(range) else {
                cells.append(
                    Cell(low: range.lowerBound, high: range.upperBound, finding: finding))
                continue
            }
            let middle = (range.lowerBound + range.upperBound) / 2
            open.append(middle...range.upperBound)
            open.append(range.lowerBound...middle)
        }
    }
}

extension CellSearch {
    /// Of offsets within `length`, a circle: the longest run of ranges that are left. It may end beyond
    /// `length`, where it passes it.
    func longestRun(length: Double) -> ClosedRange<Double>? {
        guard var run = cells.first.map({ $0.low...$0.high }) else { return nil }
        var runs: [ClosedRange<Double>] = []
        for cell in cells.dropFirst() {
            if cell.low <= run.upperBound {
                run = run.lowerBound...cell.high
            } else {
                runs.append(run)
                run = cell.low...cell.high
            }
        }
        runs.append(run)
        if runs.count > 1, runs[0].lowerBound <= 0, run.upperBound >= length {
            runs[0] = run.lowerBound...(runs[0].upperBound + length)
            runs.removeLast()
        }
        return runs.max { $0.upperBound - $0.lowerBound < $1.upperBound - $1.lowerBound }
    }
}

extension ClosedRange where Bound == Double {
    /// So many equal parts.
    func parts(_ count: Int) -> [ClosedRange<Double>] {
        let step = (upperBound - lowerBound) / Double(count)
        return (0..<count).map { index in
            let low = lowerBound + Double(index) * step
            return low...(index == count - 1 ? upperBound : lowerBound + Double(index + 1) * step)
        }
    }
}

extension ClosedRange {
    /// The smallest range that holds both; `other` where the first is not there.
    static func hull(_ first: Self?, _ other: Self) -> Self {
        guard let first else { return other }
        return Swift.min(
            first.lowerBound, other.lowerBound)...Swift.max(first.upperBound, other.upperBound)
    }

    /// What both have in common.
    func intersection(_ other: Self) -> Self? {
        let low = Swift.max(lowerBound, other.lowerBound)
        let high = Swift.min(upperBound, other.upperBound)
        return low <= high ? low...high : nil
    }
}
