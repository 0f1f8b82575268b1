internal import Analysis
internal import RunModel

/// A picture of 1200 by 630 with what a run came to, in the size that previews of links and slides take.
struct RunCard {
    let summary: RunSummary
    let isDark: Bool

    private static let (width, height, left) = (1200, 630, 64)
    private static let columns = 4

    func text() -> String {
        let manifest = summary.manifest
        let style = ChartStyle(isDark: isDark)
        let title = EmulatorMark.title(manifest.plan.name, manifest.isEmulated)
        let numbers = self.numbers.enumerated().map { index, number in
            tile(number, column: index % Self.columns, row: index / Self.columns, style)
        }
        let head = [
            line(title, y: 96, size: 46, style.colour("ink"), weight: 700),
            line(
                "\(manifest.plan.request.model) · \(manifest.endpoint)", y: 144, size: 26,
                style.colour("dim")),
            line(
                "\(Wording.load(manifest.plan)) · \(manifest.started.prefix(16).replacing("T", with: " ")) UTC",
                y: 180, size: 26, style.colour("dim")),
        ]
        return
            #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(Self.width)" height="\#(Self.height)" "#
            + #"viewBox="0 0 \#(Self.width) \#(Self.height)" role="img">"#
            + "\n<title>\(Markup(title).html)</title>\n"
            + #"<rect width="\#(Self.width)" height="\#(Self.height)" fill="\#(style.colour("page"))"/>"#
            + #"<rect width="14" height="\#(Self.height)" fill="\#(style.colour(verdictColour))"/>"#
            + "\n" + (head + numbers + [foot(style)]).joined(separator: "\n") + "\n</svg>\n"
    }

    // MARK: Numbers

    private struct Number {
        let name: String
        let value: String
        let detail: String
    }

    /// Of streams, or of non-streaming answers where there are no streams.
    private var numbers: [Number] {
        guard let mode = summary.numbers.modes.first(where: { summary.hasSuccess($0.mode) }) else {
            return []
        }
        let first =
            summary.manifest.plan.load.isOpenLoop
            ? mode.timeToFirstTokenScheduled : mode.timeToFirstToken
        let wanted: [Estimate?] = [
            first.p50, first.p95, mode.interChunkLatency.p50, mode.endToEnd.p50,
            mode.endToEnd.p95, mode.tokenThroughput, mode.requestThroughput, mode.failures?.share,
        ]
        return wanted.compactMap { number in
            number.map { number in
                Number(
                    name: Wording.label(number),
                    value: number.value.map { value in
                        number.statistic == .rate
                            ? QuantityFormat.digits(value)
                            : QuantityFormat.quantity(value, number.unit)
                    } ?? "—",
                    detail: number.value == nil
                        ? Wording.absence(number) : Wording.interval(number))
            }
        }
    }

    private func tile(_ number: Number, column: Int, row: Int, _ style: ChartStyle) -> String {
        let x = Self.left + column * 276
        let y = 272 + row * 146
        return line(number.name, x: x, y: y, size: 24, style.colour("dim"))
            + line(number.value, x: x, y: y + 50, size: 46, style.colour("ink"), weight: 700)
            + line(number.detail, x: x, y: y + 82, size: 21, style.colour("dim"))
    }

    // MARK: Verdict

    private var verdictColour: String {
        guard summary.hasSuccess() else { return "bad" }
        return switch summary.validity.verdict {
        case .trustworthy: "good"
        case .withCare: "care"
        case .notTrustworthy: "bad"
        }
    }

    private func foot(_ style: ChartStyle) -> String {
        let words =
            summary.hasSuccess()
            ? "Can these numbers be trusted? \(Wording.verdict(summary.validity.verdict))"
            : "No request succeeded."
        let modes = summary.modes.count > 1 ? " · numbers of streaming answers" : ""
        return line(words, y: 566, size: 28, style.colour(verdictColour), weight: 700)
            + line(
                "below each number its 95 % interval\(modes) · \(summary.manifest.tool) \(summary.manifest.version)",
                y: 604, size: 20, style.colour("dim"))
    }

    /// A text that is too long for the card ends with dots.
    private func line(
        _ text: String, x: Int = RunCard.left, y: Int, size: Int, _ colour: String,
        weight: Int = 400, anchor: String = "start"
    ) -> String {
        let most = Int(Double(Self.width - 2 * Self.left) / (Double(size) * 0.52))
        let shown = text.count > most ? text.prefix(most - 1) + "…" : text[...]
        return
            #"<text x="\#(x)" y="\#(y)" text-anchor="\#(anchor)" fill="\#(colour)" font-size="\#(size)" "#
            + #"font-weight="\#(weight)" font-family="'Liberation Sans', Arial, Helvetica, sans-serif">"#
            + Markup(String(shown)).html + "</text>"
    }
}
