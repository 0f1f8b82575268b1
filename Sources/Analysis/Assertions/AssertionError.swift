/// Why a text is no assertion: where, and in one sentence what was expected.
package struct AssertionError: Error, Equatable, CustomStringConvertible {
    /// In characters, from 1.
    package let column: Int
    package let message: String

    package var description: String { "column \(column): \(message)" }
}

/// The name that somebody may have meant.
enum NearestName {
    /// What to say of a name that nobody knows: `there is no 'tfft'; did you mean 'ttft'?`
    static func complaint(_ name: String, kind: String = "", among names: [String]) -> String {
        let what = kind.isEmpty ? "'\(name)'" : "\(kind) '\(name)'"
        if let near = nearest(to: name, among: names) {
            return "there is no \(what); did you mean '\(near)'?"
        }
        return "there is no \(what); there are \(list(names))"
    }

    static func list(_ names: [String], _ last: String = "and") -> String {
        guard names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(last) " + names[names.count - 1]
    }

    /// Nil where none is within a third of its letters, one change at least and two at most.
    static func nearest(to name: String, among names: [String]) -> String? {
        let lowered = name.lowercased()
        let distances = names.map { (name: $0, distance: distance(lowered, $0)) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= min(2, max(1, best.name.count / 3)) ? best.name : nil
    }

    /// Letters to insert, remove, replace or swap with their neighbour (Damerau, "A technique for computer
    /// detection and correction of spelling errors", 1964; each letter is touched once).
    static func distance(_ first: String, _ second: String) -> Int {
        let (first, second) = (Array(first), Array(second))
        var rows = [Array(0...second.count)]
        for (row, letter) in first.enumerated() {
            var next = [row + 1]
            for (column, other) in second.enumerated() {
                let change = rows[row][column] + (letter == other ? 0 : 1)
                var best = min(change, rows[row][column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                next.append(best)
            }
            rows.append(next)
        }
        return rows[first.count][second.count]
    }
}
