/// A moment of a run that somebody named while it went on, such as "deployed v2".
package struct RunMark: Sendable, Equatable {
    package var instant: MonotonicInstant
    package var text: String

    /// Letters (scalars) of a mark's text; of a longer one the beginning is kept.
    package static let mostLetters = 100

    package init(at instant: MonotonicInstant, _ text: String) {
        self.instant = instant
        self.text = text
    }

    /// What is kept of a text that somebody gave: one line, without the spaces around it; nil of nothing but spaces.
    package static func text(_ given: String) -> String? {
        let line = given.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isControl =
                scalar.properties.generalCategory == .control
                || scalar == "\u{2028}" || scalar == "\u{2029}"
            return isControl ? " " : scalar
        }
        guard let first = line.firstIndex(where: { $0 != " " }),
            let last = line.lastIndex(where: { $0 != " " })
        else { return nil }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: line[first...last].prefix(mostLetters))
        return String(kept)
    }
}
