/// The word that somebody meant who typed another.
enum NearestWord {
    /// Nil where none is near: more than a third of its letters are wrong.
    static func to(_ word: String, among known: [String]) -> String? {
        let word = Array(word.lowercased())
        let near = known.map { (name: $0, distance: distance(word, Array($0.lowercased()))) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let near, near.distance <= max(1, near.name.count / 3) else { return nil }
        return near.name
    }

    /// Letters to add, leave out, change, or swap with the next (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                let changed = row[j] + (letter == other ? 0 : 1)
                var least = min(changed, next[j] + 1, row[j + 1] + 1)
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
                    least = min(least, before[j - 1] + 1)
                }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return row[right.count]
    }
}
