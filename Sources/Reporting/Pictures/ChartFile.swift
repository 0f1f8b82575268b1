/// A chart as an SVG file of its own, for slides and issues: with its title, what was measured, its legend and its
/// note, and nothing that has to be loaded.
struct ChartFile {
    let figure: Figure
    /// What was measured: `fast · closed loop, 8 streams · …`.
    let context: String
    let isDark: Bool

    private static let padding = 24.0

    func text() -> String {
        let source = figure.source
        let style = ChartStyle(isDark: isDark, properties: properties)
        // Charts that a page sets three side by side are drawn small.
        let scale = source.width < 500 ? 2.0 : 1.0
        let width =
            (source.margins.left + source.width + source.margins.right) * scale + 2 * Self.padding
        var lines: [String] = [
            Self.line("title", figure.title.plain, y: 40),
            Self.line("", Markup(context).html, y: 62),
        ]
        var y = 84.0
        let keys = legend(style, width: width, from: y)
        lines += keys.elements
        y += keys.height
        let left = Self.padding + source.margins.left * scale
        lines.append(
            #"<g transform="translate(\#(ChartSVG.number(left)) \#(ChartSVG.number(y))) "#
                + #"scale(\#(ChartSVG.number(scale)))">\#(source.elements)</g>"#)
        y += (source.height + source.margins.bottom) * scale + 20
        for part in TerminalText.wrapped(figure.note.plain, Int(width / 6.4)) where !part.isEmpty {
            lines.append(Self.line("", part, y: y))
            y += 17
        }
        let size = #"width="\#(ChartSVG.number(width))" height="\#(ChartSVG.number(y + 4))""#
        return #"<svg xmlns="http://www.w3.org/2000/svg" \#(size) viewBox="0 0 "#
            + #"\#(ChartSVG.number(width)) \#(ChartSVG.number(y + 4))" role="img">"#
            + "\n<title>\(figure.title.plain)</title>\n<style>\n\(style.text)\n</style>\n"
            + #"<rect width="100%" height="100%" style="fill: \#(style.colour("page"))"/>"#
            + "\n" + lines.joined(separator: "\n") + "\n</svg>\n"
    }

    private static func line(_ style: String, _ escaped: String, y: Double) -> String {
        #"<text class="\#(style)" x="24" y="\#(ChartSVG.number(y))">\#(escaped)</text>"#
    }

    /// Those that the drawing sets itself.
    private var properties: [String: String] {
        guard let found = figure.source.elements.firstMatch(of: /\ style="(--[^"]+)"/) else {
            return [:]
        }
        return Dictionary(
            found.output.1.split(separator: ";").compactMap { part in
                let pieces = part.split(separator: ":")
                return pieces.count == 2 ? (String(pieces[0]), String(pieces[1])) : nil
            }, uniquingKeysWith: { $1 })
    }

    // MARK: Legend

    private func legend(
        _ style: ChartStyle, width: Double, from top: Double
    ) -> (elements: [String], height: Double) {
        guard !figure.legend.isEmpty else { return ([], 0) }
        var (x, y) = (Self.padding, top)
        var elements: [String] = []
        for entry in figure.legend {
            let label = entry.label.plain
            let length = 24 + Double(label.count) * 7.2 + 18
            if x + length > width - Self.padding, x > Self.padding {
                x = Self.padding
                y += 20
            }
            elements.append(
                #"<g transform="translate(\#(ChartSVG.number(x)) \#(ChartSVG.number(y)))">"#
                    + key(entry.key, style)
                    + #"<text class="key" x="24" y="4">\#(label)</text></g>"#)
            x += length
        }
        return (elements, y - top + 24)
    }

    private func key(_ key: String, _ style: ChartStyle) -> String {
        let names = key.split(separator: " ").map(String.init)
        let colour = style.colour(Self.colours.first { names.contains($0.0) }?.1 ?? "blue")
        let dash =
            ["m-non_streaming", "s-new", "wanted"].contains(where: names.contains) ? "4 3" : "none"
        if names.contains(where: { ["line", "tailkey", "waitkey", "edgekey", "ends"].contains($0) })
        {
            return #"<path d="M0 0H18" style="stroke: \#(colour); stroke-width: 2.5; "#
                + #"stroke-dasharray: \#(dash)"/>"#
        }
        if names.contains(where: { ["dotkey", "awaykey", "ringkey", "p50key"].contains($0) }) {
            return #"<circle cx="9" cy="0" r="4.5" style="fill: \#(colour)"/>"#
        }
        let width = names.contains("p99key") ? 2.5 : names.contains("p95key") ? 9.0 : 16.0
        return
            #"<rect x="\#(ChartSVG.number(9 - width / 2))" y="-5.5" width="\#(ChartSVG.number(width))" "#
            + #"height="11" style="fill: \#(colour)"/>"#
    }

    private static let colours = [
        ("m-non_streaming", "orange"), ("s-new", "orange"), ("wanted", "dim"), ("ends", "p2"),
        ("waitkey", "dim"), ("edgekey", "p2"), ("stallkey", "stall"), ("awaykey", "bad"),
        ("bad", "bad"), ("ringkey", "ink"), ("squarekey", "ink"), ("p99key", "ink"),
        ("p95key", "p2"), ("p0", "p0"), ("p1", "p1"), ("p2", "p2"), ("p3", "p3"), ("p4", "p4"),
        ("p5", "p5"), ("failed", "bad"),
    ]
}

extension Markup {
    /// Escaped, without the tags that set parts off.
    var plain: String { html.replacing(/<[^>]*>/, with: "") }
}
