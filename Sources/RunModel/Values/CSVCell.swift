/// A cell of a CSV file.
package enum CSVCell {
    /// A text cell, quoted where RFC 4180 asks for it.
    ///
    /// Spreadsheets run a cell that begins with one of `= + - @`, a tab or a return as a formula; such
    /// a text gets an apostrophe before it (OWASP, "CSV Injection").
    package static func text(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) }
        let safe = isFormula == true ? "'" + text : text
        let isPlain = !safe.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        guard !isPlain else { return safe }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        // By scalars: a quote with a combining mark is one Character, and would slip through.
        for scalar in safe.unicodeScalars {
            quoted.append(scalar)
            if scalar == "\"" { quoted.append(scalar) }
        }
        quoted.append("\"")
        return String(quoted)
    }
}
