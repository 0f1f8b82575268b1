/// The style of a chart's file: that of the page, with its colours put in, since programs that show slides know no
/// variables of CSS.
struct ChartStyle {
    private let palette: [String: String]
    /// The rules of a style sheet that hold for elements of SVG.
    let text: String

    private struct Rule {
        let selectors: [String]
        let declarations: [(name: String, value: String)]
    }

    /// What a class sets for the marks inside it.
    private struct Context {
        let prefix: [Substring]
        let name: String
        let variables: [String: String]
    }

    /// `properties` are those that a drawing sets itself, such as `--lane`.
    init(isDark: Bool, properties: [String: String] = [:]) {
        var palette = Self.palette(isDark: isDark)
        palette.merge(properties) { $1 }
        self.palette = palette
        let rules = Self.rules(ReportTemplate.colours + ReportTemplate.chartStyle)
        let contexts = rules.flatMap(Self.contexts)
        let lines = rules.flatMap { Self.lines($0, contexts, palette) }
        text = (lines + Self.letters.map { Self.resolved($0, palette) }).filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    /// The colour of that name, such as `ink`.
    func colour(_ name: String) -> String { palette["--" + name] ?? "#000000" }

    /// Beside a drawing that stretches the page has letters in HTML; a file has all in the drawing.
    private static let letters = [
        "text { fill: var(--dim); font: 12px 'Liberation Sans', Arial, Helvetica, sans-serif; }",
        "text.marklabel, text.group, text.worst, text.seen { fill: var(--ink); font-weight: 600; }",
        ".runrows text.due, .forest text.due { fill: var(--ink); }",
        ".raster text.remark, .raster text.due { stroke: none; stroke-width: 0; }",
        "text.bad, text.worse { fill: var(--bad); } text.better { fill: var(--good); }",
        "text.told, text.doubtful { fill: var(--care); }",
        "text.title { fill: var(--ink); font-size: 19px; font-weight: 600; }",
        "text.key { fill: var(--ink); font-size: 13px; }",
    ]

    // MARK: Colours

    private static func palette(isDark: Bool) -> [String: String] {
        let schemes = ReportTemplate.colours.split(separator: "@media")
        var found = variables(schemes[0])
        if isDark, schemes.count > 1 { found.merge(variables(schemes[1])) { $1 } }
        return found.filter { !["--mode", "--dash", "--line"].contains($0.key) }
    }

    private static func variables(_ text: Substring) -> [String: String] {
        Dictionary(
            text.matches(of: /(--[a-z0-9]+): ([^;}]+);/).map {
                (String($0.output.1), String($0.output.2))
            }, uniquingKeysWith: { $1 })
    }

    // MARK: Rules

    /// Without those that hold for a width, and those of HTML alone.
    private static func rules(_ text: String) -> [Rule] {
        var rules: [Rule] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let head = rest[..<open]
            var depth = 0
            let close = rest[open...].firstIndex { letter in
                depth += letter == "{" ? 1 : letter == "}" ? -1 : 0
                return depth == 0
            }
            guard let close else { break }
            let body = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            guard !head.contains("@") else { continue }
            let selectors = head.split(separator: ",").map(selector).filter { !$0.isEmpty }
            guard !selectors.isEmpty else { continue }
            rules.append(Rule(selectors: selectors, declarations: declarations(body)))
        }
        return rules
    }

    /// Empty of what is no element of a drawing.
    private static func selector(_ text: Substring) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).filter { $0 != "svg" }
        let isHTML = words.contains { word in
            ["i.", "span", "figure", "figcaption", "label", "input", "#", "strong"]
                .contains { word.hasPrefix($0) } || word.contains(":") || word == "i"
                || [".charts", ".legend", ".axisline", ".axisname", ".note"].contains(String(word))
        }
        return isHTML || words == ["text"] ? "" : words.joined(separator: " ")
    }

    private static func declarations(_ text: Substring) -> [(name: String, value: String)] {
        text.split(separator: ";").compactMap { part in
            let pieces = part.split(separator: ":", maxSplits: 1)
            guard pieces.count == 2 else { return nil }
            let (name, value) = (trimmed(pieces[0]), trimmed(pieces[1]))
            return name.isEmpty
                || ["padding", "margin", "margin-top", "width", "display"]
                    .contains(name)
                ? nil : (name, value)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func contexts(_ rule: Rule) -> [Context] {
        let variables = Dictionary(
            rule.declarations.filter { $0.name.hasPrefix("--") }.map { ($0.name, $0.value) },
            uniquingKeysWith: { $1 })
        guard variables["--mode"] != nil else { return [] }
        return rule.selectors.compactMap { selector in
            let words = selector.split(separator: " ")
            return words.last.map {
                Context(prefix: Array(words.dropLast()), name: String($0), variables: variables)
            }
        }
    }

    // MARK: Text

    /// A rule that takes its colour from around it becomes a rule a colour.
    private static func lines(
        _ rule: Rule, _ contexts: [Context], _ palette: [String: String]
    ) -> [String] {
        let own = rule.declarations.filter { !$0.name.hasPrefix("--") }
        guard !own.isEmpty else { return [] }
        let names = ["var(--mode", "var(--dash", "var(--line"]
        guard own.contains(where: { entry in names.contains { entry.value.contains($0) } }) else {
            return [line(rule.selectors, own, palette)]
        }
        return contexts.map { context in
            let selectors = rule.selectors.flatMap { selector -> [String] in
                let words = selector.split(separator: " ")
                guard let last = words.last else { return [] }
                let before = words.dropLast().joined(separator: " ")
                let inside = [before, context.name, String(last)]
                let same = [before, String(last) + context.name]
                let outside = [context.name, before, String(last)]
                // What sets a colour may be the frame that the selector names itself.
                let frame = words.dropLast().contains { $0 == context.name } ? [selector] : []
                return [inside, same, outside, frame].map {
                    $0.filter { !$0.isEmpty }.joined(separator: " ")
                }.filter { !$0.isEmpty }
            }
            return line(
                Array(Set(selectors)).sorted(), own, palette.merging(context.variables) { $1 })
        }
    }

    private static func line(
        _ selectors: [String], _ declarations: [(name: String, value: String)],
        _ palette: [String: String]
    ) -> String {
        let body = declarations.map { "\($0.name): \(resolved($0.value, palette))" }
            .filter { !$0.contains("var(") && !$0.contains("calc(") }
        return body.isEmpty
            ? "" : selectors.joined(separator: ", ") + " { " + body.joined(separator: "; ") + " }"
    }

    /// Variables replaced, and a second time for those that stand for others.
    private static func resolved(_ text: String, _ palette: [String: String]) -> String {
        (0..<2).reduce(text) { text, _ in
            text.replacing(/var\((--[a-z0-9]+)(?:, ([^)]+))?\)/) { match in
                palette[String(match.output.1)]
                    ?? match.output.2.map(String.init) ?? String(match.output.0)
            }
        }
    }
}
